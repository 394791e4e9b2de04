/**
 * Owns the worker's state: one release, one backend, one model. Knows nothing of comlink or of workers,
 * so that tests run it as it is; `scorer.worker.ts` exposes it.
 */
import { YamrError } from '#core/errors';
import type { Bundle } from '#core/bundle';
import type { LoadedRelease } from '#core/read-release';
import type { VisitorModel } from '#core/visitor-model';
import type { ByteProgress } from '#release/download';
import { openRelease, tailFiles, type OpenOptions, type OpenRelease } from '#release/open';
import type { GpuWatch } from './backends.ts';
import { explain } from './explain.ts';
import { foresee } from './foresee.ts';
import { realGpus } from './gpu-adapters.ts';
import { unpack } from './packed-ratings.ts';
import { nextTask } from './next-task.ts';
import { packCatalogue, packRows } from './packed-catalogue.ts';
import { questions } from './questions.ts';
import { reasons } from './reasons.ts';
import { recommend } from './recommend.ts';
import { replay } from './replay.ts';
import { selfTest } from './self-test.ts';
import { sentRequests } from './sent-requests.ts';
import { similarMovies } from './similar-movies.ts';
import { recommendTogether } from './together.ts';
import {
  outcomeOf,
  type BackendName,
  type Brought,
  type Outcome,
  type RequestedBackend,
  type ScorerApi
} from './worker-protocol.ts';

/** What the worker is made of; tests pass their own. */
export interface ScorerParts {
  readonly startBackend: (
    requested: RequestedBackend,
    itemCount: number
  ) => Promise<{ readonly name: BackendName; readonly reason: string }>;
  /** Begins what a start needs besides the release; what goes wrong here, the start says. */
  readonly warmBackend?: (requested: RequestedBackend) => Promise<void>;
  readonly createVisitorModel: (bundle: Bundle) => Promise<VisitorModel>;
  readonly gpuWatch?: () => GpuWatch | undefined;
  readonly openRelease?: (options: OpenOptions) => Promise<OpenRelease>;
}

/** A lost device says so within, also on a busy machine. */
const LOSS_TOLD_MS = 1000;
const passed = (timeMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, timeMs));
/** Not what a network or a release answers. */
const isOfDevice = (error: unknown): boolean =>
  !(error instanceof YamrError) || error.code === 'backend-failed';

export function createScorerApi(parts: ScorerParts): ScorerApi {
  const openIt = parts.openRelease ?? openRelease;
  let arriving: OpenRelease | undefined;
  let release: LoadedRelease | undefined;
  let model: VisitorModel | undefined;
  let opening: Promise<unknown> = Promise.resolve();
  let arrived: ByteProgress = { loadedBytes: 0, totalBytes: 0 };
  let listener: (progress: ByteProgress) => void = () => undefined;
  const opened = (): LoadedRelease => {
    if (!release) throw new YamrError('internal', 'The scorer has no release yet.');
    return release;
  };
  const started = (): VisitorModel => {
    if (!model) throw new YamrError('internal', 'The scorer has not started yet.');
    return model;
  };
  const lost = (): YamrError =>
    new YamrError('backend-failed', 'The graphics processor stopped working for this page.');
  /** Scores, unless what comes out means nothing or never comes. */
  const scored = <T>(work: () => Promise<T>): Promise<Outcome<T>> =>
    outcomeOf(async () => {
      const gpu = parts.gpuWatch?.();
      if (!gpu) return work();
      if (gpu.isLost()) throw lost();
      let lose: () => void = () => undefined;
      const never = new Promise<never>((_, reject) => {
        lose = () => reject(lost());
        gpu.listeners.add(lose);
      });
      try {
        const value = await Promise.race([work(), never]);
        if (!gpu.isLost()) return value;
      } catch (error) {
        // A computation can fail before the device says that it is lost.
        if (!gpu.isLost() && isOfDevice(error)) await Promise.race([never, passed(LOSS_TOLD_MS)]);
        if (!gpu.isLost()) throw error;
      } finally {
        gpu.listeners.delete(lose);
      }
      throw lost();
    });
  /** From the next request on lists are made with this; whether it is more than before. */
  const take = async (next: LoadedRelease | undefined): Promise<boolean> => {
    if (!next || next === release) return false;
    const { bundle } = next;
    const nextModel = await parts.createVisitorModel(bundle);
    await nextTask();
    await recommend(nextModel, bundle.catalogue, { ratings: [], limit: 1 });
    const before = started();
    [model, release] = [nextModel, next];
    before.dispose();
    return true;
  };
  /** Two at once would each dispose the model of the other, and the whole must not take the place of all. */
  let bringing: Promise<unknown> = Promise.resolve();
  let hasAll = false;
  const inTurn = (work: () => Promise<boolean>): Promise<boolean> => {
    const turn = bringing.then(work);
    bringing = turn.catch(() => undefined);
    return turn;
  };
  const complete = (): Promise<boolean> =>
    inTurn(async () => (hasAll ? false : take(await arriving?.whole())));
  const extend = (): Promise<boolean> =>
    inTurn(async () => {
      const isBetter = await take(await arriving?.all());
      hasAll = true;
      return isBetter;
    });
  const brought = async (knownRows: number, bring: () => Promise<boolean>): Promise<Brought> => {
    const isBetter = await bring();
    await nextTask();
    return { isBetter, rows: packRows(opened().bundle.catalogue.file, knownRows) };
  };
  return {
    open(modelsUrl, version, onProgress) {
      const outcome = outcomeOf(async () => {
        const told = (progress: ByteProgress): void => {
          arrived = progress;
          listener(progress);
        };
        listener = onProgress;
        arriving = await openIt({ baseUrl: modelsUrl, version, onProgress: told });
        // From the device the whole is there at once; over the network nobody waits for it (`complete`).
        release = arriving.fromCache ? await arriving.whole() : arriving.first;
        const { manifest, bundle } = release;
        const { fromCache, notice } = arriving;
        return {
          version: manifest.version,
          modelName: manifest.model.name,
          catalogue: packCatalogue(bundle.catalogue.file),
          tailBytes: tailFiles(manifest).reduce((sum, { bytes }) => sum + bytes, 0),
          fromCache,
          ...(notice !== undefined && { notice })
        };
      });
      opening = outcome;
      return outcome;
    },
    start: (requested) =>
      outcomeOf(async () => {
        // What it needs besides the release comes while that is read.
        await Promise.all([parts.warmBackend?.(requested).catch(() => undefined), opening]);
        // The answer of `open` goes to the page before this thread is busy.
        await nextTask();
        const { bundle } = opened();
        const startMs = performance.now();
        const { name, reason } = await parts.startBackend(requested, bundle.catalogue.itemCount);
        model?.dispose();
        model = await parts.createVisitorModel(bundle);
        await recommend(model, bundle.catalogue, { ratings: [], limit: 1 });
        return { backend: name, reason, startMs: performance.now() - startMs };
      }),
    complete: (knownRows) => scored(() => brought(knownRows, complete)),
    async extend(knownRows, onProgress) {
      const before = arrived;
      listener = ({ loadedBytes, totalBytes }) =>
        onProgress({
          loadedBytes: loadedBytes - before.loadedBytes,
          totalBytes: totalBytes - before.totalBytes
        });
      return scored(() => brought(knownRows, extend));
    },
    keepTail: () =>
      outcomeOf(async () => {
        await arriving?.keepTail();
        return null;
      }),
    gpus: () => outcomeOf(realGpus),
    keep: (pinned) =>
      outcomeOf(async () => {
        await arriving?.keep(pinned);
        return null;
      }),
    recommend: (request) => scored(() => recommend(started(), opened().bundle.catalogue, unpack(request))),
    questions: (request) =>
      outcomeOf(() => Promise.resolve(questions(started(), opened().bundle.catalogue, unpack(request)))),
    explain: (request) => scored(() => explain(started(), opened().bundle.catalogue, unpack(request))),
    similar: (request) =>
      outcomeOf(() => Promise.resolve(similarMovies(started(), opened().bundle.catalogue, request))),
    replay: (request) => scored(() => replay(started(), opened().bundle.catalogue, unpack(request))),
    foresee: (request) => scored(() => foresee(started(), opened().bundle.catalogue, unpack(request))),
    together: (request) => scored(() => recommendTogether(started(), opened().bundle.catalogue, request)),
    requests: () => outcomeOf(() => Promise.resolve(sentRequests())),
    reasons: (request) => outcomeOf(() => reasons(started(), opened().bundle.catalogue, unpack(request))),
    selfTest: () =>
      outcomeOf(async () => {
        // The golden lists are made of all movies.
        await extend();
        return selfTest(started(), opened().bundle.catalogue, opened().golden);
      }),
    dispose: () =>
      outcomeOf(() => {
        model?.dispose();
        model = undefined;
        return Promise.resolve(null);
      })
  };
}
