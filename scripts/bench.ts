/** `npm run bench`: what the performance goals are measured with. Without names all, those of minutes first: `train` takes half an hour. */
import { Argument, Option } from 'commander';
import { BACKEND_NAMES, type BackendName } from '#core/backend-names';
import { YamrError } from '#core/errors';
import { writeFileAtomically } from '#training/atomic-output';
import {
  LOAD_SIZE,
  measureLoading,
  measureTraining,
  printTraining,
  TRAIN_SIZES
} from '#training/bench/train';
import { measurePage, printPage } from '#training/bench/page/run';
import { measureScorer, printScorer } from '#training/bench/scorer/run';
import { measureSearch, printSearch } from '#training/bench/search/run';
import { measureApi, printApi } from '../server/api/bench.ts';
import { integerBetween, runCommand, type CommandContext } from './command.ts';

interface Options {
  json?: string;
  backend?: BackendName;
  runs?: number;
  ratings?: number;
}

async function train({ ratings }: Options, { progress, signal, print }: CommandContext): Promise<object> {
  const sizes = TRAIN_SIZES.filter((size) => size.ratings <= (ratings ?? Infinity));
  const rows = [];
  for (const [done, size] of sizes.entries()) {
    progress.start(`Training on ${size.ratings} synthetic ratings`, sizes.length);
    progress.update(done);
    rows.push(await measureTraining(size, signal));
    progress.finish();
  }
  for (const line of printTraining(rows)) print(line);
  return { train: rows };
}

async function load(_: Options, { progress, signal, print }: CommandContext): Promise<object> {
  progress.start(`Writing and reading ${LOAD_SIZE.ratings} synthetic ratings`, 0);
  const row = await measureLoading(LOAD_SIZE, signal);
  progress.finish();
  print(`${row.ratings} ratings load in ${row.loadSeconds.toFixed(0)} s, peak ${row.peakMb.toFixed(0)} MB`);
  return { load: row };
}

async function scorer(
  { backend = 'wasm', runs = 100 }: Options,
  { progress, print }: CommandContext
): Promise<object> {
  progress.start('Scoring in a headless browser, beside the peers', 0);
  const result = await measureScorer(backend, runs);
  progress.finish();
  for (const line of printScorer(result)) print(line);
  return { scorer: result };
}

async function api(_: Options, { progress, print }: CommandContext): Promise<object> {
  progress.start('Sending ratings to the API, and to dynalite without it', 1);
  const rows = await measureApi((done, total) => {
    progress.update(done / total);
  });
  progress.finish();
  for (const line of printApi(rows)) print(line);
  return { api: rows };
}

async function page(_: Options, { progress, signal, print }: CommandContext): Promise<object> {
  progress.start('Rating in the production build, in a headless browser', 0);
  const result = await measurePage(signal);
  progress.finish();
  for (const line of printPage(result)) print(line);
  return { page: result };
}

async function search(_: Options, { progress, print }: CommandContext): Promise<object> {
  progress.start('Typing in the search field of the production build', 0);
  const result = await measureSearch();
  progress.finish();
  for (const line of printSearch(result)) print(line);
  return { search: result };
}

const BENCHMARKS: Readonly<Record<string, (options: Options, context: CommandContext) => Promise<object>>> = {
  scorer,
  page,
  search,
  api,
  load,
  train
};

/** Whose flag each is. Throws `bad-input` for one that no benchmark of this run looks at. */
function refuseUnused({ backend, runs, ratings }: Options, names: readonly string[]): void {
  const flags = [
    { flag: '--backend', value: backend, of: 'scorer' },
    { flag: '--runs', value: runs, of: 'scorer' },
    { flag: '--ratings', value: ratings, of: 'train' }
  ];
  const unused = flags.find(({ value, of }) => value !== undefined && !names.includes(of));
  if (unused) throw new YamrError('bad-input', `${unused.flag} is for the benchmark ${unused.of}.`);
}

await runCommand<Options>({
  name: 'bench',
  description: 'Measures what the performance goals name.',
  setUp: (command) => {
    command
      .addArgument(new Argument('[name...]', 'which (default: all)').choices(Object.keys(BENCHMARKS)))
      .option('--json <file>', 'writes all figures, anew after each benchmark')
      .addOption(
        new Option('--backend <name>', 'scorer: the tfjs backend (default: wasm)').choices(BACKEND_NAMES)
      )
      .option('--runs <n>', 'scorer: how often each list is made (default: 100)', integerBetween(10))
      .option('--ratings <n>', 'train: no world with more ratings than this', integerBetween(1));
  },
  run: async (options, context) => {
    const names = context.args.length > 0 ? context.args : Object.keys(BENCHMARKS);
    refuseUnused(options, names);
    let results = {};
    const write = async (): Promise<void> => {
      if (options.json !== undefined)
        await writeFileAtomically(options.json, `${JSON.stringify(results, null, 2)}\n`);
    };
    // A file that cannot be written is known now, not in half an hour.
    await write();
    for (const name of names) {
      results = { ...results, ...(await BENCHMARKS[name]?.(options, context)) };
      await write();
    }
  }
});
