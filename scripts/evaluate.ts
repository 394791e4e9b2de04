/** `npm run evaluate`: judges models by the protocols, or predicts the pairs of a file as known users. */
import { YamrError } from '#core/errors';
import { refuseUnwritable, writeFileAtomically } from '#training/atomic-output';
import { buildDataset } from '#training/dataset';
import { compareSeeds, printComparison } from '#training/evaluate/comparison';
import { pairPredictor } from '#training/evaluate/known-users';
import {
  evaluateOnNewcomers,
  evaluateOnRatings,
  judgeOn,
  type Judged,
  type JudgedRelease
} from '#training/evaluate/protocols';
import { evaluateOnOrder, printOrder } from '#training/evaluate/order-protocol';
import { evaluateOnQuestions } from '#training/evaluate/question-protocol';
import { averageQuestions, printQuestions } from '#training/evaluate/questions';
import { findAcquaintances, refuseAcquaintances, strangersOf } from '#training/evaluate/strangers';
import { averageRatings, printRatings } from '#training/evaluate/tables';
import { averageTastes, evaluateOnTastes } from '#training/evaluate/taste-protocol';
import { printTastes, type TasteMetrics } from '#training/evaluate/tastes';
import { fitBias } from '#training/models/bias';
import type { TrainableModel } from '#training/models/model';
import { DEFAULT_MODEL, modelNamed, MODEL_NAMES } from '#training/models/registry';
import { loadMovieLens } from '#training/movielens/load';
import type { MovieLensTables } from '#training/movielens/tables';
import { readNamedReleases } from '#training/release/read';
import { readPairs } from '#training/score/files';
import type { KnownFolder } from '#training/split';
import { integerBetween, runCommand, type CommandContext } from './command.ts';
import { addDataOption, openData, openKnown } from './data-option.ts';

interface Options {
  data?: string;
  protocol?: string;
  people?: string;
  release?: string[];
  met?: string;
  hideFrom?: string;
  model?: string;
  /** False where --no-fit says so. */
  fit: boolean;
  seed?: number;
  json?: string;
  test?: string;
  predictions?: string;
}

/** Without --seed the protocols are averaged over these. */
const SEEDS = [0, 1, 2];
const PREDICTION_SEED = 1;
const PROTOCOLS: readonly string[] = ['newcomers', 'ratings', 'questions', 'tastes', 'order'];

const seedsOf = ({ seed }: Options): readonly number[] => (seed === undefined ? SEEDS : [seed]);
const namesOf = ({ model, fit }: Options): readonly string[] =>
  fit ? (model === undefined ? MODEL_NAMES : [model]) : [];

async function write({ json, ...options }: Options, data: MovieLensTables, result: object): Promise<void> {
  if (json === undefined) return;
  const about = { dataset: { name: data.name, sha256: data.sha256 }, seeds: seedsOf(options) };
  await writeFileAtomically(json, `${JSON.stringify({ ...about, ...result }, null, 2)}\n`);
}

async function judgeRatings(
  tables: MovieLensTables,
  known: KnownFolder | undefined,
  models: readonly TrainableModel[],
  options: Options,
  { progress, signal, print }: CommandContext
): Promise<void> {
  const results = [];
  for (const seed of seedsOf(options)) {
    results.push(await evaluateOnRatings(tables, models, seed, { progress, signal }, known));
  }
  const mean = averageRatings(results);
  const whose = known ? `, ratings of ${known.tables.name}` : '';
  print(`Known users (protocol A)${whose}, mean of seeds ${seedsOf(options).join(', ')}`);
  for (const line of printRatings(mean)) print(line);
  await write(options, tables, { protocol: 'ratings', mean, bySeed: results });
}

async function judgeQuestions(
  tables: MovieLensTables,
  options: Options,
  { progress, signal, print }: CommandContext
): Promise<void> {
  const dataset = buildDataset(tables);
  const name = options.model ?? DEFAULT_MODEL;
  const results = [];
  for (const seed of seedsOf(options)) {
    results.push(await evaluateOnQuestions(dataset, modelNamed(name), seed, { progress, signal }));
  }
  const mean = averageQuestions(results);
  print(`Twenty questions to newcomers, then ${name}; mean of seeds ${seedsOf(options).join(', ')}`);
  for (const line of printQuestions(mean)) print(line);
  await write(options, tables, { protocol: 'questions', mean, bySeed: results });
}

/** The order beside the ranking alone. */
async function judgeOrder(
  tables: MovieLensTables,
  options: Options,
  { progress, signal, print }: CommandContext
): Promise<void> {
  const dataset = buildDataset(tables);
  const name = options.model ?? DEFAULT_MODEL;
  const results = [];
  for (const seed of seedsOf(options)) {
    results.push(await evaluateOnOrder(dataset, modelNamed(name), seed, { progress, signal }));
  }
  print(`The order of ${name}, people held out, mean of seeds ${seedsOf(options).join(', ')}`);
  for (const line of printOrder(name, results)) print(line);
  const bySeed = results.map(({ order, favourites, reasons }) => ({
    order: order.tables,
    favourites: favourites.tables,
    reasons
  }));
  await write(options, tables, { protocol: 'order', bySeed });
}

/** What people of one taste are shown by models and releases. */
async function judgeTastes(
  tables: MovieLensTables,
  releases: readonly JudgedRelease[],
  options: Options,
  { progress, signal, print }: CommandContext
): Promise<void> {
  const dataset = buildDataset(tables);
  const models = namesOf(options).map(modelNamed);
  const results: ReadonlyMap<string, TasteMetrics>[] = [];
  for (const seed of seedsOf(options)) {
    results.push(await evaluateOnTastes(dataset, models, releases, seed, { progress, signal }));
  }
  const names = [...(results[0]?.keys() ?? [])];
  const mean = new Map(
    names.map((name) => [name, averageTastes(results.flatMap((result) => result.get(name) ?? []))])
  );
  print(`People of one taste, mean of seeds ${seedsOf(options).join(', ')}`);
  for (const line of printTastes(mean)) print(line);
  const bySeed = results.map((result) => Object.fromEntries(result));
  await write(options, tables, { protocol: 'tastes', mean: Object.fromEntries(mean), bySeed });
}

/** What protocol B says of models and releases: on people held out of the data, or on those of --people. */
async function judgeNewcomers(
  training: MovieLensTables | undefined,
  people: MovieLensTables | undefined,
  releases: readonly JudgedRelease[],
  met: ReadonlySet<number> | undefined,
  options: Options,
  { progress, signal, print }: CommandContext
): Promise<void> {
  const names = training ? namesOf(options) : [];
  const models = names.map(modelNamed);
  const dataset = training && buildDataset(training);
  const hooks = { progress, signal };
  const results: Judged[] = [];
  for (const seed of seedsOf(options)) {
    if (people) {
      results.push(await judgeOn(strangersOf(people, seed), dataset, models, releases, seed, hooks));
    } else if (dataset) {
      const { split: _split, ...judged } = await evaluateOnNewcomers(
        dataset,
        models,
        seed,
        hooks,
        releases,
        met
      );
      results.push(judged);
    }
  }
  const releaseNames = releases.map(({ name }) => name);
  const [first, ...others] = [...names.slice(0, 1), ...releaseNames];
  const comparison = compareSeeds(
    results,
    others.map((other) => [first ?? other, other] as const)
  );
  const heldOut = met ? 'people held out whom the releases have not met' : 'people held out';
  const whom = people ? `the people of ${people.name}` : heldOut;
  print(`Newcomers (protocol B), ${whom}, mean of seeds ${seedsOf(options).join(', ')}`);
  if (releases.length > 0 && !met && !(people && training)) {
    print('Nobody has checked here whether a release has met these people in its own training.');
  }
  for (const line of printComparison(comparison, [...names, ...releaseNames])) print(line);
  const data = training ?? people;
  if (data) {
    const named = people && { people: { name: people.name, sha256: people.sha256 } };
    await write(options, data, { protocol: 'newcomers', ...named, ...comparison });
  }
}

async function predict(
  tables: MovieLensTables,
  test: string,
  predictions: string,
  options: Options,
  { progress, signal, print }: CommandContext
): Promise<void> {
  const pairs = await readPairs(test, signal);
  const dataset = buildDataset(tables);
  const model = modelNamed(options.model ?? DEFAULT_MODEL);
  const known = await model.fitKnownUsers(dataset, options.seed ?? PREDICTION_SEED, { progress, signal });
  const predictor = pairPredictor(dataset, fitBias(dataset), known);
  const rows = pairs.map(
    ({ userId, movieId }) => `${userId},${movieId},${predictor(userId, movieId).toFixed(4)}`
  );
  await writeFileAtomically(predictions, ['userId,movieId,prediction', ...rows, ''].join('\n'));
  print(`${rows.length} predictions in ${predictions}`);
}

/** Throws `bad-input` for options that say nothing together. */
function refuseContradictions({
  test,
  predictions,
  protocol,
  people,
  release,
  met,
  hideFrom,
  model,
  fit
}: Options): void {
  const refuse = (message: string): never => {
    throw new YamrError('bad-input', message);
  };
  if ((test === undefined) !== (predictions === undefined)) {
    refuse('--test FILE and --predictions OUT go together.');
  }
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    refuse(`There is no protocol "${protocol}"; there is ${PROTOCOLS.join(', ')}.`);
  }
  if (test !== undefined && protocol !== undefined) refuse('Say either --protocol or --test, not both.');
  const ofRelease = test === undefined && ['newcomers', 'tastes'].includes(protocol ?? 'newcomers');
  if (!ofRelease && (release !== undefined || !fit)) {
    refuse('--release and --no-fit belong to the protocols newcomers and tastes.');
  }
  if (people !== undefined && (test !== undefined || (protocol ?? 'newcomers') !== 'newcomers')) {
    refuse('--people belongs to the protocol newcomers.');
  }
  if (met !== undefined && (release === undefined || people !== undefined || protocol === 'tastes')) {
    refuse('--met belongs to --release and the protocol newcomers, without --people.');
  }
  if (hideFrom !== undefined && protocol !== 'ratings')
    refuse('--hide-from belongs to the protocol ratings.');
  if (!fit && model !== undefined) refuse('Say either --model or --no-fit, not both.');
  if (model !== undefined) modelNamed(model);
}

await runCommand<Options>({
  name: 'evaluate',
  description: 'Judges models on held-out people or ratings, or predicts the pairs of a file.',
  setUp: (command) => {
    addDataOption(command);
    command
      .option('--protocol <name>', 'newcomers (default), ratings, questions, tastes or order')
      .option(
        '--people <dir>',
        'judges on the people of this MovieLens folder, whom no training may have met'
      )
      .option(
        '--release <dir...>',
        'judges these releases on the same people; with --people and without --data nothing is trained'
      )
      .option(
        '--met <dir>',
        'leaves out the held-out people who are in this folder too: what a release of --release was trained on'
      )
      .option(
        '--hide-from <dir>',
        'protocol ratings: hides a fifth of this folder’s ratings, which the data must hold'
      )
      .option('--no-fit', 'fits no model: baselines and releases alone')
      .option(
        '--model <name>',
        `one of: ${MODEL_NAMES.join(', ')} (default: all; with --test: ${DEFAULT_MODEL})`
      )
      .option('--seed <n>', 'one seed (default: 0, 1 and 2, averaged)', integerBetween(0, 0x7fffffff))
      .option('--json <file>', 'writes all figures')
      .option('--test <file>', 'CSV with userId,movieId: predict these pairs as ratings of known users')
      .option('--predictions <file>', 'where the predictions go: userId,movieId,prediction');
  },
  run: async (options, context) => {
    refuseContradictions(options);
    const { test, predictions, protocol, people: folder, release = [] } = options;
    if (test !== undefined && options.json !== undefined) {
      throw new YamrError('bad-input', '--json writes the figures of a protocol; --test has none.');
    }
    if (options.model !== undefined) modelNamed(options.model);
    for (const path of [predictions, options.json]) if (path !== undefined) await refuseUnwritable(path);
    const releases = await readNamedReleases(release);
    const people = folder === undefined ? undefined : await loadMovieLens(folder, { signal: context.signal });
    const isTraining = !people || releases.length === 0 || options.data !== undefined;
    const tables = isTraining ? await openData(options.data, context) : undefined;
    if (tables && people) refuseAcquaintances(people, tables);
    const known = options.met === undefined ? undefined : await loadMovieLens(options.met, context);
    const met = known && tables && new Set(findAcquaintances(tables, known).map(({ userId }) => userId));
    if (!tables || protocol === undefined || protocol === 'newcomers') {
      if (tables && test !== undefined && predictions !== undefined) {
        await predict(tables, test, predictions, options, context);
      } else await judgeNewcomers(tables, people, releases, met, options, context);
    } else if (protocol === 'ratings') {
      const hidden = await openKnown(options.hideFrom, tables, context);
      await judgeRatings(tables, hidden, namesOf(options).map(modelNamed), options, context);
    } else if (protocol === 'order') {
      await judgeOrder(tables, options, context);
    } else if (protocol === 'tastes') {
      await judgeTastes(tables, releases, options, context);
    } else await judgeQuestions(tables, options, context);
  }
});
