import { describe, expect, it } from 'vitest';
import { parseYamrParameters, YAMR_TENSORS } from './yamr-parameters.ts';

const parameters = {
  ratingHead: {
    noise: 0.7,
    noiseScale: 2,
    calibration: { ratingCounts: [0, 10], factors: [1, 0.9] },
    kernel: { learnt: 0.8, genres: 0.35, year: 0.35, language: 0.2, popularity: 0.1, offset: 0.2 }
  },
  ranking: {
    blend: { ratingCounts: [0], set: [0.5], history: [0.5], linear: [9] },
    historyGains: [0, 0, 0, 0, 0, 0, 0.6, 1, 1.3, 1.3]
  },
  training: { epochs: 60 }
};

describe('the parameters of yamr', () => {
  it('survive JSON', () => {
    expect(parseYamrParameters(JSON.parse(JSON.stringify(parameters)))).toEqual(parameters);
  });

  it.each([
    [{ ...parameters, ratingHead: { ...parameters.ratingHead, noise: null } }, 'ratingHead.noise'],
    [{ ...parameters, ranking: { ...parameters.ranking, blend: {} } }, 'ranking.blend.ratingCounts'],
    [{ ...parameters, training: undefined }, 'training'],
    [null, '']
  ])('are refused by the name of what is missing (%#)', (wrong, where) => {
    expect(() => parseYamrParameters(wrong)).toThrow(
      expect.objectContaining({ code: 'bad-release', message: expect.stringContaining(where) })
    );
  });

  it('name every matrix once', () => {
    const names = Object.values(YAMR_TENSORS);
    expect(new Set(names).size).toBe(names.length);
  });
});
