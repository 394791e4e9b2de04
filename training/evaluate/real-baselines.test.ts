/** Holds protocol B and the baselines to what RECOMMENDER.md measured on ml-latest-small, where it is at hand. */
import { stat } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { buildDataset } from '../dataset.ts';
import { biasModel, popularityModel } from '../models/baselines.ts';
import { fitBias } from '../models/bias.ts';
import { sharedDataDirectory } from '../movielens/find.ts';
import { loadMovieLens } from '../movielens/load.ts';
import { splitNewcomers } from '../split.ts';
import { evaluateNewcomers } from './newcomers.ts';

vi.setConfig({ testTimeout: 300_000 });

const directory = process.env['YAMR_DATA'] ?? sharedDataDirectory();
const isHere = await stat(directory).then(
  () => true,
  () => false
);
const name = 'bias and popularity lie where they were measured for newcomers of ml-latest-small';

it.runIf(isHere)(name, async () => {
  const { train, newcomers } = splitNewcomers(buildDataset(await loadMovieLens(directory)), 0);
  expect(newcomers).toHaveLength(122);
  const bias = fitBias(train);
  const counts = train.catalogue.file.ratingCount;
  const { 5: byBias } = await evaluateNewcomers(biasModel(train, bias), newcomers, counts, [5]);
  const { 5: byLikes } = await evaluateNewcomers(popularityModel(train, bias), newcomers, counts, [5]);
  expect(byBias?.rmse).toBeGreaterThan(0.9);
  expect(byBias?.rmse).toBeLessThan(0.96);
  expect(byLikes?.ndcg10).toBeGreaterThan(0.28);
  expect(byLikes?.ndcg10).toBeLessThan(0.38);
  // The bias baseline orders rarities first; popularity gives everybody nearly the same list.
  expect(byLikes?.ndcg10).toBeGreaterThan(2 * (byBias?.ndcg10 ?? NaN));
  expect(byLikes?.overlap10).toBeGreaterThan(0.8);
});

it.skipIf(isHere)(
  `${name} (skipped: there is no folder ${directory}; YAMR_DATA can name one)`,
  () => undefined
);
