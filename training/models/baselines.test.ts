import { describe, expect, it } from 'vitest';
import type { Profile, Scores, VisitorModel } from '#core/visitor-model';
import { fitBaselines } from './baselines.ts';
import { fitBias } from './bias.ts';
import { tinyDataset } from './tiny-dataset.ts';

/** itemIndex 0 is movie 2 (three ratings, one like), 1 is movie 1 (two likes), 2 is movie 3 (unrated). */
const dataset = tinyDataset([[1, 2, 4], [2, 2, 2], [3, 2, 3], [1, 1, 5], [2, 1, 4]], 3); // prettier-ignore
const bias = fitBias(dataset);
const nobody: Profile = { items: new Int32Array(0), stars: new Float32Array(0) };
const generous: Profile = { items: Int32Array.of(0), stars: Float32Array.of(5) };
const models = new Map(fitBaselines(dataset).map((model) => [model.name, model]));

function modelOf(name: string): VisitorModel {
  const model = models.get(name);
  if (!model) throw new Error(`no baseline ${name}`);
  return model;
}
async function scoresOf(name: string, profile: Profile): Promise<Scores> {
  const [scores] = await modelOf(name).score([profile]);
  if (!scores) throw new Error('no scores');
  return scores;
}

describe('the baselines', () => {
  it('global-mean gives 18 / 5 to every movie', async () => {
    expect(Array.from((await scoresOf('global-mean', generous)).stars)).toEqual(
      [1, 1, 1].map(() => Math.fround(3.6))
    );
  });

  it('movie-mean shrinks by five ratings for the stars and by twenty for the order', async () => {
    const { stars, ranking } = await scoresOf('movie-mean', nobody);
    expect(stars[0]).toBeCloseTo((9 + 5 * 3.6) / 8, 5);
    expect(stars[1]).toBeCloseTo((9 + 5 * 3.6) / 7, 5);
    expect(stars[2]).toBeCloseTo(3.6, 5);
    expect(ranking[1]).toBeCloseTo((9 + 20 * 3.6) / 22, 5);
  });

  it('bias adds the offset of the newcomer, and is the mean plus the movie for nobody', async () => {
    const offset = (5 - bias.mean - bias.itemOffset[0]!) / 6;
    const { stars } = await scoresOf('bias', generous);
    expect(stars[2]).toBeCloseTo(3.6 + offset, 5);
    expect((await scoresOf('bias', nobody)).stars[1]).toBeCloseTo(3.6 + bias.itemOffset[1]!, 5);
  });

  it('popularity orders by likes and most-rated by ratings', async () => {
    expect(Array.from((await scoresOf('popularity', nobody)).ranking)).toEqual([1, 2, 0]);
    expect(Array.from((await scoresOf('most-rated', nobody)).ranking)).toEqual([3, 2, 0]);
    expect((await scoresOf('popularity', generous)).stars).toEqual((await scoresOf('bias', generous)).stars);
  });

  it('random differs between visitors and repeats with the seed', async () => {
    const [first, second] = await modelOf('random').score([nobody, nobody]);
    expect(first?.ranking).not.toEqual(second?.ranking);
    const again = fitBaselines(dataset).find((model) => model.name === 'random');
    expect((await again?.score([nobody]))?.[0]?.ranking).toEqual(first?.ranking);
  });

  it('all give arrays of the catalogue length that belong to the caller, with stars on the scale', async () => {
    for (const model of models.values()) {
      const [first] = await model.score([generous]);
      expect(first?.stars).toHaveLength(3);
      expect(first?.ranking).toHaveLength(3);
      expect(first?.stars.every((stars) => stars >= 0.5 && stars <= 5)).toBe(true);
      const kept = first?.stars.slice();
      first?.stars.fill(-1);
      expect((await model.score([generous]))[0]?.stars).toEqual(kept);
      model.dispose();
    }
  });
});
