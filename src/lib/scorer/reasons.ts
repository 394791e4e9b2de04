/**
 * Owns the one line why: which of the visitor's ratings speaks most for each of some movies. Little crosses
 * the worker, because it is asked for with every list; `explain.ts` tells the whole. Pure.
 */
import type { Catalogue } from '#core/catalogue';
import { asItemIndex, type MovieId } from '#core/ids';
import type { VisitorModel } from '#core/visitor-model';
import { toProfile, type RatedMovie } from './recommend.ts';

export interface ReasonsRequest {
  readonly ratings: readonly RatedMovie[];
  readonly movieIds: readonly number[];
}

/** The past rating that adds most to a movie's predicted stars. */
export interface Reason {
  readonly movieId: MovieId;
  readonly because: { readonly movieId: MovieId; readonly stars: number; readonly share: number };
}

/** Stars that a rating must add to be worth a sentence. */
const LEAST_SHARE = 0.01;

/** A reason for each of the movies that has one; none where the model cannot take its predictions apart. */
export function reasons(
  model: VisitorModel,
  catalogue: Catalogue,
  { ratings, movieIds }: ReasonsRequest
): readonly Reason[] {
  const profile = toProfile(catalogue, ratings);
  const rows = movieIds.flatMap((movieId) => catalogue.indexOf(movieId) ?? []);
  const explained = profile.items.length > 0 ? model.explainRatings?.(profile, rows) : undefined;
  return (explained ?? []).flatMap(({ shares }, k) => {
    let best = 0;
    for (let i = 1; i < shares.length; i++) if (shares[i]! > shares[best]!) best = i;
    const share = shares[best]!;
    if (!(share >= LEAST_SHARE)) return [];
    const because = {
      movieId: catalogue.movie(asItemIndex(profile.items[best]!)).movieId,
      stars: profile.stars[best]!,
      share
    };
    return { movieId: catalogue.movie(rows[k]!).movieId, because };
  });
}
