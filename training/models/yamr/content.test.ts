import { describe, expect, it } from 'vitest';
import { buildDataset, type Dataset } from '../../dataset.ts';
import { contentFeatures, TAG_FEATURE_COUNT, tagFeatures } from './content.ts';

/** Movies 1..n, unrated, so that item k is movie k + 1; `tags[k]` are those of item k. */
function taggedDataset(tags: readonly (readonly string[])[]): Dataset {
  return buildDataset({
    name: 'tagged',
    sha256: '0'.repeat(64),
    movies: tags.map((_, item) => ({
      movieId: item + 1,
      rawTitle: `Movie ${item} (2000)`,
      genres: item % 2 ? ['Comedy', 'Drama'] : ['Drama'],
      imdbId: 0,
      tmdbId: 0
    })),
    ratings: {
      userId: new Int32Array(0),
      movieId: new Int32Array(0),
      stars: new Float32Array(0),
      timestampSec: new Uint32Array(0)
    },
    tags: tags.flatMap((own, item) =>
      own.map((tag) => ({ userId: 1, movieId: item + 1, tag, timestampSec: 0 }))
    )
  });
}
function rowsOf(dataset: Dataset): number[][] {
  const { rows, columns, values } = tagFeatures(dataset, 1);
  return Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);
}
const dot = (a: readonly number[] = [], b: readonly number[] = []): number =>
  a.reduce((sum, value, k) => sum + value * b[k]!, 0);

describe('tag features', () => {
  it('point the same way for the same tags, across for different ones, and nowhere without any', () => {
    const rows = rowsOf(taggedDataset([['space'], ['space', 'space'], ['heist'], ['heist'], []]));
    expect(rows[0]).toHaveLength(TAG_FEATURE_COUNT);
    expect(dot(rows[0], rows[1])).toBeCloseTo(1, 5);
    expect(dot(rows[2], rows[3])).toBeCloseTo(1, 5);
    expect(dot(rows[0], rows[2])).toBeCloseTo(0, 5);
    expect(rows[4]).toEqual(new Array(TAG_FEATURE_COUNT).fill(0));
  });

  it('weigh tags by rarity: of two tags the one on two of four movies counts log 2, the one on three log 4/3', () => {
    // Movie 0 has both; its cosine with a movie that has one alone is that tag's share of its length.
    const rows = rowsOf(taggedDataset([['rare', 'common'], ['rare'], ['common'], ['common']]));
    const [rare, common] = [Math.log(2), Math.log(4 / 3)];
    expect(dot(rows[0], rows[1])).toBeCloseTo(rare / Math.hypot(rare, common), 5);
    expect(dot(rows[0], rows[2])).toBeCloseTo(common / Math.hypot(rare, common), 5);
  });

  it('take no notice of case, of spaces around, and of tags on one movie alone', () => {
    const rows = rowsOf(taggedDataset([['Space ', 'only here'], ['space'], ['mine'], []]));
    expect(dot(rows[0], rows[1])).toBeCloseTo(1, 5);
    expect(dot(rows[0], rows[0])).toBeCloseTo(1, 5);
    expect(dot(rows[2], rows[2])).toBe(0);
  });

  it('say nothing of a tag that every movie has, and are never NaN', () => {
    const rows = rowsOf(taggedDataset([['movie'], ['movie', 'space'], ['movie', 'space']]));
    expect(rows.flat().every(Number.isFinite)).toBe(true);
    expect(dot(rows[0], rows[0])).toBe(0);
    expect(dot(rows[1], rows[2])).toBeCloseTo(1, 5);
  });

  it('are zeros without tags', () => {
    expect(
      rowsOf(taggedDataset([[], []]))
        .flat()
        .every((value) => value === 0)
    ).toBe(true);
  });
});

describe('content features', () => {
  it('are genres and none, twelve years, sixteen of the tags', () => {
    const dataset = taggedDataset([['space'], ['space'], ['mine']]);
    const { rows, columns, values } = contentFeatures(dataset, 1);
    expect([rows, columns]).toEqual([3, 3 + 12 + TAG_FEATURE_COUNT]);
    // Comedy, Drama, none.
    expect([...values.subarray(columns, columns + 3)]).toEqual(
      [Math.SQRT1_2, Math.SQRT1_2, 0].map(Math.fround)
    );
    expect(contentFeatures(dataset, 1)).toEqual(contentFeatures(dataset, 1));
  });
});
