import { expect, it } from 'vitest';
import { compareGolden, parseGolden } from '#core/golden';
import { isStars } from '#core/rating';
import { createVisitorModel } from '#scorer/create-model';
import { selfTest } from '#scorer/self-test';
import { randomBundle } from '../../tests/random-bundle.ts';
import { makeGolden } from './golden.ts';

it('covers nobody, one rating, a handful and a life, with distinct movies and half stars', async () => {
  const { bundle } = await randomBundle();
  const golden = parseGolden(
    JSON.parse(JSON.stringify(await makeGolden(bundle, await createVisitorModel(bundle), 1)))
  );
  expect(golden.cases.map(({ ratings }) => ratings.length)).toEqual([0, 1, 3, 5, 10, 40, 200, 5, 40]);
  for (const { ratings, top } of golden.cases) {
    expect(new Set(ratings.map(({ movieId }) => movieId)).size).toBe(ratings.length);
    expect(ratings.every(({ stars }) => isStars(stars))).toBe(true);
    const rated = new Set(ratings.map(({ movieId }) => movieId));
    expect(top.filter(({ movieId }) => rated.has(movieId))).toEqual([]);
    expect(top).toHaveLength(10);
  }
});

it('is the same for the same seed, reproduced by the model, and not by another', async () => {
  const { bundle } = await randomBundle();
  const model = await createVisitorModel(bundle);
  const golden = await makeGolden(bundle, model, 1);
  expect(await makeGolden(bundle, model, 1)).toEqual(golden);
  expect((await makeGolden(bundle, model, 2)).cases[2]?.ratings).not.toEqual(golden.cases[2]?.ratings);
  expect(await selfTest(model, bundle.catalogue, golden)).toEqual({ caseCount: 9, problems: [] });
  const other = await createVisitorModel((await randomBundle(300, 2)).bundle);
  expect((await selfTest(other, bundle.catalogue, golden)).problems).not.toEqual([]);
  expect(compareGolden(golden.cases[0]!, golden.cases[0]!.top, golden.tolerance)).toEqual([]);
});

it('leaves ten movies to recommend in a small catalogue', async () => {
  const { bundle } = await randomBundle(25);
  const { cases } = await makeGolden(bundle, await createVisitorModel(bundle), 1);
  expect(cases.map(({ ratings }) => ratings.length)).toEqual([0, 1, 3, 5, 10, 15, 15]);
  expect(cases.map(({ top }) => top.length)).toEqual([10, 10, 10, 10, 10, 10, 10]);
});
