/** Owns how the fitted parts become a bundle: the matrices of core/yamr-parameters.ts and the topology. */
import type { Bundle } from '#core/bundle';
import type { ColdRatings, RatingRows } from '#core/cold-items';
import { setInputSize } from '#core/encoder';
import { createMatrix, firstRows, type Matrix } from '#core/tensor';
import { YAMR_TENSORS, type YamrParameters } from '#core/yamr-parameters';
import { createRankingNetwork } from '#scorer/ranking-network';
import type { Dataset } from '../../dataset.ts';
import type { Denoiser } from './denoiser.ts';
import type { LinearPart } from './linear.ts';
import type { SetEncoder } from './set-encoder.ts';

/** Of the movies that anybody rated, and of those that nobody did. */
export interface RatingPart extends RatingRows {
  readonly cold: ColdRatings;
}

const column = (values: Float32Array): Matrix => createMatrix(values.length, 1, values);
const row = (values: Float32Array): Matrix => createMatrix(1, values.length, values);

/** The rows of a content map that the browser can compute: genres, year, popularity, but not the tags between. */
function browserRows(map: Matrix, catalogueFeatureCount: number): Matrix {
  const rows = [...Array.from({ length: catalogueFeatureCount }, (_, k) => k), map.rows - 1];
  return createMatrix(
    rows.length,
    map.columns,
    Float32Array.from(rows.flatMap((k) => [...map.values.subarray(k * map.columns, (k + 1) * map.columns)]))
  );
}

export interface FittedParts {
  readonly rating: RatingPart;
  readonly setEncoder: SetEncoder;
  readonly denoiser: Denoiser;
  readonly linear: LinearPart;
  readonly crowd: Float32Array;
  /** V: how many movies, the most rated, keep their vectors in the ranking nets. */
  readonly storedItems: number;
  /** How many of the content features, in front of the tags, are genres and years. */
  readonly catalogueFeatureCount: number;
}

export function assembleBundle(dataset: Dataset, parts: FittedParts, parameters: YamrParameters): Bundle {
  const { rating, setEncoder, denoiser, linear, storedItems } = parts;
  const stored = (matrix: Matrix): Matrix => firstRows(matrix, storedItems);
  const { ratedCount } = dataset;
  const network = createRankingNetwork({
    trainedItems: storedItems,
    otherItems: ratedCount - storedItems,
    setInput: setInputSize(setEncoder.first.columns),
    history: denoiser.input.columns,
    hidden: setEncoder.hiddenBias.length,
    query: setEncoder.queryBias.length,
    linear: linear.vectors.columns
  });
  const topology: unknown = network.toJSON(undefined, false);
  network.dispose();
  const names = YAMR_TENSORS;
  return {
    modelName: 'yamr',
    hyperParameters: parameters,
    catalogue: dataset.catalogue,
    topology,
    storage: {
      lateTensors: new Set([
        names.historyInput,
        names.historyOutput,
        names.historyBias,
        names.historyLogitBias,
        names.linearVectors,
        names.linearGain
      ]),
      itemTensors: new Set([
        names.ratingMean,
        names.crowdMean,
        names.ratingResidual,
        names.setLogitBias,
        names.historyLogitBias,
        names.ratingVectors,
        names.setFirst,
        names.setSecond,
        names.historyInput,
        names.historyOutput,
        names.linearVectors,
        names.linearGain
      ])
    },
    tensors: new Map<string, Matrix>([
      [names.ratingMean, column(rating.mean)],
      [names.crowdMean, column(parts.crowd.slice(0, ratedCount))],
      [names.ratingResidual, column(rating.residual)],
      [names.setLogitBias, column(setEncoder.bias.slice(0, storedItems))],
      [names.historyLogitBias, column(denoiser.bias.slice(0, storedItems))],
      [names.ratingVectors, rating.vectors],
      [names.coldRatings, rating.cold.map],
      [names.setFirst, stored(setEncoder.first)],
      [names.setSecond, stored(setEncoder.second)],
      [names.setFirstContent, browserRows(setEncoder.firstMap, parts.catalogueFeatureCount)],
      [names.setSecondContent, browserRows(setEncoder.secondMap, parts.catalogueFeatureCount)],
      [names.historyInput, stored(denoiser.input)],
      [names.historyOutput, stored(denoiser.output)],
      [names.historyBias, row(denoiser.hiddenBias)],
      [names.linearVectors, stored(linear.vectors)],
      [names.linearGain, column(linear.gain.slice(0, storedItems))],
      [names.hiddenKernel, setEncoder.hiddenKernel],
      [names.hiddenBias, row(setEncoder.hiddenBias)],
      [names.queryKernel, setEncoder.queryKernel],
      [names.queryBias, row(setEncoder.queryBias)]
    ])
  };
}
