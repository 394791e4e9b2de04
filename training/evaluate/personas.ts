/**
 * Owns people of one taste, made from the data: for each genre and language, shelves of movies of it that one person liked
 * together, with two that this person disliked elsewhere. Whoever comes with such a shelf should be shown more of its kind.
 */
import { createRandom } from '#core/random';
import { LIKE_STARS } from '#core/rating';
import type { Profile } from '#core/visitor-model';
import type { Dataset } from '../dataset.ts';
import { mayBeHeldOut } from '../movielens/tables.ts';
import type { Facts } from './facts.ts';

export type PersonaDimension = 'genres' | 'languages';

/** Everything of one kind that is rated, and the shelves. */
export interface PersonaKind {
  readonly dimension: PersonaDimension;
  /** "Documentary", "fr". */
  readonly kind: string;
  /** Movies of it that somebody has rated. */
  readonly ratedMovies: number;
  /** At most PERSONAS; fewer, or none, where fewer people liked enough of it. */
  readonly profiles: readonly Profile[];
}

/** Kinds with fewer rated movies are no taste that a list could serve. */
const RATED_MOVIES_MIN = 30;
const PERSONAS = 5;
const LIKES_MIN = 6;
const LIKES_MAX = 8;
const DISLIKES = 2;
/** At most so many stars are a dislike. */
const DISLIKE_STARS = 2.5;
/** A format, and the mark of a language that is unknown, are no taste. */
const NO_TASTE: ReadonlySet<string> = new Set(['IMAX', '(no genres listed)']);

/** The kinds with enough rated movies, by name. */
function kindsOf({ itemCount, catalogue }: Dataset, kindsOfItem: (item: number) => readonly string[]) {
  const counts = new Map<string, number>();
  for (let item = 0; item < itemCount; item++) {
    if (catalogue.file.ratingCount[item] === 0) continue;
    for (const kind of kindsOfItem(item)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .filter(([kind, count]) => count >= RATED_MOVIES_MIN && !NO_TASTE.has(kind))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

interface Shelf {
  /** Rows of the dataset. */
  readonly likes: readonly number[];
  readonly dislikes: readonly number[];
}

/** What a user likes of the kind, and dislikes elsewhere; undefined where it is too little. */
function shelfOf(dataset: Dataset, user: number, isOfKind: (item: number) => boolean): Shelf | undefined {
  const [likes, dislikes]: [number[], number[]] = [[], []];
  for (let row = dataset.userStart[user]!; row < dataset.userStart[user + 1]!; row++) {
    const stars = dataset.stars[row]!;
    if (isOfKind(dataset.item[row]!)) {
      if (stars >= LIKE_STARS) likes.push(row);
    } else if (stars <= DISLIKE_STARS) dislikes.push(row);
  }
  return likes.length >= LIKES_MIN && dislikes.length >= DISLIKES ? { likes, dislikes } : undefined;
}

/** The personas of every kind. The same seed and data give the same ones. */
export function createPersonas(dataset: Dataset, facts: Pick<Facts, 'kindsOf'>, seed: number): PersonaKind[] {
  // Visitors who joined change nobody's personas: the figures of two models can be compared.
  const eligible = [...dataset.userIds.keys()].filter((user) =>
    mayBeHeldOut(dataset.tables, dataset.userIds[user]!)
  );
  return (['genres', 'languages'] as const).flatMap((dimension) =>
    kindsOf(dataset, facts.kindsOf[dimension]).map(([kind, ratedMovies]) => {
      const random = createRandom(seed).fork(`persona ${dimension} ${kind}`);
      const isOfKind = (item: number): boolean => facts.kindsOf[dimension](item).includes(kind);
      const users = random.shuffle([...eligible]);
      const profiles: Profile[] = [];
      for (const user of users) {
        if (profiles.length === PERSONAS) break;
        const shelf = shelfOf(dataset, user, isOfKind);
        if (!shelf) continue;
        const size = LIKES_MIN + random.below(LIKES_MAX - LIKES_MIN + 1);
        const rows = [
          ...random.shuffle([...shelf.likes]).slice(0, size),
          ...random.shuffle([...shelf.dislikes]).slice(0, DISLIKES)
        ];
        profiles.push({
          items: Int32Array.from(rows, (row) => dataset.item[row]!),
          stars: Float32Array.from(rows, (row) => dataset.stars[row]!)
        });
      }
      return { dimension, kind, ratedMovies, profiles };
    })
  );
}

const CLASSICS = 10;
/** Years before the newest rated movie: an age at which everybody's classics are settled. */
const CLASSIC_AGE = 20;
/** In turn. */
const HATED = [0.5, 1, 1.5, 2];
const LOVED = [5, 4.5, 4, 5];

/** Somebody who hates ten classics, and somebody who loves the same ten: the most liked movies that are old enough. */
export function createOpposites({ catalogue }: Pick<Dataset, 'catalogue'>): {
  readonly hater: Profile;
  readonly lover: Profile;
} {
  const { year, likeCount, ratingCount } = catalogue.file;
  let newest = -Infinity;
  year.forEach((of, item) => {
    if (of !== null && ratingCount[item]! > 0 && of > newest) newest = of;
  });
  const items = Int32Array.from(
    [...year.keys()]
      .filter((item) => likeCount[item]! > 0 && (year[item] ?? Infinity) <= newest - CLASSIC_AGE)
      .sort((a, b) => likeCount[b]! - likeCount[a]! || a - b)
      .slice(0, CLASSICS)
  );
  const rated = (stars: readonly number[]): Profile => ({
    items,
    stars: Float32Array.from(items, (_, k) => stars[k % stars.length]!)
  });
  return { hater: rated(HATED), lover: rated(LOVED) };
}
