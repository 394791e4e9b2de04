/** `npm run evaluate`: judges models by the two protocols, or predicts the pairs of a file as known users. */
import { YamrError } from '#core/errors';
import { refuseUnwritable, writeFileAtomically } from '#training/atomic-output';
import { buildDataset } from '#training/dataset';
import { pairPredictor } from '#training/evaluate/known-users';
import { evaluateOnNewcomers, evaluateOnRatings } from '#training/evaluate/protocols';
import { evaluateOnQuestions } from '#training/evaluate/question-protocol';
import { averageQuestions, printQuestions } from '#training/evaluate/questions';
import {
  averageNewcomers,
  averageRatings,
  printGains,
  printNewcomers,
  printRatings
} from '#training/evaluate/tables';
import { fitBias } from '#training/models/bias';
import { DEFAULT_MODEL, modelNamed, MODEL_NAMES } from '#training/models/registry';
import type { MovieLensTables } from '#training/movielens/tables';
import { readPairs } from '#training/score/files';
import { integerBetween, runCommand, type CommandContext } from './command.ts';
import { addDataOption, openData } from './data-option.ts';

interface Options {
  data?: string;
  protocol?: string;
  model?: string;
  seed?: number;
  json?: string;
  test?: string;
  predictions?: string;
}

/** Without --seed the protocols are averaged over these. */
const SEEDS = [0, 1, 2];
const PREDICTION_SEED = 1;
const PROTOCOLS: readonly string[] = ['newcomers', 'ratings', 'questions'];

async function judge(tables: MovieLensTables, options: Options, context: CommandContext): Promise<void> {
  const seeds = options.seed === undefined ? SEEDS : [options.seed];
  const names = options.model === undefined ? MODEL_NAMES : [options.model];
  const models = names.map(modelNamed);
  const hooks = { progress: context.progress, signal: context.signal };
  const about = { dataset: { name: tables.name, sha256: tables.sha256 }, seeds };
  const write = async (result: object): Promise<void> => {
    if (options.json !== undefined) {
      await writeFileAtomically(options.json, `${JSON.stringify({ ...about, ...result }, null, 2)}\n`);
    }
  };
  if (options.protocol === 'ratings') {
    const results = [];
    for (const seed of seeds) results.push(await evaluateOnRatings(tables, models, seed, hooks));
    const mean = averageRatings(results);
    context.print(`Known users (protocol A), mean of seeds ${seeds.join(', ')}`);
    for (const line of printRatings(mean)) context.print(line);
    await write({ protocol: 'ratings', mean, bySeed: results });
    return;
  }
  const dataset = buildDataset(tables);
  if (options.protocol === 'questions') {
    const name = options.model ?? DEFAULT_MODEL;
    const results = [];
    for (const seed of seeds) results.push(await evaluateOnQuestions(dataset, modelNamed(name), seed, hooks));
    const mean = averageQuestions(results);
    context.print(`Twenty questions to newcomers, then ${name}; mean of seeds ${seeds.join(', ')}`);
    for (const line of printQuestions(mean)) context.print(line);
    await write({ protocol: 'questions', mean, bySeed: results });
    return;
  }
  const results = [];
  for (const seed of seeds) results.push((await evaluateOnNewcomers(dataset, models, seed, hooks)).tables);
  const mean = averageNewcomers(results);
  context.print(`Newcomers (protocol B), mean of seeds ${seeds.join(', ')}`);
  for (const line of printNewcomers(mean)) context.print(line);
  for (const name of names) for (const line of [...printGains(mean, name), '']) context.print(line);
  await write({ protocol: 'newcomers', mean, bySeed: results });
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

await runCommand<Options>({
  name: 'evaluate',
  description: 'Judges models on held-out people or ratings, or predicts the pairs of a file.',
  setUp: (command) => {
    addDataOption(command);
    command
      .option('--protocol <name>', 'newcomers (default), ratings or questions')
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
    const { test, predictions, protocol } = options;
    if ((test === undefined) !== (predictions === undefined)) {
      throw new YamrError('bad-input', '--test FILE and --predictions OUT go together.');
    }
    if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
      throw new YamrError(
        'bad-input',
        `There is no protocol "${protocol}"; there is ${PROTOCOLS.join(', ')}.`
      );
    }
    if (test !== undefined && protocol !== undefined) {
      throw new YamrError('bad-input', 'Say either --protocol or --test, not both.');
    }
    if (test !== undefined && options.json !== undefined) {
      throw new YamrError('bad-input', '--json writes the figures of a protocol; --test has none.');
    }
    if (options.model !== undefined) modelNamed(options.model);
    for (const path of [predictions, options.json]) if (path !== undefined) await refuseUnwritable(path);
    const tables = await openData(options.data, context);
    if (test !== undefined && predictions !== undefined)
      await predict(tables, test, predictions, options, context);
    else await judge(tables, options, context);
  }
});
