/**
 * 10,000 requests that nobody sane sends, half of them close to the schema: none may fail the server, store what is
 * no rating, or touch a bystander's ratings. The seed is fixed, so that a failure can be seen again.
 */
import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ChangesPageSchema, ProblemSchema } from '#core/api';
import { isTooFarAhead, SyncEventSchema, versionKey, type SyncEvent } from '#core/sync-event';
import { startTestBackend, type TestBackend } from '../../tests/backend.ts';

const REQUESTS = 10_000;
const AT_ONCE = 32;
const SEED = 20_261_122;

let backend: TestBackend;
let api: ReturnType<TestBackend['createApi']>;
beforeAll(async () => {
  backend = await startTestBackend();
  api = backend.createApi();
});
afterAll(() => backend.close());

interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

const ATTACKERS = ['mallory', 'trudy'];
const nowMs = Date.now();
const near = <T>(good: fc.Arbitrary<T>, ...bad: unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 5, arbitrary: good },
    { weight: 1, arbitrary: fc.constantFrom(...bad) },
    { weight: 1, arbitrary: fc.jsonValue() }
  );

/** An event with each field likely good: garbage in one place at a time gets furthest. */
const event = fc.record(
  {
    eventId: near(fc.uuid(), '', 'x', '../../x', 'A'.repeat(40), null, 1),
    epoch: near(fc.constant(0), -1, 1, 1.5, 2 ** 31, 1e300, '0'),
    movieId: near(fc.integer({ min: 1, max: 40 }), 0, -1, 2 ** 31, 1.5, '1', null),
    stars: near(fc.constantFrom(0.5, 3, 4.5, 5, null), 0, 5.5, 4.25, NaN, '4', true, [4]),
    updatedAtMs: near(fc.integer({ min: 0, max: nowMs }), -1, nowMs + 1e9, 8.65e15, 1e300, 0.1, '1'),
    ratedAtMs: near(fc.integer({ min: 0, max: nowMs }), -1, null, '1', 1e300),
    userId: fc.constantFrom('victim', 'mallory'),
    version: fc.string(),
    changedAtMs: fc.nat(),
    __proto__: fc.jsonValue()
  },
  { requiredKeys: ['eventId', 'epoch', 'movieId', 'stars', 'updatedAtMs'] }
);
const plainEvent = fc.record({
  eventId: near(fc.uuid(), '', 'x'),
  epoch: near(fc.constant(0), -1),
  movieId: near(fc.integer({ min: 1, max: 40 }), 0),
  stars: near(fc.constantFrom(0.5, 5, null), 9),
  updatedAtMs: near(fc.integer({ min: 0, max: nowMs }), -1)
});
const schemaAware = fc.oneof(
  plainEvent.map((one) => ['POST', '/rate', JSON.stringify(one)] as const),
  event.map((one) => ['POST', '/rate', JSON.stringify(one)] as const),
  fc
    .record({
      events: near(fc.array(fc.oneof(event, plainEvent), { maxLength: 3 }), null, {}, Array(501).fill(0))
    })
    .map((batch) => ['POST', '/rate/batch', JSON.stringify(batch)] as const),
  fc
    .oneof(
      fc.string(),
      fc.tuple(fc.nat(3), fc.maxSafeNat()).map((parts) => parts.join('.')),
      fc.array(fc.maxSafeNat(), { minLength: 5, maxLength: 5 }).map((parts) => parts.join('.'))
    )
    .map((cursor) => ['GET', `/ratings?cursor=${encodeURIComponent(cursor)}`, undefined] as const),
  fc
    .string()
    .map((epoch) => ['DELETE', `/ratings?epoch=${encodeURIComponent(`${epoch}!`)}`, undefined] as const)
);
/** Reports with one thing wrong, from somebody without an account. */
const count = near(fc.nat(10_000), -1, 1.5, 10_001, 1e300, '1', null);
const counts = (length: number) =>
  near(fc.array(fc.nat(10_000), { minLength: length, maxLength: length }), [], [1]);
const wins = fc.record({ wins: fc.nat(9), losses: fc.nat(9), ties: count });
const report = fc.record(
  {
    version: near(fc.constantFrom('yamr-1', 'yamr-2'), '', '../x', 'a#b', 'A', 'a'.repeat(81)),
    appVersion: near(fc.constant('1.0.0'), 'x'.repeat(41)),
    backend: near(fc.constantFrom('wasm', 'webgl'), 'gpu', null),
    rateToList: counts(13),
    heap: counts(8),
    errors: near(fc.constant({ network: 2 }), { oops: 1 }, { network: -1 }, []),
    quality: near(
      fc.record({
        ratings: fc.nat(9),
        squaredError: fc.double({ min: 0, max: 100, noNaN: true }),
        biasSquaredError: fc.constantFrom(5e-324, 1e-130, 0.1, -0)
      }),
      { ratings: 1 }
    ),
    comparison: near(fc.record({ other: fc.constant('yamr-0'), predicted: wins, ranked: wins }), {}),
    userId: fc.constant('victim')
  },
  {
    requiredKeys: ['version', 'appVersion', 'backend', 'rateToList', 'heap', 'errors', 'quality']
  }
);
const zeros = (length: number): number[] => Array<number>(length).fill(0);
const quietReport = {
  version: 'yamr-1',
  appVersion: '1.0.0',
  backend: 'cpu',
  rateToList: zeros(13),
  heap: zeros(8),
  errors: {},
  quality: { ratings: 1, squaredError: 5e-324, biasSquaredError: 1e-200 }
};
const plainReport = fc
  .tuple(
    fc.constantFrom('yamr-1', 'yamr-2'),
    fc.constantFrom('wasm', 'cpu'),
    fc.array(fc.nat(9), { minLength: 13, maxLength: 13 })
  )
  .map(([version, backend, rateToList]) => ({ ...quietReport, version, backend, rateToList }));
const counterRequest = fc
  .record({
    reports: near(fc.array(fc.oneof(report, plainReport), { maxLength: 3 }), null, zeros(21))
  })
  .map((batch) => ['POST', '/counters', JSON.stringify(batch)] as const);
const raw = fc.tuple(
  fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'),
  fc.oneof(
    fc.constantFrom(
      '/rate',
      '/rate/batch',
      '/counters',
      '/ratings?cursor=0.0',
      '/health',
      '/rate/',
      '/rate/batch/x',
      '//rate'
    ),
    fc.webPath().map((path) => `/${path}`),
    fc.string().map((text) => `/${encodeURIComponent(text)}`)
  ),
  fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.base64String({ maxLength: 2000 }))
);
const asText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '');
const authorization = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...ATTACKERS).map((userId) => `token:${userId}`) },
  { weight: 1, arbitrary: fc.constantFrom('', 'Bearer', 'Bearer a.b.c', 'victim') },
  { weight: 1, arbitrary: fc.string().map((text) => `Bearer ${asText(text)}`) }
);
const contentType = fc.oneof(
  { weight: 8, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('text/plain', 'application/json; charset=x', 'multipart/form-data', '')
  }
);

const requests = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: fc.oneof(schemaAware, raw) }, counterRequest),
    authorization,
    contentType
  )
  // What deletes the fuzzers' own ratings is right to do so, and would leave nothing to look at.
  .filter(([[method, path]]) => method !== 'DELETE' || !/^\/ratings(?!\?epoch)/.test(path))
  .map(([[method, path, body], auth, type]): FuzzedRequest => ({
    method,
    path,
    headers: { Authorization: auth, ...(type ? { 'Content-Type': type } : {}) },
    ...(body !== undefined && !['GET', 'HEAD'].includes(method) ? { body } : {})
  }));

it('10,000 fuzzed requests break nothing, store no garbage and reach nobody else', async () => {
  const tokens = new Map(
    [...ATTACKERS, 'victim'].map((userId) => [userId, `Bearer ${backend.issuer.tokenOf(userId)}`])
  );
  const send = ({ method, path, headers, body }: FuzzedRequest) => {
    const { Authorization = '', ...rest } = headers;
    const token = tokens.get(Authorization.replace(/^token:/, ''));
    return api.request(`http://localhost${path}`, {
      method,
      headers: { ...rest, Authorization: Authorization.startsWith('token:') ? (token ?? '') : Authorization },
      ...(body === undefined ? {} : { body })
    });
  };
  const secret: SyncEvent = v.parse(SyncEventSchema, {
    eventId: randomUUID(),
    epoch: 0,
    movieId: 31_337,
    stars: 3.5,
    updatedAtMs: nowMs
  });
  await send({
    method: 'POST',
    path: '/rate',
    headers: { Authorization: 'token:victim', 'Content-Type': 'application/json' },
    body: JSON.stringify(secret)
  });

  const queue = fc.sample(requests, { numRuns: REQUESTS, seed: SEED });
  const statuses = new Map<number, number>();
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let request = queue.pop(); request; request = queue.pop()) {
      const response = await send(request);
      const text = await response.text();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      const isProblem =
        response.status < 400 || request.method === 'HEAD' || v.is(ProblemSchema, JSON.parse(text));
      // A request can hold that number; only an answer to somebody who did not send it gives it away.
      const leaks = text.includes(secret.eventId) || (response.ok && /\b31337\b/.test(text));
      if (response.status >= 500 || !isProblem || leaks) failures.push([request, response.status, text]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(failures).toEqual([]);
  // The fuzzer gets through every gate often enough to mean something.
  for (const status of [200, 204, 400, 401, 404, 405, 415, 422]) {
    expect([status, (statuses.get(status) ?? 0) >= 40]).toEqual([status, true]);
  }

  const { Items = [] } = await backend.tables.client.send(
    new ScanCommand({ TableName: `${backend.tables.prefix}ratings`, ConsistentRead: true })
  );
  expect(Items.length).toBeGreaterThan(40);
  for (const { userId, changedAtMs, version, ...stored } of Items) {
    const parsed = v.parse(SyncEventSchema, stored);
    expect([...ATTACKERS, 'victim']).toContain(userId);
    expect(version).toBe(versionKey(parsed));
    expect(isTooFarAhead(parsed.updatedAtMs, changedAtMs as number)).toBe(false);
  }
  const { Items: sums = [] } = await backend.tables.client.send(
    new ScanCommand({ TableName: `${backend.tables.prefix}counters`, ConsistentRead: true })
  );
  expect(sums.length).toBeGreaterThan(2);
  for (const { day, subject, ...numbers } of sums) {
    expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(subject).toMatch(/^yamr-[12]#(wasm|webgl|cpu)(#yamr-0)?$/);
    expect(Object.values(numbers).every((value) => typeof value === 'number' && value > 0)).toBe(true);
  }
  const own = await send({ method: 'GET', path: '/ratings', headers: { Authorization: 'token:victim' } });
  expect(v.parse(ChangesPageSchema, await own.json()).changes).toEqual([secret]);
}, 180_000);
