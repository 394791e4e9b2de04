/**
 * Owns `npm run bench -- api`: events a second and p95 of `/rate` and `/rate/batch` against dynalite, beside the same
 * conditional puts made with nothing but the SDK. Rounds of all kinds alternate, so that a busy machine is
 * equally unfair to each. The application is called in this process: what is measured is our layer, not Node's HTTP.
 */
import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { YamrError } from '#core/errors';
import { asMovieId } from '#core/ids';
import { quantile } from '#core/metrics/quantile';
import { versionKey, type SyncEvent } from '#core/sync-event';
import { spawnDynamoDb } from '../local/spawn-dynamodb.ts';
import { connectTables, REQUESTS_AT_ONCE, type Tables } from '../tables/client.ts';
import { createTables } from '../tables/create.ts';
import { INCOMING_IS_NO_EARLIER } from '../tables/rating-table.ts';
import { createApi } from './app.ts';
import { createTokenVerifier } from './verify-token.ts';

const ROUNDS = 7;
const EVENTS_OF_ROUND = 500;
const ISSUER = 'https://bench.invalid/pool';
const CLIENT_ID = 'bench';

export interface ApiMeasurement {
  readonly name: 'raw puts' | 'rate' | 'batch';
  /** Medians over the rounds. */
  readonly eventsPerSecond: number;
  readonly requestP95Ms: number;
  /** Of the raw throughput, the median over rounds of the same moment. */
  readonly shareOfRaw: number;
}

interface Round {
  readonly eventsPerSecond: number;
  readonly latenciesMs: readonly number[];
}

/** Runs `count` requests, `atOnce` of them at a time. */
async function measure(
  count: number,
  atOnce: number,
  eventsOfRequest: number,
  request: (index: number) => Promise<void>
): Promise<Round> {
  const latenciesMs: number[] = [];
  let next = 0;
  const startMs = performance.now();
  const work = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      const requestMs = performance.now();
      await request(index);
      latenciesMs.push(performance.now() - requestMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { eventsPerSecond: (count * eventsOfRequest * 1000) / (performance.now() - startMs), latenciesMs };
}

/** A token and what verifies it. */
function createSigner() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }] };
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const bytes = new TextEncoder().encode(JSON.stringify(jwks)).buffer;
  return {
    verifier: createTokenVerifier({
      issuer: ISSUER,
      clientId: CLIENT_ID,
      fetchJwks: () => Promise.resolve(bytes)
    }),
    tokenOf: (sub: string): string => {
      const exp = Math.floor(Date.now() / 1000) + 3600;
      const claims = { sub, iss: ISSUER, client_id: CLIENT_ID, token_use: 'access', exp };
      const text = `${encode({ alg: 'RS256', kid: 'k' })}.${encode(claims)}`;
      return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
    }
  };
}

const newEvent = (index: number): SyncEvent => ({
  eventId: randomUUID(),
  epoch: 0,
  movieId: asMovieId(index + 1),
  stars: 4,
  updatedAtMs: Date.now()
});

function createRounds(tables: Tables) {
  const { verifier, tokenOf } = createSigner();
  const api = createApi({
    tables,
    verifier,
    users: { isKnown: () => Promise.resolve(true), remove: () => Promise.resolve() },
    log: () => undefined,
    rateLimit: { pointsPerMinute: 1e9, pointsPerRequest: 1 }
  });
  const post = async (path: string, token: string, body: object): Promise<void> => {
    const text = JSON.stringify(body);
    const headers = {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      // As every HTTP client says it.
      'Content-Length': String(Buffer.byteLength(text))
    };
    const response = await api.request(path, { method: 'POST', headers, body: text });
    if (!response.ok)
      throw new YamrError('internal', `${path} answered ${response.status} during the bench.`);
    await response.arrayBuffer();
  };
  const putRaw = async (userId: string, event: SyncEvent): Promise<void> => {
    const version = versionKey(event);
    await tables.client.send(
      new PutCommand({
        TableName: `${tables.prefix}ratings`,
        Item: { ...event, userId, version, changedAtMs: Date.now() },
        ConditionExpression: INCOMING_IS_NO_EARLIER,
        ExpressionAttributeValues: { ':version': version }
      })
    );
  };
  return {
    raw: () => {
      const userId = randomUUID();
      return measure(EVENTS_OF_ROUND, REQUESTS_AT_ONCE, 1, (index) => putRaw(userId, newEvent(index)));
    },
    rate: () => {
      const token = tokenOf(randomUUID());
      return measure(EVENTS_OF_ROUND, REQUESTS_AT_ONCE, 1, (index) => post('/rate', token, newEvent(index)));
    },
    batch: () => {
      const token = tokenOf(randomUUID());
      const events = Array.from({ length: EVENTS_OF_ROUND }, (_, index) => newEvent(index));
      return measure(1, 1, EVENTS_OF_ROUND, () => post('/rate/batch', token, { events }));
    }
  };
}

/** Measures against a dynalite of its own, in memory and in its own process. */
export async function measureApi(onRound: (done: number, total: number) => void): Promise<ApiMeasurement[]> {
  const dynamoDb = await spawnDynamoDb();
  const tables = connectTables({ endpoint: dynamoDb.endpoint });
  try {
    await createTables(tables);
    const rounds = createRounds(tables);
    const results = { raw: [] as Round[], rate: [] as Round[], batch: [] as Round[] };
    // The first round warms everything up and does not count.
    for (let round = 0; round <= ROUNDS; round++) {
      onRound(round, ROUNDS + 1);
      for (const kind of ['raw', 'rate', 'batch'] as const) {
        const result = await rounds[kind]();
        if (round > 0) results[kind].push(result);
      }
    }
    return (['raw', 'rate', 'batch'] as const).map((kind) => ({
      name: kind === 'raw' ? 'raw puts' : kind,
      eventsPerSecond: quantile(
        results[kind].map(({ eventsPerSecond }) => eventsPerSecond),
        0.5
      ),
      requestP95Ms: quantile(
        results[kind].flatMap(({ latenciesMs }) => latenciesMs),
        0.95
      ),
      shareOfRaw: quantile(
        results[kind].map((round, k) => round.eventsPerSecond / (results.raw[k]?.eventsPerSecond ?? NaN)),
        0.5
      )
    }));
  } finally {
    tables.client.destroy();
    await dynamoDb.close();
  }
}

/** Lines of text. */
export function printApi(rows: readonly ApiMeasurement[]): string[] {
  return [
    `${'what'.padEnd(10)}${'events/s'.padStart(10)}${'p95 ms'.padStart(10)}${'of raw'.padStart(10)}`,
    ...rows.map(
      ({ name, eventsPerSecond, requestP95Ms, shareOfRaw }) =>
        name.padEnd(10) +
        eventsPerSecond.toFixed(0).padStart(10) +
        requestP95Ms.toFixed(0).padStart(10) +
        `${(shareOfRaw * 100).toFixed(0)}%`.padStart(10)
    ),
    `A batch is one request of ${EVENTS_OF_ROUND} events; rate and raw puts run ${REQUESTS_AT_ONCE} at once. The goal is 70% of raw.`
  ];
}
