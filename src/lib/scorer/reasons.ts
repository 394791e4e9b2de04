/**
 * Owns the one line why, for each of some movies: the rating or the taste that really moves the movie up the list. It speaks of
 * the value that orders the list (core/order.ts), and what a rating does is what taking it away does. `explain.ts` tells the
 * whole. Pure.
 */
import { TASTE_DIMENSIONS, type TasteDimension } from '#core/affinity';
import type { Catalogue } from '#core/catalogue';
import { asItemIndex, type MovieId } from '#core/ids';
import type { ExplainedValue, VisitorModel } from '#core/visitor-model';
import { toProfile, type RatedMovie } from './recommend.ts';

export interface ReasonsRequest {
  readonly ratings: readonly RatedMovie[];
  readonly movieIds: readonly number[];
}

/** Why a movie stands where it does: a rating without which it would stand lower, or a kind that the visitor likes. */
export type Reason = { readonly movieId: MovieId } & (
  | { readonly because: { readonly movieId: MovieId; readonly stars: number } }
  | { readonly taste: { readonly dimension: TasteDimension; readonly kind: string } }
);

/** Of the value, in nats: what adds less is not worth a sentence. */
const LEAST_EFFECT = 0.02;
/** A taste is the reason where it adds this much and more than any rating. */
const LEAST_TASTE = 0.3;
/** Nobody is told that they get a movie because they gave another one few stars. */
const LEAST_STARS = 3.5;
/** How often one reason may stand, while another has at least this share of its effect. */
const MOST_REPEATS = 3;
const NEARLY_AS_TRUE = 0.6;

interface Candidate {
  readonly key: string;
  readonly effect: number;
  readonly reason:
    | Omit<Extract<Reason, { because: unknown }>, 'movieId'>
    | Omit<Extract<Reason, { taste: unknown }>, 'movieId'>;
}

/** What speaks for a movie, the strongest first. */
function candidatesOf(
  { value, without, tastes }: ExplainedValue,
  movieIds: readonly MovieId[],
  stars: Float32Array
): Candidate[] {
  const ratings = Array.from(without, (rest, k): Candidate => ({
    key: `rating ${movieIds[k]}`,
    effect: stars[k]! >= LEAST_STARS ? value - rest : 0,
    reason: { because: { movieId: movieIds[k]!, stars: stars[k]! } }
  }));
  const kinds = tastes
    .filter(({ adds }) => adds >= LEAST_TASTE)
    .map(({ dimension, kind, adds }): Candidate => ({
      key: `taste ${TASTE_DIMENSIONS.indexOf(dimension)} ${kind}`,
      effect: adds,
      reason: { taste: { dimension, kind } }
    }));
  return [...ratings, ...kinds]
    .filter(({ effect }) => effect >= LEAST_EFFECT)
    .sort((a, b) => b.effect - a.effect);
}

/** A reason for each of the movies that has one; none where the model cannot take its order apart. */
export async function reasons(
  model: VisitorModel,
  catalogue: Catalogue,
  { ratings, movieIds }: ReasonsRequest
): Promise<readonly Reason[]> {
  const profile = toProfile(catalogue, ratings);
  const rows = movieIds.flatMap((movieId) => catalogue.indexOf(movieId) ?? []);
  const explained = profile.items.length > 0 ? await model.explainValues?.(profile, rows) : undefined;
  const rated = Array.from(profile.items, (item) => catalogue.movie(asItemIndex(item)).movieId);
  const used = new Map<string, number>();
  return (explained ?? []).flatMap((movie, k) => {
    const candidates = candidatesOf(movie, rated, profile.stars);
    const [strongest] = candidates;
    if (!strongest) return [];
    const fresh = candidates.find(
      ({ key, effect }) => (used.get(key) ?? 0) < MOST_REPEATS && effect >= NEARLY_AS_TRUE * strongest.effect
    );
    const { key, reason } = fresh ?? strongest;
    used.set(key, (used.get(key) ?? 0) + 1);
    return { movieId: catalogue.movie(rows[k]!).movieId, ...reason };
  });
}
