/** `npm run migrate`: brings MovieLens into DynamoDB, by default into the local one. */
import { join } from 'node:path';
import { connectTables } from '../server/tables/client.ts';
import { createTables } from '../server/tables/create.ts';
import { fullTableName } from '../server/tables/definitions.ts';
import { migrate, migrationSteps } from '../server/tables/migrate.ts';
import { runCommand } from './command.ts';
import { addDataOption, openData } from './data-option.ts';
import {
  addDatabaseOptions,
  checkDatabaseOptions,
  openTables,
  type DatabaseOptions
} from './database-options.ts';
import { PROJECT_DIR } from './build.ts';

interface Options extends DatabaseOptions {
  data?: string;
  dryRun?: boolean;
}

const CHECKPOINT = join(PROJECT_DIR, '.data', 'migrate-checkpoint.json');
const number = (value: number): string => value.toLocaleString('en-US');

await runCommand<Options>({
  name: 'migrate',
  description:
    'Brings the MovieLens data into DynamoDB: the local database of npm start, unless another one is named.',
  setUp: (command) => {
    addDataOption(command);
    addDatabaseOptions(command);
    command.option('--dry-run', 'checks the data and says what would be written');
  },
  run: async ({ data, dryRun, ...where }, context) => {
    const { progress, signal, print } = context;
    checkDatabaseOptions(where);
    const movieLens = await openData(data, { progress, signal });
    if (dryRun) {
      for (const { table, count } of migrationSteps(movieLens)) {
        print(
          `Would write ${number(count)} items into ${fullTableName(connectTables({ prefix: where.prefix ?? process.env['YAMR_TABLE_PREFIX'] }).prefix, table)}`
        );
      }
      return;
    }
    const { tables, close } = await openTables(where);
    try {
      if (!where.aws) await createTables(tables);
      const startMs = performance.now();
      const destination = where.aws ? 'aws' : (where.endpoint ?? 'local');
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
      await close();
    }
  }
});
