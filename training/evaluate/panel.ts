/**
 * Owns whom a model is judged on, in the numbers of its own catalogue: the same people, hidden ratings and order of
 * reveal for every model, also for a release whose catalogue is another one than that of the people.
 */
import type { Catalogue } from '#core/catalogue';
import { topItems } from '#core/ranking';
import type { Newcomer } from '../split.ts';
import { factsOf, renumberFacts, type Facts } from './facts.ts';

/** What the tail leaves out: the most liked movies, which every list and every popularity baseline knows. */
export const MOST_LIKED = 100;

export interface Panel {
  /** Movies that the catalogue lacks have numbers from `itemCount` on: nobody can list them. */
  readonly newcomers: readonly Newcomer[];
  readonly itemCount: number;
  /** [itemCount]: ratings of each movie in the data that the model learnt from. */
  readonly ratingCount: readonly number[];
  /** The MOST_LIKED movies of the reference catalogue. */
  readonly mostLiked: ReadonlySet<number>;
  /** What kind of movie each is, and what the crowd rates: the reference's word, too. */
  readonly facts: Facts;
}

/** The numbers that the movies of `from` have in `to`; undefined for what it lacks. */
export function numbering(from: Catalogue, to: Catalogue): (item: number) => number | undefined {
  if (from === to) return (item) => item;
  return (item) => {
    const movieId = from.file.movieId[item];
    return movieId === undefined ? undefined : to.indexOf(movieId);
  };
}

/**
 * The same, and numbers from the itemCount of `to` on for what it lacks, in the order in which they are asked for: two such
 * movies stay two.
 */
function wholeNumbering(from: Catalogue, to: Catalogue): (item: number) => number {
  const known = numbering(from, to);
  const added = new Map<number, number>();
  return (item) => {
    const number = known(item) ?? added.get(item) ?? to.itemCount + added.size;
    if (number >= to.itemCount) added.set(item, number);
    return number;
  };
}

/**
 * The panel of a model with the catalogue `own`, of people whose ratings are numbered by `people`. Which movies are the most
 * liked is the reference's to say (the training data of a comparison), so that all models leave out the same ones.
 */
export function createPanel(
  newcomers: readonly Newcomer[],
  people: Catalogue,
  own: Catalogue = people,
  reference: Catalogue = own
): Panel {
  const numberOf = wholeNumbering(people, own);
  const likes = Float32Array.from(reference.file.likeCount);
  const mostLiked = Array.from(topItems(likes, MOST_LIKED), (item) => reference.file.movieId[item]!);
  const facts = factsOf(reference);
  return {
    newcomers:
      people === own
        ? newcomers
        : newcomers.map(({ items, ...newcomer }) => ({ ...newcomer, items: items.map(numberOf) })),
    itemCount: own.itemCount,
    ratingCount: own.file.ratingCount,
    mostLiked: new Set(mostLiked.flatMap((movieId) => own.indexOf(movieId) ?? [])),
    facts: own === reference ? facts : renumberFacts(facts, numbering(own, reference))
  };
}
