/**
 * Owns the two evaluation splits (RECOMMENDER.md, "Two protocols"). Whatever is learnt, means, popularity
 * and tags included, is learnt from the training part alone.
 */
import { YamrError } from '#core/errors';
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

/** A folder whose people are in the training data, by what they are called there. */
export interface KnownFolder {
  readonly tables: MovieLensTables;
  readonly userIdOf: ReadonlyMap<number, number>;
}

/** The rows of a random share of the ratings, of visitors none. */
function drawRows(tables: MovieLensTables, seed: number, share: number): Uint32Array {
  const { userId } = tables.ratings;
  const eligible = Uint32Array.from(userId, (_, row) => row).filter((row) =>
    mayBeHeldOut(tables, userId[row]!)
  );
  return createRandom(seed)
    .fork('ratings')
    .shuffle(eligible)
    .subarray(0, Math.floor(eligible.length * share));
}

const pairKey = (userId: number, movieId: number): string => `${userId} ${movieId}`;

/**
 * Protocol A: a random share of the ratings is hidden; users and movies may be cold. With `from` it is the share of that folder's
 * ratings which would be hidden there, so that figures on a small edition can be compared whatever else is learnt from; what the
 * training data do not hold is left out. Throws `bad-data` where that is more than half of it.
 */
export function splitRatings(
  tables: MovieLensTables,
  seed: number,
  share = 0.2,
  from?: KnownFolder
): { train: Dataset; test: TestRating[] } {
  const source = from?.tables ?? tables;
  const { userId, movieId, stars } = source.ratings;
  const drawn = Array.from(drawRows(source, seed, share).sort()).flatMap((row): TestRating[] => {
    const own = from ? from.userIdOf.get(userId[row]!) : userId[row]!;
    return own === undefined ? [] : [{ userId: own, movieId: movieId[row]!, stars: stars[row]! }];
  });
  const wanted = new Set(drawn.map((rating) => pairKey(rating.userId, rating.movieId)));
  const { ratings } = tables;
  const hidden = new Set<string>();
  const isHidden = new Uint8Array(ratings.userId.length);
  ratings.userId.forEach((user, row) => {
    const key = pairKey(user, ratings.movieId[row]!);
    if (!wanted.has(key)) return;
    hidden.add(key);
    isHidden[row] = 1;
  });
  if (2 * hidden.size < wanted.size) {
    throw new YamrError(
      'bad-data',
      `Only ${hidden.size} of the ${wanted.size} ratings to hide of ${source.name} are in ${tables.name}.`
    );
  }
  const test = drawn.filter((rating) => hidden.has(pairKey(rating.userId, rating.movieId)));
  const train = buildDataset(
    tables,
    (row) => isHidden[row] === 0,
    (tag) => !hidden.has(pairKey(tag.userId, tag.movieId))
  );
  return { train, test };
}
