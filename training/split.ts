/**
 * Owns the two evaluation splits (RECOMMENDER.md, "Two protocols"). Whatever is learnt, means, popularity
 * and tags included, is learnt from the training part alone.
 */
import { createRandom } from '#core/random';
import { buildDataset, type Dataset } from './dataset.ts';
import { mayBeHeldOut, type MovieLensTables } from './movielens/tables.ts';

/** One held-out person: all their ratings in one random order, so that the first K are the revealed ones. */
export interface Newcomer {
  readonly userId: number;
  /** itemIndex in the training part's dataset, [n]. */
  readonly items: Int32Array;
  readonly stars: Float32Array;
}

export interface NewcomerSplit {
  readonly train: Dataset;
  readonly newcomers: readonly Newcomer[];
}

/** Chooses the held-out users: a share of those who may be, at random by seed. */
function chooseUsers({ userIds, tables }: Dataset, share: number, seed: number, label: string): Set<number> {
  const eligible = userIds.filter((userId) => mayBeHeldOut(tables, userId));
  const shuffled = createRandom(seed).fork(label).shuffle(eligible);
  return new Set(shuffled.subarray(0, Math.round(shuffled.length * share)));
}

/** One user of a dataset as a newcomer: who it is and the seed decide the order, whatever else the dataset holds. */
export function inOrderOfReveal(dataset: Dataset, user: number, seed: number): Newcomer {
  const userId = dataset.userIds[user]!;
  const first = dataset.userStart[user]!;
  const order = Int32Array.from({ length: dataset.userStart[user + 1]! - first }, (_, k) => first + k);
  createRandom(seed).fork(`reveal ${userId}`).shuffle(order);
  return {
    userId,
    items: order.map((at) => dataset.item[at]!),
    stars: Float32Array.from(order, (at) => dataset.stars[at]!)
  };
}

/** Protocol B: `share` of the users are held out whole, visitors who joined MovieLens never. `label` separates nested splits of one seed. */
export function splitNewcomers(full: Dataset, seed: number, share = 0.2, label = 'newcomers'): NewcomerSplit {
  const heldOut = chooseUsers(full, share, seed, label);
  const inTraining = new Set(Array.from(full.userIds).filter((userId) => !heldOut.has(userId)));
  const { ratings } = full.tables;
  const train = full.restrict(
    (row) => inTraining.has(ratings.userId[row]!),
    (tag) => inTraining.has(tag.userId)
  );
  const newcomers: Newcomer[] = [];
  full.userIds.forEach((userId, index) => {
    if (!heldOut.has(userId)) return;
    const revealed = inOrderOfReveal(full, index, seed);
    newcomers.push({
      ...revealed,
      items: revealed.items.map((item) => train.catalogue.indexOf(full.catalogue.file.movieId[item]!)!)
    });
  });
  return { train, newcomers };
}

/** A held-out rating of protocol A, in the ids of the dataset's files. */
export interface TestRating {
  readonly userId: number;
  readonly movieId: number;
  readonly stars: number;
}

/** Protocol A: a random share of the ratings, of visitors none; users and movies may be cold. */
export function splitRatings(
  tables: MovieLensTables,
  seed: number,
  share = 0.2
): { train: Dataset; test: TestRating[] } {
  const { ratings } = tables;
  const eligible = Uint32Array.from(ratings.userId, (_, row) => row).filter((row) =>
    mayBeHeldOut(tables, ratings.userId[row]!)
  );
  const order = createRandom(seed).fork('ratings').shuffle(eligible);
  const held = new Uint8Array(ratings.stars.length);
  for (const row of order.subarray(0, Math.floor(order.length * share))) held[row] = 1;
  const test: TestRating[] = [];
  const heldPairs = new Set<string>();
  held.forEach((isHeld, row) => {
    if (!isHeld) return;
    const userId = ratings.userId[row]!;
    const movieId = ratings.movieId[row]!;
    test.push({ userId, movieId, stars: ratings.stars[row]! });
    heldPairs.add(`${userId} ${movieId}`);
  });
  const train = buildDataset(
    tables,
    (row) => held[row] === 0,
    (tag) => !heldPairs.has(`${tag.userId} ${tag.movieId}`)
  );
  return { train, test };
}
