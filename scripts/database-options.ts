/** Owns the flags of the commands that reach DynamoDB: which one, and how its tables are called. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { YamrError } from '#core/errors';
import { spawnDynamoDb, type LocalDynamoDb } from '../server/local/dynamodb.ts';
import { DEFAULT_SITE_PORT, localDynamoDbEndpoint, localSettings } from '../server/local/settings.ts';
import { connectTables, type Tables } from '../server/tables/client.ts';

export interface DatabaseOptions {
  readonly endpoint?: string;
  readonly aws?: boolean;
  readonly prefix?: string;
}

export function addDatabaseOptions(command: Command): void {
  command
    .option('--endpoint <url>', 'where DynamoDB answers (default: the database of npm start)')
    .option('--aws', 'the DynamoDB of the account and region of the environment; its tables must exist')
    .option('--prefix <text>', 'what the names of the tables begin with (default: movie-recommender-)');
}

/** Whether a DynamoDB answers there: it refuses a plain GET, but it answers. */
const answers = (endpoint: string): Promise<boolean> =>
  fetch(endpoint, { signal: AbortSignal.timeout(2000) }).then(
    () => true,
    () => false
  );

/** Throws `bad-input` for flags that contradict each other or name no address. */
export function checkDatabaseOptions({ endpoint, aws = false }: DatabaseOptions): void {
  if (aws && endpoint !== undefined) throw new YamrError('bad-input', 'Name either --aws or --endpoint.');
  if (endpoint === undefined || URL.canParse(endpoint)) return;
  throw new YamrError(
    'bad-input',
    `--endpoint must be an address like http://localhost:8000, not "${endpoint}".`
  );
}

/** Where a running database answers; undefined: AWS. Throws `bad-input` and `network`. */
export async function findDatabase(options: DatabaseOptions): Promise<string | undefined> {
  checkDatabaseOptions(options);
  if (options.aws) return undefined;
  const endpoint = options.endpoint ?? localDynamoDbEndpoint(process.env);
  if (await answers(endpoint)) return endpoint;
  const what = options.endpoint === undefined ? ' Start it with npm start, or say --endpoint or --aws.' : '';
  throw new YamrError('network', `No DynamoDB answers at ${endpoint}.${what}`);
}

/** The database of a running `npm start`, or its folder opened for as long as the command takes. */
async function openLocal(): Promise<LocalDynamoDb> {
  const endpoint = localDynamoDbEndpoint(process.env);
  if (await answers(endpoint)) return { endpoint, close: () => Promise.resolve() };
  return spawnDynamoDb({ folder: join(localSettings(process.env, DEFAULT_SITE_PORT).folder, 'dynamodb') });
}

/** The tables, of the local database whether it runs or not. Throws `bad-input`, and `network` for a named endpoint. */
export async function openTables(
  options: DatabaseOptions
): Promise<{ readonly tables: Tables; readonly close: () => Promise<void> }> {
  const isNamed = options.aws === true || options.endpoint !== undefined;
  const local = isNamed ? undefined : await openLocal();
  const tables = connectTables({
    prefix: options.prefix ?? process.env['YAMR_TABLE_PREFIX'],
    endpoint: local?.endpoint ?? (await findDatabase(options))
  });
  return {
    tables,
    close: async () => {
      tables.client.destroy();
      await local?.close();
    }
  };
}
