/** Owns an untrained release of the model `yamr`: random matrices of the right shapes over a synthetic dataset. */
import type { Bundle } from '#core/bundle';
import { genreFeatures, YEAR_FEATURE_COUNT } from '#core/features';
import { setInputSize } from '#core/encoder';
import { createRandom } from '#core/random';
import { createMatrix, type Matrix } from '#core/tensor';
import { buildDataset, type Dataset } from '#training/dataset';
import { assembleBundle } from '#training/models/yamr/assemble';
import { YAMR_DEFAULTS } from '#training/models/yamr/options';
import { generateMovieLens } from '#training/synthetic/generate';
import { useWasm } from '#training/tfjs-node';

const [SIZE, HISTORY, LINEAR, HIDDEN, RANK] = [8, 6, 5, 12, 16];

/** `movies` in the catalogue, three quarters of those that anybody rated have vectors of their own in the ranking nets. */
export async function randomBundle(movies = 300, seed = 1): Promise<{ dataset: Dataset; bundle: Bundle }> {
  await useWasm();
  const dataset = buildDataset(generateMovieLens({ users: 30, movies, ratings: 30 * 20, seed }));
  const random = createRandom(seed).fork('bundle');
  const draw = (count: number, deviation = 1): Float32Array =>
    Float32Array.from({ length: count }, () => deviation * random.normal());
  const matrix = (rows: number, columns: number): Matrix =>
    createMatrix(rows, columns, draw(rows * columns, 0.5));
  const rated = dataset.ratedCount;
  const known = Math.ceil(0.75 * rated);
  const catalogueFeatureCount = genreFeatures(dataset.catalogue).columns + YEAR_FEATURE_COUNT;
  // As in training, sixteen features of the tags stand between these and the popularity.
  const featureCount = catalogueFeatureCount + 16 + 1;
  const bundle = assembleBundle(
    dataset,
    {
      rating: {
        mean: draw(rated, 0.4).map((value) => 3.4 + value),
        residual: draw(rated, 0.1).map(Math.abs),
        vectors: createMatrix(rated, RANK, draw(rated * RANK, 0.2)),
        cold: {
          map: createMatrix(
            catalogueFeatureCount + 1,
            RANK + 1,
            draw((catalogueFeatureCount + 1) * (RANK + 1), 0.2)
          ),
          residual: 0.2
        }
      },
      crowd: draw(rated, 0.4).map((value) => 3.4 + value),
      storedItems: known,
      catalogueFeatureCount,
      setEncoder: {
        first: matrix(known, SIZE),
        second: matrix(known, SIZE),
        bias: draw(known),
        firstMap: matrix(featureCount, SIZE),
        secondMap: matrix(featureCount, SIZE),
        hiddenKernel: matrix(setInputSize(SIZE), HIDDEN),
        hiddenBias: draw(HIDDEN),
        queryKernel: matrix(HIDDEN, SIZE),
        queryBias: draw(SIZE),
        losses: []
      },
      denoiser: {
        input: matrix(known, HISTORY),
        output: matrix(known, HISTORY),
        hiddenBias: draw(HISTORY),
        bias: draw(known),
        losses: []
      },
      linear: { vectors: matrix(known, LINEAR), gain: draw(known, 0.1).map((value) => 1 + Math.abs(value)) }
    },
    {
      ratingHead: {
        noise: 0.7,
        noiseScale: 2,
        calibration: { ratingCounts: [0, 10], factors: [1, 0.9] },
        kernel: YAMR_DEFAULTS.kernel,
        coldResidual: 0.2
      },
      ranking: {
        blend: { ratingCounts: [0], set: [0.6], history: [0.4], linear: [2] },
        historyGains: [0, 0, 0, 0, 0, 0, 0.6, 1, 1.3, 1.3],
        cold: { logitBias: -8, crowdMean: 3.2 }
      },
      training: {}
    }
  );
  return { dataset, bundle };
}
