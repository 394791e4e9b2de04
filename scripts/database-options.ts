/** Owns the flags of the commands that reach DynamoDB: which one, and how its tables are called. */
import type { Command } from 'commander';
import { YamrError } from '#core/errors';
import type { LocalDynamoDb } from '../server/local/dynamodb.ts';
import { databaseFolder, localSettings, readLocalEndpoint } from '../server/local/settings.ts';
import { spawnDynamoDb } from '../server/local/spawn-dynamodb.ts';
import { connectTables, type Tables } from '../server/tables/client.ts';
import { parseEndpoint } from '../server/tables/endpoint.ts';

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
  fetch(parseEndpoint(endpoint).url, { signal: AbortSignal.timeout(2000) }).then(
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

export interface FoundDatabase {
  /** undefined: AWS. */
  readonly endpoint: string | undefined;
  /** Which one it is, the same from run to run, and no secret. */
  readonly name: string;
}

/** A running database. Throws `bad-input` and `network`. */
export async function findDatabase(options: DatabaseOptions): Promise<FoundDatabase> {
  checkDatabaseOptions(options);
  if (options.aws) return { endpoint: undefined, name: 'aws' };
  const { folder } = localSettings(process.env);
  const endpoint = options.endpoint ?? (await readLocalEndpoint(process.env));
  const isNamed = options.endpoint !== undefined;
  if (endpoint !== undefined && (await answers(endpoint))) {
    return { endpoint, name: isNamed ? parseEndpoint(endpoint).url : databaseFolder(folder) };
  }
  throw new YamrError(
    'network',
    isNamed
      ? `No DynamoDB answers at ${parseEndpoint(options.endpoint).url}.`
      : `No server runs on ${folder}: start it with npm start, or say --endpoint or --aws.`
  );
}

/** The database of a running `npm start`, or its folder opened for as long as the command takes. */
async function openLocal(): Promise<LocalDynamoDb> {
  const endpoint = await readLocalEndpoint(process.env);
  if (endpoint !== undefined && (await answers(endpoint))) {
    return { endpoint, close: () => Promise.resolve() };
  }
  return spawnDynamoDb({
    folder: databaseFolder(localSettings(process.env).folder),
    tell: (sentence) => console.error(sentence)
  });
}

/** The tables, of the local database whether it runs or not. Throws `bad-input`, and `network` for a named endpoint. */
export async function openTables(
  options: DatabaseOptions
): Promise<{ readonly tables: Tables; readonly close: () => Promise<void> }> {
  const isNamed = options.aws === true || options.endpoint !== undefined;
  const local = isNamed ? undefined : await openLocal();
  const tables = connectTables({
    prefix: options.prefix ?? process.env['YAMR_TABLE_PREFIX'],
    endpoint: local?.endpoint ?? (await findDatabase(options)).endpoint
  });
  return {
    tables,
    close: async () => {
      tables.client.destroy();
      await local?.close();
    }
  };
}
