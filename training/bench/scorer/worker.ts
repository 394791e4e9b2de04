/** The benchmark's worker: the scorer as the app has it, and its peers in the same seat, on the same work. */
import * as tf from '@tensorflow/tfjs-core';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { Bundle } from '#core/bundle';
import { readRelease } from '#core/read-release';
import { asItemIndex } from '#core/ids';
import type { BackendName } from '#core/backend-names';
import { startBackend } from '#scorer/backends';
import { explain } from '#scorer/explain';
import type { LoadRankingEngine } from '#scorer/ranking-engine';
import { recommend, type RatedMovie } from '#scorer/recommend';
import { createYamrModel } from '#scorer/yamr-model';
import { enlarge } from './enlarge.ts';
import { loadLoops, loadOnnx, loadTiledTfjs } from './peers.ts';
import { readBandwidth, timeInTurn, type Timing } from './timing.ts';

export interface BenchRequest {
  readonly releaseUrl: string;
  /** Of the server that computes the same list (http-peer.ts). */
  readonly peerUrl: string;
  readonly backend: BackendName;
  /** Movies of the large catalogue. */
  readonly largeItemCount: number;
  readonly runs: number;
}

export interface CatalogueResult {
  readonly itemCount: number;
  readonly ratingCount: number;
  /** By contestant; `yamr` is ours. */
  readonly recommend: Readonly<Record<string, Timing>>;
  /** Bytes of all matrices that one recommendation must read, and the time that takes. */
  readonly matrixBytes: number;
  readonly floorMs: number;
}

export interface BenchResult {
  readonly backend: string;
  readonly bandwidthGbPerSecond: number;
  readonly catalogues: readonly CatalogueResult[];
  /** Twenty movies by all of fifty ratings, and one movie as the details explain it, by number of ratings. */
  readonly explain: Timing;
  readonly explainOne: Readonly<Record<number, Timing>>;
}

const LIMIT = 60;
/** Ratings on each side, as the details ask for (components/details/sides.ts). */
const PER_SIDE = 4;

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A visitor with ratings all over the catalogue, popular movies first; the same for every contestant. */
function visitor({ catalogue }: Bundle, count: number): RatedMovie[] {
  const step = Math.max(1, Math.floor(Math.min(catalogue.itemCount, 4 * count) / count));
  return Array.from({ length: count }, (_, k) => ({
    movieId: catalogue.movie(asItemIndex(k * step)).movieId,
    stars: ((k * 7) % 10) / 2 + 0.5
  }));
}

/** That visitor with another star changed whenever they are asked for, as on the page: nothing can be kept whole from before. */
function rater(ratings: readonly RatedMovie[]): () => RatedMovie[] {
  let turn = 0;
  return () => {
    const changed = turn++ % ratings.length;
    return ratings.map((rating, k) => (k === changed ? { ...rating, stars: 5.5 - rating.stars } : rating));
  };
}

async function measureCatalogue(
  bundle: Bundle,
  ratingCount: number,
  bandwidth: number,
  { runs, peerUrl }: BenchRequest,
  withServer: boolean
): Promise<CatalogueResult> {
  const ratings = visitor(bundle, ratingCount);
  const engines: Record<string, LoadRankingEngine | undefined> = {
    yamr: undefined,
    'onnxruntime-web': loadOnnx({ mjs, wasm }),
    'plain loops': loadLoops,
    'tiled tfjs': loadTiledTfjs
  };
  let matrixBytes = 0;
  const models = await Promise.all(
    Object.entries(engines).map(async ([name, engine]) => {
      const model = await createYamrModel(bundle, engine);
      return [name, model] as const;
    })
  );
  const counting: LoadRankingEngine = (_, weights) => {
    matrixBytes = [weights.trained, weights.others].reduce(
      (sum, { size, rowCount }) => sum + 4 * size * rowCount,
      0
    );
    return Promise.resolve({ run: () => Promise.resolve(new Float32Array()), dispose: () => undefined });
  };
  const counted = await createYamrModel(bundle, counting);
  matrixBytes += 4 * (counted.head.vectors.values.length + counted.head.mean.length);
  counted.dispose();
  const contestants: Record<string, () => Promise<unknown>> = Object.fromEntries(
    models.map(([name, model]) => {
      const next = rater(ratings);
      return [name, () => recommend(model, bundle.catalogue, { ratings: next(), limit: LIMIT })];
    })
  );
  if (withServer) {
    const next = rater(ratings);
    contestants['HTTP to a local server'] = async () => {
      const response = await fetch(peerUrl, {
        method: 'POST',
        body: JSON.stringify({ ratings: next(), limit: LIMIT })
      });
      if (!response.ok) throw new Error(`The server peer answered ${response.status}.`);
      await response.json();
    };
  }
  const timings = await timeInTurn(contestants, { runs });
  for (const [, model] of models) model.dispose();
  return {
    itemCount: bundle.catalogue.itemCount,
    ratingCount,
    recommend: timings,
    matrixBytes,
    floorMs: (matrixBytes / bandwidth) * 1000
  };
}

async function measureExplanations(
  bundle: Bundle,
  runs: number
): Promise<Pick<BenchResult, 'explain' | 'explainOne'>> {
  const model = await createYamrModel(bundle);
  const times = { warmUps: 3, runs: Math.max(5, Math.round(runs / 4)) };
  /** Of the first `movies` of the visitor's list. */
  const timed = async (count: number, movies: number, perSide?: number): Promise<Timing> => {
    const ratings = visitor(bundle, count);
    const { list } = await recommend(model, bundle.catalogue, { ratings, limit: movies });
    const movieIds = list.map(({ movieId }) => movieId);
    const next = rater(ratings);
    const sides = perSide === undefined ? {} : { perSide };
    const run = () => explain(model, bundle.catalogue, { ratings: next(), movieIds, ...sides });
    return (await timeInTurn({ yamr: run }, times)).yamr;
  };
  const explained = await timed(50, 20);
  const explainOne: Record<number, Timing> = {};
  for (const count of [50, 500, 5000]) explainOne[count] = await timed(count, 1, PER_SIDE);
  model.dispose();
  return { explain: explained, explainOne };
}

async function measure(request: BenchRequest): Promise<BenchResult> {
  const source = {
    read: async (path: string) =>
      new Uint8Array(await (await fetch(`${request.releaseUrl}/${path}`)).arrayBuffer())
  };
  const { bundle } = await readRelease(source, sha256);
  const { name } = await startBackend(request.backend, bundle.catalogue.itemCount);
  const bandwidth = readBandwidth();
  const catalogues: CatalogueResult[] = [];
  for (const ratingCount of [20, 500]) {
    catalogues.push(await measureCatalogue(bundle, ratingCount, bandwidth, request, true));
  }
  const explained = await measureExplanations(bundle, request.runs);
  const large = enlarge(bundle, request.largeItemCount);
  for (const ratingCount of [20, 500]) {
    const fewer = { ...request, runs: Math.max(10, Math.round(request.runs / 4)) };
    catalogues.push(await measureCatalogue(large, ratingCount, bandwidth, fewer, false));
  }
  return {
    backend: `${name} (tfjs ${tf.version_core})`,
    bandwidthGbPerSecond: bandwidth / 1e9,
    catalogues,
    ...explained
  };
}

self.onmessage = ({ data }: MessageEvent<BenchRequest>) => {
  measure(data).then(
    (result) => self.postMessage({ result }),
    (error: unknown) =>
      self.postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  );
};
