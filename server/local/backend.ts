/**
 * Owns the local backend of `npm start`: database, accounts, mailbox and the API, put together from the same parts
 * as on AWS. It needs no network, no account and no setting; its data lies in `.data/` and survives restarts.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { mount } from 'hono/mount';
import { AccountConfigSchema, type AccountConfig } from '#core/account-config';
import * as v from 'valibot';
import { createApi } from '../api/app.ts';
import { logAsJson, logFailures } from '../api/log.ts';
import { connectTables } from '../tables/client.ts';
import { createTables } from '../tables/create.ts';
import { writeFileAtomically } from '#training/atomic-output';
import { LOCAL_CLIENT_ID, LOCAL_REGION, LOCAL_USER_POOL_ID, startCognito } from './cognito.ts';
import { addressOf, onlyOurs } from './guard.ts';
import { createMailbox } from './mailbox.ts';
import { databaseFolder, endpointFile } from './settings.ts';
import { spawnDynamoDb, type SupervisedDynamoDb } from './spawn-dynamodb.ts';

export interface LocalBackendOptions {
  /** Where `dynamodb/` and `cognito/` lie. */
  readonly folder: string;
  readonly tablePrefix?: string | undefined;
  /** Answer other machines too: everybody who can reach the port can then read the mailbox. */
  readonly isOpen?: boolean;
  /** By which names other machines know this one, where they do. */
  readonly names?: readonly string[];
  readonly logAll?: boolean;
  readonly print?: (line: string) => void;
}

export interface LocalBackend {
  /** `/api`, `/cognito`, `/mailbox` and `/config.json`. */
  readonly app: Hono;
  readonly dynamoDb: SupervisedDynamoDb;
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

/** Starts everything. Throws `bad-input` if the folder cannot be used. */
export async function startLocalBackend(options: LocalBackendOptions): Promise<LocalBackend> {
  const { folder, tablePrefix, isOpen = false, names = [], logAll = false, print = console.log } = options;
  const dynamoDb = await spawnDynamoDb({ folder: databaseFolder(folder), tell: print });
  await writeFileAtomically(endpointFile(folder), `${dynamoDb.endpoint}\n`, 0o600);
  const tables = connectTables({ endpoint: dynamoDb.endpoint, prefix: tablePrefix });
  const mailbox = createMailbox(print);
  const [cognito] = await Promise.all([
    startCognito(join(folder, 'cognito'), mailbox, print),
    createTables(tables)
  ]);
  const { verifier, users } = cognito;
  const log = logAll ? logAsJson : logFailures;
  const isRestarting = (): boolean => !dynamoDb.isRunning();
  const api = createApi({ tables, verifier, users, log, addressOf, isRestarting });

  const app = new Hono();
  for (const path of ['/config.json', '/api/*', '/cognito/*', '/mailbox/*']) {
    app.use(path, onlyOurs({ isOpen, names }));
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
      await rm(endpointFile(folder), { force: true });
    }
  };
}
