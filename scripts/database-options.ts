/** Owns the flags of the commands that reach DynamoDB: which one, and how its tables are called. */
import type { Command } from 'commander';
import { YamrError } from '#core/errors';
import { localDynamoDbEndpoint } from '../server/local/settings.ts';

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
export const answers = (endpoint: string): Promise<boolean> =>
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
