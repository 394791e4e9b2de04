/** `npm run monitor`: how YAMR does for those who use it, as text and as a page. It writes to no table. */
import { join } from 'node:path';
import { writeFileAtomically } from '#training/atomic-output';
import { monitorFigures } from '../publishing/monitor/figures.ts';
import { monitorPage } from '../publishing/monitor/page.ts';
import { monitorText } from '../publishing/monitor/text.ts';
import { readRatingsByDay } from '../publishing/monitor/ratings-by-day.ts';
import { historyOf, readHistory, RETRAIN_FOLDER } from '../publishing/retrain/history.ts';
import { readPointer } from '../publishing/stored-pointer.ts';
import { readCounters } from '../server/tables/counter-table.ts';
import { PROJECT_DIR } from './build.ts';
import { runCommand } from './command.ts';
import { addDatabaseOptions, openTables, type DatabaseOptions } from './database-options.ts';
import { openStore } from './store-options.ts';

interface Options extends DatabaseOptions {
  store: string;
  history: string;
  out: string;
  json: boolean;
}

await runCommand<Options>({
  name: 'monitor',
  description: `Shows how YAMR does for those who use it: waiting, errors, quality, ratings a day, retrains, releases. By default of
the database of npm start. docs/operate.md says how to read it.`,
  setUp: (command) => {
    addDatabaseOptions(command);
    command
      .option(
        '--store <place>',
        'where releases lie: a folder, or s3://bucket/folder',
        join(PROJECT_DIR, 'static', 'models')
      ) // prettier-ignore
      .option('--history <folder>', 'of npm run retrain', join(PROJECT_DIR, RETRAIN_FOLDER))
      .option('--out <file>', 'the page', join(PROJECT_DIR, '.data', 'monitor.html'))
      .option('--json', 'prints the figures as JSON instead of text', false);
  },
  run: async ({ store, history, out, json, ...where }, { print }) => {
    const releases = openStore(store);
    const { tables, close } = await openTables(where);
    try {
      const figures = monitorFigures({
        sums: await readCounters(tables),
        ratingsByDay: await readRatingsByDay(tables),
        retrains: await readHistory(historyOf(releases, history)),
        versions: await releases.list(),
        pointer: await readPointer(releases)
      });
      await writeFileAtomically(out, monitorPage(figures, new Date().toISOString()));
      if (json) {
        print(JSON.stringify(figures, null, 2));
        return;
      }
      monitorText(figures).forEach(print);
      print(`The page: ${out}`);
    } finally {
      await close();
    }
  }
});
