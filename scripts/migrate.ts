/** `npm run migrate`: brings MovieLens into DynamoDB, by default into the local one. */
import { join } from 'node:path';
import { spawnDynamoDb, type LocalDynamoDb } from '../server/local/dynamodb.ts';
import { localDynamoDbEndpoint, localSettings, DEFAULT_SITE_PORT } from '../server/local/settings.ts';
import { connectTables } from '../server/tables/client.ts';
import { createTables } from '../server/tables/create.ts';
import { fullTableName } from '../server/tables/definitions.ts';
import { migrate, migrationSteps } from '../server/tables/migrate.ts';
import { runCommand } from './command.ts';
import { addDataOption, openData } from './data-option.ts';
import {
  addDatabaseOptions,
  answers,
  checkDatabaseOptions,
  findDatabase,
  type DatabaseOptions
} from './database-options.ts';
import { PROJECT_DIR } from './build.ts';

interface Options extends DatabaseOptions {
  data?: string;
  dryRun?: boolean;
}

const CHECKPOINT = join(PROJECT_DIR, '.data', 'migrate-checkpoint.json');
const number = (value: number): string => value.toLocaleString('en-US');

/** The database of a running `npm start`, or its folder opened for as long as this command takes. */
async function openLocal(): Promise<LocalDynamoDb> {
  const endpoint = localDynamoDbEndpoint(process.env);
  if (await answers(endpoint)) return { endpoint, close: () => Promise.resolve() };
  return spawnDynamoDb({ folder: join(localSettings(process.env, DEFAULT_SITE_PORT).folder, 'dynamodb') });
}

await runCommand<Options>({
  name: 'migrate',
  description:
    'Brings the MovieLens data into DynamoDB: the local database of npm start, unless another one is named.',
  setUp: (command) => {
    addDataOption(command);
    addDatabaseOptions(command);
    command.option('--dry-run', 'checks the data and says what would be written');
  },
  run: async (
    { data, endpoint, aws = false, prefix = process.env['YAMR_TABLE_PREFIX'], dryRun },
    context
  ) => {
    const { progress, signal, print } = context;
    checkDatabaseOptions({ aws, ...(endpoint !== undefined && { endpoint }) });
    const movieLens = await openData(data, { progress, signal });
    if (dryRun) {
      for (const { table, count } of migrationSteps(movieLens)) {
        print(
          `Would write ${number(count)} items into ${fullTableName(connectTables({ prefix }).prefix, table)}`
        );
      }
      return;
    }
    if (endpoint !== undefined) await findDatabase({ endpoint });
    const local = aws || endpoint !== undefined ? undefined : await openLocal();
    const at = aws ? undefined : (endpoint ?? local?.endpoint);
    const tables = connectTables({ prefix, endpoint: at });
    try {
      if (!aws) await createTables(tables);
      const startMs = performance.now();
      const destination = aws ? 'aws' : (endpoint ?? 'local');
      const counts = await migrate(tables, movieLens, {
        checkpointPath: CHECKPOINT,
        destination,
        progress,
        signal
      });
      for (const [table, count] of Object.entries(counts)) {
        print(`${tables.prefix}${table}: ${number(count)} items, counted`);
      }
      print(`Done in ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
    } finally {
      tables.client.destroy();
      await local?.close();
    }
  }
});
