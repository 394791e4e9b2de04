/**
 * Owns people from a folder of their own: protocol B on anybody whom no training has met, and the proof that it has not.
 * MovieLens numbers its users anew in every edition, so a person is known by what they rated and when.
 */
import { YamrError } from '#core/errors';
import { buildDataset } from '../dataset.ts';
import type { MovieLensTables } from '../movielens/tables.ts';
import { inOrderOfReveal, type KnownFolder } from '../split.ts';
import type { Strangers } from './protocols.ts';

/** So many equal pairs of movie and second make two profiles one person: MovieLens' seconds coincide once, not five times. */
const SAME_PAIRS = 5;
/** Named in the refusal. */
const NAMED = 5;

export interface Acquaintance {
  /** userId in the people's folder and in the training data. */
  readonly userId: number;
  readonly knownAs: number;
}

/** The people who are in the training data too, each with the first user that they are. */
export function findAcquaintances(people: MovieLensTables, training: MovieLensTables): Acquaintance[] {
  const byMovie = new Map<number, Map<number, number[]>>();
  const own = people.ratings;
  own.movieId.forEach((movieId, row) => {
    const bySecond = byMovie.get(movieId) ?? new Map<number, number[]>();
    byMovie.set(movieId, bySecond);
    const second = own.timestampSec[row]!;
    bySecond.set(second, [...(bySecond.get(second) ?? []), own.userId[row]!]);
  });
  const pairs = new Map<number, Map<number, number>>();
  const { movieId, timestampSec, userId } = training.ratings;
  const found = new Map<number, number>();
  for (let row = 0; row < movieId.length; row++) {
    for (const person of byMovie.get(movieId[row]!)?.get(timestampSec[row]!) ?? []) {
      const known = userId[row]!;
      const counts = pairs.get(person) ?? new Map<number, number>();
      pairs.set(person, counts);
      const count = (counts.get(known) ?? 0) + 1;
      counts.set(known, count);
      if (count >= SAME_PAIRS && !found.has(person)) found.set(person, known);
    }
  }
  return [...found].map(([person, knownAs]) => ({ userId: person, knownAs }));
}

/** A folder by what the training data call its people. Throws `bad-data` where they hold less than half of them. */
export function knownFolder(tables: MovieLensTables, training: MovieLensTables): KnownFolder {
  const found = findAcquaintances(tables, training);
  const people = new Set(tables.ratings.userId).size;
  if (2 * found.length < people) {
    throw new YamrError(
      'bad-data',
      `Only ${found.length} of the ${people} people in ${tables.name} are in the training data ${training.name}.`
    );
  }
  return { tables, userIdOf: new Map(found.map(({ userId, knownAs }) => [userId, knownAs])) };
}

/** Throws `bad-data` where somebody is in the training data. */
export function refuseAcquaintances(people: MovieLensTables, training: MovieLensTables): void {
  const found = findAcquaintances(people, training);
  if (found.length === 0) return;
  const named = found
    .slice(0, NAMED)
    .map(({ userId, knownAs }) => `user ${userId} as user ${knownAs}`)
    .join(', ');
  throw new YamrError(
    'bad-data',
    `${found.length} of the people in ${people.name} are in the training data ${training.name} too (${named}${found.length > NAMED ? ', ...' : ''}): nobody can be judged on people it has met.`
  );
}

/** Everybody of the folder, ratings in an order of reveal that the seed decides. */
export function strangersOf(people: MovieLensTables, seed: number): Strangers {
  const dataset = buildDataset(people);
  const { catalogue } = dataset;
  return {
    catalogue,
    newcomers: Array.from(dataset.userIds, (_, user) => inOrderOfReveal(dataset, user, seed))
  };
}
