import { describe, expect, it } from 'vitest';
import type { Bundle } from '#core/bundle';
import { createCatalogue, type CatalogueFile } from '#core/catalogue';
import { asMovieId } from '#core/ids';
import { catalogueTiers, FIRST_TIER_ITEMS, tensorTiers } from './tiers.ts';

/** A catalogue of `rated` movies that somebody rated and `unrated` that nobody did, with a matrix by movie. */
function bundleOf(rated: number, unrated: number, late: readonly string[] = []): Bundle {
  const column = <T>(value: (row: number) => T): T[] =>
    Array.from({ length: rated + unrated }, (_, row) => value(row));
  const file: CatalogueFile = {
    genreNames: [],
    movieId: column((row) => asMovieId(row + 1)),
    title: column(() => ''),
    year: column(() => null),
    genres: column(() => []),
    imdbId: column(() => 0),
    tmdbId: column(() => 0),
    ratingCount: column((row) => (row < rated ? 1 : 0)),
    likeCount: column(() => 0)
  };
  return {
    modelName: 'yamr',
    hyperParameters: {},
    catalogue: createCatalogue(file),
    tensors: new Map(),
    storage: { itemTensors: new Set(['items']), lateTensors: new Set(late) }
  };
}
const ranges = (bundle: Bundle) => catalogueTiers(bundle).map(({ stage, from, to }) => [stage, from, to]);

describe('the tiers of a release', () => {
  it('are the best known movies, the others that anybody rated, and those that nobody did', () => {
    expect(ranges(bundleOf(6000, 3000))).toEqual([
      [1, 0, FIRST_TIER_ITEMS],
      [2, FIRST_TIER_ITEMS, 6000],
      [3, 6000, 9000]
    ]);
  });

  it('are one where the catalogue is small, and have no tier for a handful without ratings', () => {
    expect(ranges(bundleOf(300, 20))).toEqual([[1, 0, 320]]);
    expect(ranges(bundleOf(5000, 20))).toEqual([
      [1, 0, FIRST_TIER_ITEMS],
      [2, FIRST_TIER_ITEMS, 5020]
    ]);
  });

  it('have a long tail behind a small model too', () => {
    expect(ranges(bundleOf(300, 2000))).toEqual([
      [1, 0, 300],
      [3, 300, 2300]
    ]);
  });

  it('are one where the model does not say which matrices are by movie', () => {
    const { storage: _, ...bundle } = bundleOf(6000, 3000);
    expect(ranges(bundle)).toEqual([[1, 0, 9000]]);
  });

  it('cut a matrix by movie where the catalogue is cut, and no other', () => {
    const bundle = bundleOf(6000, 3000);
    expect(tensorTiers(bundle, 'items', 6000)).toMatchObject([
      { stage: 1, from: 0, to: FIRST_TIER_ITEMS, suffix: '-1' },
      { stage: 2, from: FIRST_TIER_ITEMS, to: 6000, suffix: '-2' }
    ]);
    expect(tensorTiers(bundle, 'items', 1000)).toMatchObject([{ stage: 1, from: 0, to: 1000, suffix: '' }]);
    expect(tensorTiers(bundle, 'dense', 6000)).toMatchObject([{ stage: 1, from: 0, to: 6000, suffix: '' }]);
  });

  it('bring all rows of a late matrix with the second', () => {
    const bundle = bundleOf(6000, 3000, ['items']);
    expect(tensorTiers(bundle, 'items', 6000).map(({ stage, from }) => [stage, from])).toEqual([
      [2, 0],
      [2, FIRST_TIER_ITEMS]
    ]);
  });
});
