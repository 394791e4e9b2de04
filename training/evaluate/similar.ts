/**
 * Owns how good "movies like this one" are: whether people who like a movie also like its neighbours, measured
 * on people that the training never saw, beside the obvious ways of finding neighbours.
 */
import type { Catalogue } from '#core/catalogue';
import { genreFeatures, normaliseRows } from '#core/features';
import { topItems } from '#core/ranking';
import { LIKE_STARS } from '#core/rating';
import { createSimilarity } from '#core/similar';
import type { Matrix } from '#core/tensor';
import type { ItemKnowledge } from '#core/visitor-model';
import type { Dataset } from '../dataset.ts';
import type { Newcomer } from '../split.ts';

/** [itemCount]: how alike every movie is to one. */
export type Likeness = (itemIndex: number) => Float32Array;

/** Of one way of finding neighbours: JSON values, means over users of the mean over their liked movies. */
export interface NeighbourMetrics {
  /** Of the first 10 neighbours of a liked movie, how many are liked too, over min(10, other likes). */
  readonly hit10: number;
  /** The same with each hit worth 1 / (likes + 10), over the worth of the best 10: popularity earns nothing. */
  readonly weightedHit10: number;
  /** Over the distinct movies asked: mean ratings of a neighbour, and the share with the very same genres. */
  readonly meanPopularity10: number;
  readonly sameGenres10: number;
}

const LENGTH = 10;
/** Liked movies asked of one person, the first of their random order: the busiest must not be the whole measure. */
const ASKED = 20;
/** Likes added before the worth of a hit is 1 / likes: one hit on a rarity must not be worth a hundred. */
const WORTH_PRIOR = 10;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Cosine of the rows of one matrix: what a textbook would do. */
export function plainCosine(matrix: Matrix): Likeness {
  const { rows, columns, values } = normaliseRows({ ...matrix, values: matrix.values.slice() });
  return (item) => {
    const out = new Float32Array(rows);
    for (let other = 0, k = 0; other < rows; other++) {
      let sum = 0;
      for (let j = 0; j < columns; j++, k++) sum += values[item * columns + j]! * values[k]!;
      out[other] = sum;
    }
    return out;
  };
}

/** Training users who like both; ties in popularity's order. What counting alone can do. */
export function coLikes(dataset: Dataset): Likeness {
  const likers = new Map<number, number[]>();
  dataset.item.forEach((item, k) => {
    if (dataset.stars[k]! >= LIKE_STARS) likers.set(item, [...(likers.get(item) ?? []), dataset.user[k]!]);
  });
  return (item) => {
    const counts = new Float32Array(dataset.itemCount);
    for (const user of likers.get(item) ?? []) {
      for (let at = dataset.userStart[user]!; at < dataset.userStart[user + 1]!; at++) {
        if (dataset.stars[at]! >= LIKE_STARS) counts[dataset.item[at]!]!++;
      }
    }
    return counts;
  };
}

/** Judges one way of finding neighbours on the likes of people held out. */
export function evaluateNeighbours(
  likeness: Likeness,
  newcomers: readonly Newcomer[],
  catalogue: Catalogue
): NeighbourMetrics {
  const { likeCount, ratingCount, genres } = catalogue.file;
  const worth = likeCount.map((likes) => 1 / (likes + WORTH_PRIOR));
  const genreKey = genres.map((own) => own.join(' '));
  const neighbours = new Map<number, Int32Array>();
  const neighboursOf = (item: number): Int32Array => {
    let found = neighbours.get(item);
    if (!found) neighbours.set(item, (found = topItems(likeness(item), LENGTH, (other) => other === item)));
    return found;
  };
  const perUser = newcomers.flatMap(({ items, stars }) => {
    const liked = items.filter((_, k) => stars[k]! >= LIKE_STARS);
    if (liked.length < 2) return [];
    const set = new Set(liked);
    const perMovie = Array.from(liked.subarray(0, ASKED), (item) => {
      const hits = Array.from(neighboursOf(item)).filter((other) => set.has(other));
      const best = Array.from(liked, (other) => (other === item ? 0 : worth[other]!)).sort((a, b) => b - a);
      return {
        hit: hits.length / Math.min(LENGTH, liked.length - 1),
        weighted:
          hits.reduce((sum, other) => sum + worth[other]!, 0) /
          best.slice(0, LENGTH).reduce((sum, value) => sum + value, 0)
      };
    });
    return [
      { hit: mean(perMovie.map(({ hit }) => hit)), weighted: mean(perMovie.map(({ weighted }) => weighted)) }
    ];
  });
  const pairs = [...neighbours].flatMap(([item, found]) =>
    Array.from(found, (other) => [item, other] as const)
  );
  return {
    hit10: mean(perUser.map(({ hit }) => hit)),
    weightedHit10: mean(perUser.map(({ weighted }) => weighted)),
    meanPopularity10: mean(pairs.map(([, other]) => ratingCount[other]!)),
    sameGenres10: mean(pairs.map(([item, other]) => (genreKey[item] === genreKey[other] ? 1 : 0)))
  };
}

/** The release's neighbours beside the plain ways, by name. */
export function compareNeighbours(
  knowledge: ItemKnowledge,
  train: Dataset,
  newcomers: readonly Newcomer[]
): Readonly<Record<string, NeighbourMetrics>> {
  const { catalogue } = train;
  const likes = Float32Array.from(catalogue.file.likeCount);
  const ways: Readonly<Record<string, Likeness>> = {
    yamr: (item) => knowledge.similarTo(item),
    'rating-cosine': plainCosine(knowledge.vectors),
    content: createSimilarity(catalogue, { company: [], character: genreFeatures(catalogue) }),
    'co-likes': coLikes(train),
    popularity: () => likes
  };
  return Object.fromEntries(
    Object.entries(ways).map(([name, likeness]) => [name, evaluateNeighbours(likeness, newcomers, catalogue)])
  );
}
