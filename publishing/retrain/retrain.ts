/**
 * Owns one retrain from the database to the pointer: export, bound, join, train, judge, then publish or refuse. Until the
 * gate has said yes nothing is written to the store; every run that is not a dry one leaves a line in the history.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted, toPlainError, YamrError } from '#core/errors';
import type { Manifest } from '#core/release-format';
import { buildDirectoryAtomically } from '#training/atomic-output';
import type { TrainableModel } from '#training/models/model';
import type { MovieLensTables } from '#training/movielens/tables';
import type { Progress } from '#training/progress';
import { folderSource } from '#training/release/folder';
import type { Tables } from '../../server/tables/client.ts';
import { keysOfStore, refuseOtherKey, type Authority } from '../authority.ts';
import { exclusively } from '../lock.ts';
import { offerTo, publishTo } from '../pointer.ts';
import { addRelease, verifyRelease } from '../releases.ts';
import type { ReleaseStore } from '../store.ts';
import { movePointer, readPointer, readStoredPointer } from '../stored-pointer.ts';
import { exportVisitors } from './export.ts';
import { judgeRetrain, type GateCheck } from './gate.ts';
import { appendHistory, type RetrainHistory, type RetrainRecord } from './history.ts';
import { boundInfluence } from './influence.ts';
import { joinVisitors } from './join.ts';
import { gatherEvidence, judgeReference } from './judge.ts';
import { writeReport } from './report.ts';
import { createStopwatch } from './stopwatch.ts';
import { countRatings } from './visitors.ts';

export interface RetrainInputs {
  readonly tables: Tables;
  /** Names the database, for the checkpoint of the export. */
  readonly source: string;
  readonly movieLens: MovieLensTables;
}

export interface RetrainOptions {
  /** Finds the data. Its failure is the run's. */
  readonly open: () => Promise<RetrainInputs>;
  /** Makes the release folder of these tables; `train` of training/train.ts. */
  readonly train: (tables: MovieLensTables, folder: string) => Promise<Manifest>;
  /** The recipe that is compared with where nothing is in use. */
  readonly model: TrainableModel;
  /** The recipe of a release, by the name in its manifest. */
  readonly recipeOf: (modelName: string) => TrainableModel;
  readonly seed: number;
  readonly store: ReleaseStore;
  readonly history: RetrainHistory;
  /** Working files. */
  readonly folder: string;
  /** Gets the release, its report and the gate's answer. */
  readonly out: string;
  /** Whose releases are used. */
  readonly knownKeys: readonly string[];
  /** In whose name it publishes; only a dry run may be without. */
  readonly authority: Authority | undefined;
  readonly share?: number | undefined;
  /** Publishes in spite of the gate, except in spite of its absolute checks. */
  readonly force: boolean;
  /** Changes neither store nor history. */
  readonly dryRun: boolean;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
  readonly print: (line: string) => void;
}

export interface RetrainOutcome {
  readonly record: RetrainRecord;
  readonly checks: readonly GateCheck[];
}

type Figures = Omit<RetrainRecord, 'time' | 'result' | 'reasons' | 'durationsSec'>;
const number = (value: number): string => value.toLocaleString('en-US');

/**
 * The release in use, verified; nothing is trained to stand beside one that is broken, or that could not be published
 * with the key at hand.
 */
async function readInUse(options: RetrainOptions): Promise<Manifest | undefined> {
  const { store, knownKeys, authority, share } = options;
  const stored = await readStoredPointer(store);
  if (authority) await refuseOtherKey(store, stored, authority);
  if (stored) {
    const before = authority?.isNewKey ? await keysOfStore(store, stored) : [];
    return verifyRelease(store, stored.pointer.version, [...knownKeys, ...before]);
  }
  if (share === undefined) return undefined;
  throw new YamrError('conflict', `${store.name} has no version in use beside which to try another.`);
}

/**
 * From the gate's yes to the pointer the store is this run's alone. Throws `conflict` where another model is in use by now than
 * the one that the gate compared with.
 */
async function publish(
  { store, authority, share }: RetrainOptions,
  folder: string,
  version: string,
  inUse: string | undefined
): Promise<void> {
  if (!authority) throw new YamrError('bad-input', 'There is no key to publish with.');
  const source = folderSource(folder);
  await exclusively(store, async (claim) => {
    const now = (await readPointer(store))?.version;
    if (now !== inUse) {
      throw new YamrError(
        'conflict',
        `While this trained, ${now ?? 'nothing'} came into use in ${store.name}, and ${version} was compared with ${inUse ?? 'nothing'}; nothing was published. Say it again.`
      );
    }
    await addRelease(store, (path) => source.read(path), authority);
    await movePointer(
      claim,
      (pointer) => (share === undefined ? publishTo(pointer, version) : offerTo(pointer, version, share)),
      authority
    );
  });
}

/** Trains into `<out>/release`. A model that loses too much in small files is none: the sentence comes back. */
async function trainRelease(options: RetrainOptions, tables: MovieLensTables): Promise<Manifest | string> {
  try {
    return await buildDirectoryAtomically(join(options.out, 'release'), (folder) =>
      options.train(tables, folder)
    );
  } catch (thrown) {
    if (thrown instanceof YamrError && thrown.code === 'bad-release') return thrown.message;
    throw thrown;
  }
}

async function run(
  options: RetrainOptions,
  known: (figures: Figures) => void,
  measure: ReturnType<typeof createStopwatch>['measure']
): Promise<{ readonly result: 'Published' | 'Refused'; readonly checks: readonly GateCheck[] }> {
  const { model, seed, folder, out, force, dryRun, progress, print } = options;
  const signal = options.signal && { signal: options.signal };
  const inUse = await readInUse(options);
  known({ ...(inUse && { previous: inUse.version }) });
  await mkdir(out, { recursive: true });
  for (const name of ['release', 'report.html', 'gate.json', 'gate.txt']) {
    await rm(join(out, name), { recursive: true, force: true });
  }

  const { tables, source, movieLens } = await measure('open', () => options.open());
  const exported = await measure('export', () =>
    exportVisitors(tables, { folder, source, progress, ...signal })
  ).finally(() => {
    tables.client.destroy();
  });
  const bounded = boundInfluence(exported, movieLens, seed);
  const { visitors } = bounded;
  const joined = joinVisitors(movieLens, visitors);
  known({
    visitors: visitors.length,
    visitorRatings: countRatings(visitors),
    ratings: joined.ratings.stars.length
  });
  print(
    `${number(visitors.length)} visitors with ${number(countRatings(visitors))} ratings join ${number(movieLens.ratings.stars.length)} of MovieLens; left out: ${number(bounded.tooFew)} visitors with too few, ${number(bounded.unknown)} ratings of unknown movies, ${number(bounded.invalid)} that are none; cut to ${bounded.ratingsMax}: ${number(bounded.cut)} visitors.`
  );

  const manifest = await measure('train', () => trainRelease(options, joined));
  throwIfAborted(options.signal);
  if (typeof manifest === 'string') {
    const evidence = manifest;
    return {
      result: 'Refused',
      checks: [{ name: 'Reduced precision', outcome: 'refused', evidence, isAbsolute: true }]
    };
  }
  known({ version: manifest.version });
  const recipe = inUse ? options.recipeOf(inUse.model.name) : model;
  const checks = await measure('judge', async () => {
    const reference = await judgeReference(movieLens, recipe, seed, { progress, ...signal });
    const release = join(out, 'release');
    return judgeRetrain(
      await gatherEvidence({ folder: release, manifest, movieLens, visitors, reference, inUse })
    );
  });
  throwIfAborted(options.signal);
  const refused = checks.filter(({ outcome }) => outcome === 'refused');
  const isPublished = refused.length === 0 || (force && refused.every(({ isAbsolute }) => !isAbsolute));
  if (isPublished && refused.length > 0) known({ forced: true });
  if (isPublished && !dryRun) {
    if (options.share !== undefined) known({ share: options.share });
    await measure('publish', () => publish(options, join(out, 'release'), manifest.version, inUse?.version));
  }
  return { result: isPublished ? 'Published' : 'Refused', checks };
}

/** Retrains once. A refusal is an outcome; throws what made the run fail, after the history has it. */
export async function retrain(options: RetrainOptions): Promise<RetrainOutcome> {
  const stopwatch = createStopwatch();
  let figures: Figures = {};
  const record = (result: RetrainRecord['result'], reasons: readonly string[]): RetrainRecord => ({
    time: new Date().toISOString(),
    result,
    ...figures,
    reasons: [...reasons],
    durationsSec: stopwatch.durationsSec()
  });
  const remember = async (made: RetrainRecord): Promise<void> => {
    if (!options.dryRun) await appendHistory(options.history, made);
  };
  try {
    const { result, checks } = await run(
      options,
      (more) => {
        figures = { ...figures, ...more };
      },
      (name, work) => stopwatch.measure(name, work)
    );
    const refused = checks.filter(({ outcome }) => outcome === 'refused');
    const made = record(
      result,
      refused.map(({ name, evidence }) => `${name}: ${evidence}`)
    );
    await writeReport(options.out, made, checks);
    await remember(made);
    return { record: made, checks };
  } catch (thrown) {
    // Somebody who interrupts it knows; nobody needs to be told.
    if (!options.signal?.aborted) {
      await remember(record('Failed', [toPlainError(thrown).message])).catch(() => undefined);
    }
    throw thrown;
  }
}
