import { describe, expect, it } from 'vitest';
import type { OrderWeights } from '#core/order';
import { createRandom } from '#core/random';
import { STAR_VALUES } from '#core/rating';
import { parseYamrParameters } from '#core/yamr-parameters';
import { randomBundle } from '../../../tests/random-bundle.ts';
import type { Newcomer } from '../../split.ts';
import { YAMR_DEFAULTS } from './options.ts';
import {
  chooseOrder,
  paretoFront,
  searchOrder,
  worthOf,
  type OrderFigures,
  type OrderTrial
} from './order-choice.ts';

/** As good as the ranking alone, and no better. */
const asRanking: OrderFigures = {
  ndcgRatio: 1,
  recallRatio: 1,
  nicheRecallRatio: 1,
  netGainRatio: 1,
  belowOwnMean: 0,
  mirrorOverlap: 0,
  genreDistance: 0
};
const start = YAMR_DEFAULTS.order;
/** Best at these weights, and worse the farther away. */
const judgeAround =
  ({ stars, personal, disappointment }: Partial<OrderWeights>) =>
  (weights: OrderWeights): Promise<OrderFigures> => {
    const away =
      Math.abs(weights.stars - stars!) +
      Math.abs(weights.personal - personal!) +
      Math.abs(weights.disappointment - disappointment!) / 10;
    return Promise.resolve({ ...asRanking, ndcgRatio: 1 - away / 10 });
  };

describe('the choice of the order', () => {
  it('finds the best of what it tries, and tells all of that', async () => {
    const wanted = { stars: 1.3, personal: 0.8, disappointment: 8 };
    const trials = await searchOrder(start, judgeAround(wanted));
    expect(trials[0]!.weights).toEqual({ ...start, ...wanted });
    expect(trials.map(({ weights }) => weights)).toContainEqual(start);
    const keys = trials.map(({ weights }) => JSON.stringify(weights));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('keeps what it began with where nothing is better, after one pass', async () => {
    const trials = await searchOrder(start, judgeAround(start));
    expect(trials[0]!.weights).toEqual(start);
    expect(trials).toHaveLength(7);
  });

  it('is worth less for hits that are missed, for lists that disappoint or repeat a mirror’s', () => {
    const worse: Partial<OrderFigures>[] = [
      { ndcgRatio: 0.9 },
      { recallRatio: 0.9 },
      { nicheRecallRatio: 0.9 },
      { netGainRatio: 0.9 },
      { belowOwnMean: 0.1 },
      { mirrorOverlap: 0.5 }
    ];
    for (const change of worse) expect(worthOf({ ...asRanking, ...change })).toBeLessThan(worthOf(asRanking));
  });
});

it('on the front stands what nothing else beats in everything', () => {
  const trial = (change: Partial<OrderFigures>): OrderTrial => ({
    weights: start,
    figures: { ...asRanking, ...change }
  });
  const steady = trial({ belowOwnMean: 0.02, netGainRatio: 1.1 });
  const hits = trial({ belowOwnMean: 0.1, ndcgRatio: 1.05 });
  const beaten = trial({ belowOwnMean: 0.1, netGainRatio: 1.05 });
  expect(paretoFront([steady, beaten, hits])).toEqual([steady, hits]);
});

describe('the choice for a bundle', () => {
  const people = (count: number): Newcomer[] => {
    const random = createRandom(3);
    return Array.from({ length: count }, (_, userId) => ({
      userId,
      items: random.shuffle(Int32Array.from({ length: 200 }, (__, item) => item)).slice(0, 40),
      stars: Float32Array.from({ length: 40 }, () => STAR_VALUES[random.below(10)]!)
    }));
  };

  it('is made of what the lists of people give whom it has not met, in figures beside the ranking alone', async () => {
    const { bundle } = await randomBundle();
    const parameters = parseYamrParameters(bundle.hyperParameters);
    const { order, trials } = await chooseOrder(bundle, parameters, people(80), start);
    expect(trials.length).toBeGreaterThanOrEqual(7);
    expect(trials[0]!.weights).toEqual(order);
    const worths = trials.map(({ figures }) => worthOf(figures));
    expect(worths.every(Number.isFinite)).toBe(true);
    expect(worths[0]).toBe(Math.max(...worths));
  });

  it('is what it began with where there are too few to ask', async () => {
    const { bundle } = await randomBundle();
    const parameters = parseYamrParameters(bundle.hyperParameters);
    expect(await chooseOrder(bundle, parameters, people(79), start)).toEqual({ order: start, trials: [] });
  });
});
