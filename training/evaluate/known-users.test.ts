import { describe, expect, it } from 'vitest';
import { fitBias } from '../models/bias.ts';
import { tinyDataset } from '../models/tiny-dataset.ts';
import { evaluateRatings, knownUserBaselines, pairPredictor } from './known-users.ts';

/** itemIndex 0 is movie 2, 1 is movie 1; users 7, 8, 9 are 0, 1, 2; movie 3 is unrated. */
const dataset = tinyDataset([[7, 2, 5], [8, 2, 4], [9, 2, 5], [7, 1, 3], [8, 1, 1]], 3); // prettier-ignore
const bias = fitBias(dataset);

describe('pairPredictor', () => {
  const asked: string[] = [];
  const predict = pairPredictor(dataset, bias, (user, item) => {
    asked.push(`${user} ${item}`);
    return 2.25;
  });

  it('asks the model in indices for a user and a movie of the training part, unrated ones included', () => {
    expect([predict(8, 2), predict(9, 1), predict(7, 3)]).toEqual([2.25, 2.25, 2.25]);
    expect(asked).toEqual(['1 0', '2 1', '0 2']);
  });

  it('guesses by the bias model for an unknown user, an unknown movie, and both', () => {
    asked.length = 0;
    expect(predict(99, 2)).toBeCloseTo(bias.mean + bias.itemOffset[0]!, 12);
    expect(predict(8, 99)).toBeCloseTo(bias.mean + bias.userOffset[1]!, 12);
    expect(predict(99, 99)).toBeCloseTo(3.6, 12);
    expect(bias.itemOffset[0]).not.toBeCloseTo(0, 3);
    expect(asked).toEqual([]);
  });
});

describe('the baselines of known users', () => {
  const baselines = knownUserBaselines(dataset, bias);
  const of = (name: string, user: number, item: number): number => baselines[name]?.(user, item) ?? NaN;

  it('are the mean, the movie mean shrunk by five, and mean plus both offsets', () => {
    expect(of('global-mean', 0, 0)).toBeCloseTo(18 / 5, 12);
    expect(of('movie-mean', 0, 0)).toBeCloseTo((14 + 5 * 3.6) / 8, 5);
    expect(of('bias', 1, 0)).toBeCloseTo(3.6 + bias.userOffset[1]! + bias.itemOffset[0]!, 12);
  });

  it('stay on the scale', () => {
    const extreme = { mean: 5, userOffset: Float64Array.of(1), itemOffset: Float64Array.of(1) };
    expect(knownUserBaselines(dataset, extreme)['bias']?.(0, 0)).toBe(5);
  });
});

describe('evaluateRatings', () => {
  it('pools the errors 1 and -2 to RMSE root 2.5 and MAE 1.5', () => {
    const test = [
      { userId: 1, movieId: 1, stars: 3 },
      { userId: 1, movieId: 2, stars: 5 }
    ];
    const metrics = evaluateRatings((_, movieId) => (movieId === 1 ? 4 : 3), test);
    expect(metrics).toEqual({ rmse: Math.sqrt(2.5), mae: 1.5, hidden: 2 });
  });
});
