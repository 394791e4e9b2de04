/**
 * Owns the local backend of `npm start`: database, accounts, mailbox and the API, put together from the same parts
 * as on AWS. It needs no network, no account and no setting; its data lies in `.data/` and survives restarts.
 */
import { join } from 'node:path';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { mount } from 'hono/mount';
import { AccountConfigSchema, type AccountConfig } from '#core/account-config';
import * as v from 'valibot';
import { createApi } from '../api/app.ts';
import { logAsJson, logFailures } from '../api/log.ts';
import { createTokenVerifier } from '../api/verify-token.ts';
import { connectTables } from '../tables/client.ts';
import { createTables } from '../tables/create.ts';
import { LOCAL_CLIENT_ID, LOCAL_ISSUER, LOCAL_REGION, LOCAL_USER_POOL_ID, startCognito } from './cognito.ts';
import { spawnDynamoDb, type LocalDynamoDb } from './dynamodb.ts';
import { createMailbox } from './mailbox.ts';

export interface LocalBackendOptions {
  /** Where `dynamodb/` and `cognito/` lie. */
  readonly folder: string;
  /** The database's loopback port; 0 takes a free one. */
  readonly dynamoDbPort: number;
  readonly tablePrefix?: string | undefined;
  /** Answer other machines too: everybody who can reach the port can then read the mailbox. */
  readonly isOpen?: boolean;
  readonly logAll?: boolean;
  readonly print?: (line: string) => void;
}

export interface LocalBackend {
  /** `/api`, `/cognito`, `/mailbox` and `/config.json`. */
  readonly app: Hono;
  readonly dynamoDb: LocalDynamoDb;
  close(): Promise<void>;
}

const CONFIG: AccountConfig = v.parse(AccountConfigSchema, {
  formatVersion: 1,
  apiUrl: '/api',
  auth: {
    region: LOCAL_REGION,
    userPoolId: LOCAL_USER_POOL_ID,
    userPoolClientId: LOCAL_CLIENT_ID,
    endpoint: '/cognito',
    flow: 'USER_PASSWORD_AUTH',
    mailboxUrl: '/mailbox'
  }
});

/** Nothing where a request comes from this very process. */
const addressOf = (c: Context): string =>
  (c.env as { incoming?: unknown } | undefined)?.incoming ? (getConnInfo(c).remote.address ?? 'unknown') : '';

/** Whether a request comes from this machine, or from this very process. */
function isFromHere(c: Context): boolean {
  const address = addressOf(c);
  return address === '' || address === '::1' || /^(?:::ffff:)?127\./.test(address);
}

const onlyFromHere: MiddlewareHandler = async (c, next) => {
  if (!isFromHere(c)) return c.text('The local backend answers only the machine that it runs on.\n', 404);
  await next();
};

/** Starts everything. Throws `bad-input` if a port is taken. */
export async function startLocalBackend(options: LocalBackendOptions): Promise<LocalBackend> {
  const { folder, dynamoDbPort, tablePrefix, isOpen = false, logAll = false, print = console.log } = options;
  const dynamoDb = await spawnDynamoDb({ folder: join(folder, 'dynamodb'), port: dynamoDbPort });
  const tables = connectTables({ endpoint: dynamoDb.endpoint, prefix: tablePrefix });
  const mailbox = createMailbox(print);
  const [cognito] = await Promise.all([startCognito(join(folder, 'cognito'), mailbox), createTables(tables)]);
  const verifier = createTokenVerifier({
    issuer: LOCAL_ISSUER,
    clientId: LOCAL_CLIENT_ID,
    fetchJwks: () => Promise.resolve(cognito.jwks)
  });
  const api = createApi({ tables, verifier, log: logAll ? logAsJson : logFailures, addressOf });

  const app = new Hono();
  for (const path of ['/config.json', '/api/*', '/cognito/*', '/mailbox/*']) {
    if (!isOpen) app.use(path, onlyFromHere);
  }
  app.get('/config.json', (c) => c.json(CONFIG, 200, { 'Cache-Control': 'no-store' }));
  app.all('/api/*', mount(api.fetch));
  app.route('/cognito', cognito.app);
  app.route('/mailbox', mailbox.app);
  return {
    app,
    dynamoDb,
    async close() {
      tables.client.destroy();
      await dynamoDb.close();
    }
  };
}
