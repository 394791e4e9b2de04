/**
 * Owns a backend for tests: the API over a dynalite of its own (in memory), and a token issuer that stands in for
 * Cognito. Everything runs in this process; nothing listens but dynalite, on a free loopback port.
 */
import { createSign, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { createApi, type ApiOptions } from '../server/api/app.ts';
import type { RequestRecord } from '../server/api/log.ts';
import type { UserDirectory } from '../server/api/users.ts';
import { createTokenVerifier } from '../server/api/verify-token.ts';
import { startDynamoDb } from '../server/local/dynamodb.ts';
import { connectTables, type Tables } from '../server/tables/client.ts';
import { createTables } from '../server/tables/create.ts';

export const ISSUER = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_tests';
export const CLIENT_ID = 'the-page';

const base64Url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
export const newKeys = (): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } =>
  generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A signed token as Cognito makes them, unless told otherwise. */
export function signToken(
  privateKey: KeyObject,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {}
): string {
  const nowSec = Math.floor(Date.now() / 1000);
  const all = {
    iss: ISSUER,
    client_id: CLIENT_ID,
    token_use: 'access',
    iat: nowSec,
    exp: nowSec + 3600,
    jti: randomUUID(),
    ...claims
  };
  const text = `${base64Url({ alg: 'RS256', kid: 'key-1', typ: 'JWT', ...header })}.${base64Url(all)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}

/** The verifier of these keys, and tokens that it takes. */
export function createIssuer() {
  const { publicKey, privateKey } = newKeys();
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', alg: 'RS256' }] };
  const bytes = new TextEncoder().encode(JSON.stringify(jwks));
  let fetches = 0;
  const verifier = createTokenVerifier({
    issuer: ISSUER,
    clientId: CLIENT_ID,
    fetchJwks: () => {
      fetches++;
      return Promise.resolve(bytes.buffer);
    }
  });
  return {
    verifier,
    publicKey,
    privateKey,
    countFetches: () => fetches,
    tokenOf: (userId: string, claims: Record<string, unknown> = {}): string =>
      signToken(privateKey, { sub: userId, ...claims })
  };
}

export interface TestBackend {
  /** Of its DynamoDB. */
  readonly endpoint: string;
  readonly tables: Tables;
  readonly issuer: ReturnType<typeof createIssuer>;
  readonly logged: RequestRecord[];
  /** Who has an account: everybody, until they are removed. */
  readonly users: UserDirectory & { readonly removed: ReadonlySet<string> };
  /** An API over these tables, of one instance: several share nothing but the database. */
  createApi(options?: Partial<ApiOptions>): ReturnType<typeof createApi>;
  close(): Promise<void>;
}

/** Starts it with empty tables; limits nobody's rate unless asked to. */
export async function startTestBackend(): Promise<TestBackend> {
  const dynamoDb = await startDynamoDb();
  const tables = connectTables({ endpoint: dynamoDb.endpoint });
  await createTables(tables);
  const issuer = createIssuer();
  const logged: RequestRecord[] = [];
  const removed = new Set<string>();
  const users: TestBackend['users'] = {
    removed,
    isKnown: (userId) => Promise.resolve(!removed.has(userId)),
    remove: (userId) => Promise.resolve(void removed.add(userId))
  };
  return {
    endpoint: dynamoDb.endpoint,
    tables,
    issuer,
    logged,
    users,
    createApi: (options = {}) =>
      createApi({
        tables,
        verifier: issuer.verifier,
        users,
        log: (record) => logged.push(record),
        rateLimit: { pointsPerMinute: 1e9, pointsPerRequest: 1 },
        ...options
      }),
    async close() {
      tables.client.destroy();
      await dynamoDb.close();
    }
  };
}
