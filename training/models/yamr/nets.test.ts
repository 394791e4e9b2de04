/** Both ranking nets on a planted world: two circles of people, each of whom likes its own twenty movies. */
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeHistory, encodeSet, historyWeights, setInputSize, setWeights } from '#core/encoder';
import { createRandom } from '#core/random';
import { createMatrix, type Matrix } from '#core/tensor';
import type { Profile } from '#core/visitor-model';
import type { Dataset } from '../../dataset.ts';
import { useWasm } from '../../tfjs-node.ts';
import { tinyDataset } from '../tiny-dataset.ts';
import { DENOISER_DEFAULTS, fitDenoiser, type Denoiser, type DenoiserOptions } from './denoiser.ts';
import {
  fitSetEncoder,
  SET_ENCODER_DEFAULTS,
  type SetEncoder,
  type SetEncoderOptions
} from './set-encoder.ts';
import { trainingRatings } from './training-ratings.ts';

beforeAll(useWasm);

const MOVIES = 40;
const random = createRandom(1);
/** People like twelve movies of their own circle (movieIds 1 to 20, or 21 to 40) and dislike four of the other. */
function planted(): Dataset {
  const ratings: (readonly [number, number, number])[] = [];
  for (let userId = 1; userId <= 80; userId++) {
    const own = userId % 2 ? 0 : 20;
    const pick = (from: number, count: number): number[] =>
      random.shuffle(Array.from({ length: 20 }, (_, k) => from + k + 1)).slice(0, count);
    for (const movieId of pick(own, 12)) ratings.push([userId, movieId, 4 + random.below(3) / 2]);
    for (const movieId of pick(20 - own, 4)) ratings.push([userId, movieId, 1 + random.below(3) / 2]);
  }
  return tinyDataset(ratings, MOVIES);
}
const dataset = planted();
const ratings = trainingRatings(dataset, MOVIES);
const crowd = new Float32Array(MOVIES).fill(3.5);
const content = createMatrix(
  MOVIES,
  2,
  Float32Array.from({ length: MOVIES * 2 }, (_, k) => k % 2)
);

/** The circle of a movie: 0 or 1. */
const circleOf = (item: number): number => (dataset.catalogue.file.movieId[item]! > 20 ? 1 : 0);
const itemsOf = (circle: number): number[] =>
  Array.from({ length: MOVIES }, (_, item) => item).filter((item) => circleOf(item) === circle);
const profile = (items: readonly number[], stars: readonly number[]): Profile => ({
  items: Int32Array.from(items),
  stars: Float32Array.from(stars)
});
/** Of the ten best movies that the visitor has not rated, how many are of the circle. */
function hits(logits: readonly number[], { items }: Profile, circle: number): number {
  return Array.from(logits.keys())
    .filter((item) => !items.includes(item))
    .sort((a, b) => logits[b]! - logits[a]!)
    .slice(0, 10)
    .filter((item) => circleOf(item) === circle).length;
}
const dot = (matrix: Matrix, row: number, x: readonly number[]): number =>
  x.reduce((sum, value, j) => sum + value * matrix.values[row * matrix.columns + j]!, 0);
const dense = (x: readonly number[], kernel: Matrix, bias: Float32Array): number[] =>
  Array.from(bias, (b, j) =>
    x.reduce((sum, value, i) => sum + value * kernel.values[i * kernel.columns + j]!, b)
  );

const SET_OPTIONS: SetEncoderOptions = {
  ...SET_ENCODER_DEFAULTS,
  embeddingSize: 8,
  hiddenSize: 16,
  dropout: 0.1,
  epochs: 25,
  batchSize: 16,
  learningRate: 0.02
};
const fitSet = (seed: number, options = SET_OPTIONS): SetEncoder =>
  fitSetEncoder(ratings, crowd, content, options, createRandom(seed));

function setLogits(net: SetEncoder, visitor: Profile): number[] {
  const input = new Float32Array(setInputSize(net.first.columns));
  encodeSet(visitor, setWeights(visitor, crowd), net.first, net.second, input);
  const hidden = dense([...input], net.hiddenKernel, net.hiddenBias).map(Math.tanh);
  const query = dense(hidden, net.queryKernel, net.queryBias);
  return Array.from(net.bias, (bias, item) => bias + dot(net.second, item, query));
}

const DENOISER_OPTIONS: DenoiserOptions = {
  ...DENOISER_DEFAULTS,
  hiddenSize: 12,
  epochs: 25,
  batchSize: 16,
  learningRate: 0.02
};
const fitHistory = (seed: number, options = DENOISER_OPTIONS): Denoiser =>
  fitDenoiser(ratings, options, createRandom(seed));

function historyLogits(net: Denoiser, visitor: Profile): number[] {
  const state = new Float32Array(net.input.columns);
  encodeHistory(visitor.items, historyWeights(visitor.stars, DENOISER_OPTIONS.gains), net.input, state);
  const hidden = Array.from(state, (value, j) => Math.tanh(value + net.hiddenBias[j]!));
  return Array.from(net.bias, (bias, item) => bias + dot(net.output, item, hidden));
}

describe('the set encoder', () => {
  const net = (): SetEncoder => (trained ??= fitSet(1));
  let trained: SetEncoder | undefined;

  it('ranks the rest of the circle first for somebody who likes three of its movies', () => {
    for (const circle of [0, 1]) {
      const liker = profile(itemsOf(circle).slice(3, 6), [5, 4.5, 5]);
      expect(hits(setLogits(net(), liker), liker, circle)).toBeGreaterThanOrEqual(9);
    }
  });

  it('hears dislikes: three of one circle disliked are as good as a like of the other', () => {
    for (const circle of [0, 1]) {
      const hater = profile(itemsOf(1 - circle).slice(3, 6), [1, 1, 1.5]);
      expect(hits(setLogits(net(), hater), hater, circle)).toBeGreaterThanOrEqual(8);
    }
  });

  it('learns: its loss falls well below that of popularity, which is even', () => {
    const { losses } = net();
    expect(losses).toHaveLength(25);
    expect(losses[0]).toBeGreaterThan(Math.log(30));
    expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.4);
  });

  it('never asks for what is revealed: untrained, the loss of somebody who likes all 40 is log(40 - K)', () => {
    const all = Array.from(
      { length: 20 * MOVIES },
      (_, k) => [1 + Math.floor(k / MOVIES), 1 + (k % MOVIES), 4] as const
    );
    const [loss] = fitSetEncoder(
      trainingRatings(tinyDataset(all, MOVIES), MOVIES),
      crowd,
      content,
      { ...SET_OPTIONS, epochs: 1, learningRate: 0 },
      createRandom(1)
    ).losses;
    expect(loss).toBeLessThan(Math.log(40) - 0.05);
    expect(loss).toBeGreaterThan(Math.log(5));
  });

  it('gives the same net for the same seed, and another for another', () => {
    const short = { ...SET_OPTIONS, epochs: 2 };
    const one = fitSet(1, short);
    expect(fitSet(1, short)).toEqual(one);
    expect(fitSet(2, short).first).not.toEqual(one.first);
  });

  it('adds to each movie what its content maps to', () => {
    const { first, firstMap } = fitSet(1, { ...SET_OPTIONS, epochs: 1, learningRate: 0 });
    // Untrained, the free parts are small: vectors of all movies stay near the map's second row.
    const spread = first.values.map((value, k) => value - firstMap.values[8 + (k % 8)]!);
    expect(Math.max(...spread.map(Math.abs))).toBeLessThan(0.1);
  });
});

describe('the denoiser', () => {
  const net = (): Denoiser => (trained ??= fitHistory(1));
  let trained: Denoiser | undefined;

  it('ranks the rest of the circle first for somebody who likes three of its movies', () => {
    for (const circle of [0, 1]) {
      const liker = profile(itemsOf(circle).slice(3, 6), [5, 4, 3.5]);
      expect(hits(historyLogits(net(), liker), liker, circle)).toBeGreaterThanOrEqual(9);
    }
  });

  it('learns: its loss, nats a user of twelve likes, falls well below that of popularity', () => {
    const { losses } = net();
    expect(losses).toHaveLength(25);
    expect(losses.at(-1)).toBeLessThan(losses[0]! - 12 * 0.4);
    expect(losses[0]! / 12).toBeGreaterThan(Math.log(30));
  });

  it('gives the same net for the same seed, and another for another', () => {
    const short = { ...DENOISER_OPTIONS, epochs: 2 };
    const one = fitHistory(1, short);
    expect(fitHistory(1, short)).toEqual(one);
    expect(fitHistory(2, short).input).not.toEqual(one.input);
  });

  it('leaves people without a like out', () => {
    const grumpy = trainingRatings(tinyDataset([[1, 1, 1], [2, 2, 3]], 2), 2); // prettier-ignore
    const { losses } = fitDenoiser(grumpy, { ...DENOISER_OPTIONS, epochs: 2 }, createRandom(1));
    expect(losses).toEqual([0, 0]);
  });
});
