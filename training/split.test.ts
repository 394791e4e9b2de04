import { describe, expect, it } from 'vitest';
import { asItemIndex } from '#core/ids';
import { buildDataset, type Dataset } from './dataset.ts';
import { splitNewcomers, splitRatings, type NewcomerSplit } from './split.ts';
import { generateMovieLens } from './synthetic/generate.ts';

const generated = generateMovieLens({ users: 60, movies: 200, ratings: 3000, seed: 3 });
/** Every user tags the first two movies that they rated, so that tags can leak if anything can. */
const tables = {
  ...generated,
  tags: Array.from(generated.ratings.userId, (userId, row) => ({
    userId,
    movieId: generated.ratings.movieId[row]!,
    tag: `by ${userId}`,
    timestampSec: 1
  })).filter((_, row) => row % 10 < 2)
};
const full = buildDataset(tables);
const key = (...parts: number[]): string => parts.join(' ');
const movieOf = (dataset: Dataset, item: number): number =>
  dataset.catalogue.movie(asItemIndex(item)).movieId;
const rowsOf = (dataset: Dataset): string[] =>
  Array.from(dataset.stars, (stars, k) =>
    key(dataset.userIds[dataset.user[k]!]!, movieOf(dataset, dataset.item[k]!), stars)
  );
const newcomerRows = ({ train, newcomers }: NewcomerSplit): string[] =>
  newcomers.flatMap(({ userId, items, stars }) =>
    Array.from(items, (item, k) => key(userId, movieOf(train, item), stars[k]!))
  );

describe('the split by newcomers', () => {
  const split = splitNewcomers(full, 5);
  const { train, newcomers } = split;

  it('holds out a fifth of the users whole, and nobody is on both sides', () => {
    expect(newcomers).toHaveLength(12);
    expect(train.userCount).toBe(48);
    const training = new Set(train.userIds);
    expect(newcomers.filter(({ userId }) => training.has(userId))).toEqual([]);
  });

  it('loses no rating and doubles none, and names the movies by the rows of the training part', () => {
    expect([...rowsOf(train), ...newcomerRows(split)].sort()).toEqual(rowsOf(full).sort());
    // The two datasets order their movies differently, or the mapping would not be tested.
    expect(train.catalogue.file.movieId).not.toEqual(full.catalogue.file.movieId);
  });

  it('counts ratings and keeps tags of the training users alone', () => {
    const counted = train.catalogue.file.ratingCount.reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(train.stars.length);
    const taggers = new Set(train.tags.map(({ userId }) => userId));
    expect(newcomers.filter(({ userId }) => taggers.has(userId))).toEqual([]);
    expect(train.tags).toHaveLength(
      tables.tags.filter(({ userId }) => train.userIds.includes(userId)).length
    );
    expect(train.tags.length).toBeLessThan(full.tags.length);
  });

  it("is the same for the same seed, and other people's for another seed or label", () => {
    const ids = (one: NewcomerSplit): string => one.newcomers.map(({ userId }) => userId).join();
    expect(splitNewcomers(full, 5).newcomers).toEqual(newcomers);
    expect(ids(splitNewcomers(full, 6))).not.toBe(ids(split));
    expect(ids(splitNewcomers(full, 5, 0.2, 'calibration'))).not.toBe(ids(split));
  });

  it("shuffles each newcomer's ratings, so that the first K are any K", () => {
    const inFileOrder = newcomers.filter(({ items }) => {
      const movieIds = Array.from(items, (item) => movieOf(train, item));
      return movieIds.every((movieId, k) => k === 0 || movieId > movieIds[k - 1]!);
    });
    expect(inFileOrder).toEqual([]);
  });

  it('splits a training part again without touching those already held out', () => {
    const inner = splitNewcomers(train, 5, 0.25, 'calibration');
    expect(inner.newcomers).toHaveLength(12);
    const outer = new Set(newcomers.map(({ userId }) => userId));
    const seen = [...inner.train.userIds, ...inner.newcomers.map(({ userId }) => userId)];
    expect(seen.filter((userId) => outer.has(userId))).toEqual([]);
    expect([...rowsOf(inner.train), ...newcomerRows(inner)].sort()).toEqual(rowsOf(train).sort());
    expect(inner.train.tags.filter(({ userId }) => outer.has(userId))).toEqual([]);
  });
});

describe('visitors who joined MovieLens', () => {
  const { ratings } = tables;
  const firstUserId = Math.max(...ratings.userId) + 1;
  const joined = {
    ...tables,
    ratings: {
      userId: Int32Array.of(...ratings.userId, firstUserId, firstUserId, firstUserId + 1),
      movieId: Int32Array.of(...ratings.movieId, ...ratings.movieId.slice(0, 3)),
      stars: Float32Array.of(...ratings.stars, 5, 0.5, 3),
      timestampSec: Uint32Array.of(...ratings.timestampSec, 1, 2, 3)
    },
    visitors: { firstUserId, people: 2, ratings: 3, movieLensSha256: tables.sha256 }
  };
  const revealed = ({ train, newcomers }: NewcomerSplit): unknown[] =>
    newcomers.map(({ userId, items, stars }) => [
      userId,
      Array.from(items, (item) => movieOf(train, item)),
      stars
    ]);

  it('are trained on, and leave the same people held out in the same order', () => {
    const [without, withThem] = [splitNewcomers(full, 5), splitNewcomers(buildDataset(joined), 5)];
    expect(revealed(withThem)).toEqual(revealed(without));
    expect(withThem.train.userCount).toBe(without.train.userCount + 2);
    const calibration = splitNewcomers(withThem.train, 5, 0.2, 'calibration');
    expect(calibration.newcomers.filter(({ userId }) => userId >= firstUserId)).toEqual([]);
  });

  it('leave the same ratings held out', () => {
    expect(splitRatings(joined, 5).test).toEqual(splitRatings(tables, 5).test);
    expect(splitRatings(joined, 5).train.stars).toHaveLength(splitRatings(tables, 5).train.stars.length + 3);
  });
});

describe('the split by ratings', () => {
  const { train, test } = splitRatings(tables, 5);
  const testRows = test.map(({ userId, movieId, stars }) => key(userId, movieId, stars));

  it('holds out a fifth of the ratings, and none is on both sides', () => {
    expect(test).toHaveLength(600);
    expect([...rowsOf(train), ...testRows].sort()).toEqual(rowsOf(full).sort());
  });

  it('drops the tags that a user gave to a movie whose rating is held out, and only those', () => {
    const pairs = new Set(test.map(({ userId, movieId }) => key(userId, movieId)));
    const kept = train.tags.map(({ userId, item }) => key(userId, movieOf(train, item)));
    expect(kept.filter((pair) => pairs.has(pair))).toEqual([]);
    const expected = tables.tags.filter(({ userId, movieId }) => !pairs.has(key(userId, movieId)));
    expect(kept).toHaveLength(expected.length);
    expect(expected.length).toBeLessThan(tables.tags.length);
  });

  it('is the same for the same seed and another for another', () => {
    expect(splitRatings(tables, 5).test).toEqual(test);
    expect(splitRatings(tables, 6).test).not.toEqual(test);
  });
});

describe('ratings hidden of a folder that is part of the data', () => {
  /** The first twenty people under other numbers, as an edition of its own. */
  const { ratings } = tables;
  const rows = Array.from(ratings.userId.keys()).filter((row) => ratings.userId[row]! <= 20);
  const pick = <T extends Int32Array | Float32Array | Uint32Array>(column: T): T =>
    column.filter((_, row) => ratings.userId[row]! <= 20) as T;
  const edition = {
    ...tables,
    name: 'edition',
    tags: [],
    ratings: {
      userId: pick(ratings.userId).map((userId) => userId + 500),
      movieId: pick(ratings.movieId),
      stars: pick(ratings.stars),
      timestampSec: pick(ratings.timestampSec)
    }
  };
  const userIdOf = new Map(Array.from({ length: 20 }, (_, k) => [501 + k, 1 + k]));

  it('are those that would be hidden there, and the rest of the data is learnt from', () => {
    const alone = splitRatings(edition, 5).test;
    const { train, test } = splitRatings(tables, 5, 0.2, { tables: edition, userIdOf });
    expect(test).toEqual(alone.map(({ userId, ...rating }) => ({ userId: userId - 500, ...rating })));
    expect(test).toHaveLength(Math.floor(rows.length * 0.2));
    expect(train.stars).toHaveLength(ratings.stars.length - test.length);
  });

  it('are those that the data hold, which must be most of them', () => {
    const without = new Map([...userIdOf].slice(1));
    const { test } = splitRatings(tables, 5, 0.2, { tables: edition, userIdOf: without });
    expect(test).toEqual(
      splitRatings(edition, 5).test.flatMap(({ userId, ...rating }) =>
        userId === 501 ? [] : [{ userId: userId - 500, ...rating }]
      )
    );
    const mixedUp = new Map(Array.from({ length: 20 }, (_, k) => [501 + k, 20 - k]));
    expect(() => splitRatings(tables, 5, 0.2, { tables: edition, userIdOf: mixedUp })).toThrow(
      /^Only \d+ of the \d+ ratings to hide of edition are in/
    );
  });
});
