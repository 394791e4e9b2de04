/** `npm run retrain`: a new model of MovieLens and the visitors' ratings, published if the gate lets it. */
import { join } from 'node:path';
import { toPlainError } from '#core/errors';
import { DEFAULT_MODEL, modelNamed } from '#training/models/registry';
import { formatDuration } from '#training/progress';
import { knownKeys } from '#training/release/known-keys';
import { train } from '#training/train';
import { METRICS_VARIABLE, retrainMetric } from '../publishing/retrain/emf.ts';
import { every, parseInterval } from '../publishing/retrain/every.ts';
import {
  historyOf,
  readHistory,
  refusalsRunning,
  RETRAIN_FOLDER,
  type RetrainResult
} from '../publishing/retrain/history.ts';
import { checkLine } from '../publishing/retrain/report.ts';
import { retrain } from '../publishing/retrain/retrain.ts';
import { connectTables } from '../server/tables/client.ts';
import { PROJECT_DIR } from './build.ts';
import { runCommand, type CommandContext } from './command.ts';
import { addDataOption, addSeedOption, openData } from './data-option.ts';
import {
  addDatabaseOptions,
  checkDatabaseOptions,
  findDatabase,
  type DatabaseOptions
} from './database-options.ts';
import {
  addKeyOptions,
  addShareOption,
  addStoreOption,
  openAuthority,
  openStore,
  type KeyOptions,
  type StoreOptions
} from './store-options.ts';

interface Options extends DatabaseOptions, StoreOptions, KeyOptions {
  readonly share?: number;
  readonly data?: string;
  readonly seed: number;
  readonly out?: string;
  /** Where it keeps its history, and its working files while it runs. */
  readonly history: string;
  readonly force: boolean;
  readonly every?: string;
}

/** The model was refused: neither success nor failure, and not the 2 of a flag that is wrong. */
const EXIT_REFUSED = 3;

async function retrainOnce(
  options: Options,
  { progress, signal, print }: CommandContext
): Promise<RetrainResult> {
  const { data, seed, history: folder, out = join(folder, 'last'), force, dryRun, share } = options;
  const model = modelNamed(DEFAULT_MODEL);
  const store = openStore(options.store);
  const { record, checks } = await retrain({
    open: async () => {
      const { endpoint, name } = await findDatabase(options);
      const movieLens = await openData(data, { progress, signal });
      const prefix = options.prefix ?? process.env['YAMR_TABLE_PREFIX'];
      return { tables: connectTables({ prefix, endpoint }), source: name, movieLens };
    },
    train: (tables, folder) => train(tables, model, seed, folder, { progress, signal }),
    model,
    recipeOf: modelNamed,
    seed,
    store,
    history: historyOf(store, folder),
    folder,
    out,
    knownKeys: knownKeys(),
    authority: await openAuthority(options),
    share,
    force,
    dryRun,
    progress,
    signal,
    print
  });
  for (const check of checks) print(checkLine(check));
  const { result, version = 'The model', durationsSec, forced } = record;
  const whom = share === undefined ? 'everybody' : `${share * 100}% of the devices`;
  const took = formatDuration(1000 * (durationsSec['total'] ?? 0));
  if (result === 'Refused') {
    print(`Refused ${version}: nothing in ${store.name} has changed; ${out} has the report. ${took}`);
  } else {
    const inSpite = forced ? ' in spite of the gate (--force)' : '';
    print(`${dryRun ? 'Would publish' : 'Published'} ${version} for ${whom}${inSpite}. ${took}`);
  }
  return result;
}

/** Tells CloudWatch how it ended, where somebody wants to know. */
async function retrainAndTell(options: Options, context: CommandContext): Promise<RetrainResult> {
  const backend = process.env[METRICS_VARIABLE];
  const tell = (result: RetrainResult, refusals?: number): void => {
    if (backend && !options.dryRun) context.print(retrainMetric(backend, result, Date.now(), refusals));
  };
  try {
    const result = await retrainOnce(options, context);
    const history = await readHistory(historyOf(openStore(options.store), options.history)).catch(
      () => undefined
    );
    tell(result, history && refusalsRunning(history));
    return result;
  } catch (thrown) {
    if (!context.signal.aborted) tell('Failed');
    throw thrown;
  }
}

await runCommand<Options>({
  name: 'retrain',
  description: `Exports the visitors' ratings, joins them with MovieLens, trains, judges, and publishes what the gate accepts.

The gate compares with the recipe in use, on people whom neither model has seen (ARCHITECTURE.md, "Retraining").
Ends with 0: published, 1: failed, 2: a flag was wrong, 3: refused; a refused model leaves report.html, gate.txt and gate.json in
--out and changes nothing else. Of every run that is not a dry one, .data/retrain/history.jsonl has a line, or
retrains.jsonl in the bucket.`,
  setUp: (command) => {
    addDataOption(command);
    addDatabaseOptions(command);
    addStoreOption(command);
    addShareOption(command);
    addKeyOptions(command);
    addSeedOption(command);
    command
      .option('--history <folder>', 'keeps the history of all runs', join(PROJECT_DIR, RETRAIN_FOLDER))
      .option(
        '--out <dir>',
        'gets the release, its report and the gate’s answer (default: last, in --history)'
      )
      .option(
        '--force',
        'publishes in spite of the gate; never what fails its golden cases, hashes or signature',
        false
      )
      .option('--every <interval>', 'again and again, counted from each start: 30m, 24h, 7d');
  },
  run: async (options, context) => {
    const { signal, print } = context;
    // What is wrong with the flags is known before the first run, not after each.
    const intervalMs = options.every === undefined ? undefined : parseInterval(options.every);
    checkDatabaseOptions(options);
    openStore(options.store);
    if (intervalMs !== undefined) await openAuthority(options);
    if (intervalMs === undefined) {
      if ((await retrainAndTell(options, context)) === 'Refused') process.exitCode = EXIT_REFUSED;
      return;
    }
    await every(() => retrainAndTell(options, context).then(() => undefined), {
      intervalMs,
      signal,
      onFailure: (thrown) => process.stderr.write(`${toPlainError(thrown).message}\n`),
      onWait: (untilMs) => {
        print(`The next run starts at ${new Date(untilMs).toISOString()}`);
      }
    });
  }
});
