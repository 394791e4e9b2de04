/** Owns the step from a visitor's ratings to the movies to ask about next, in the ids that pages know. */
import type { Catalogue } from '#core/catalogue';
import { asItemIndex, type MovieId } from '#core/ids';
import type { VisitorModel } from '#core/visitor-model';
import { toProfile, type RatedMovie } from './recommend.ts';

export interface QuestionsRequest {
  readonly ratings: readonly RatedMovie[];
  /** Movies that the visitor was asked about; what they have not rated of them, they have not seen. */
  readonly askedMovieIds?: readonly number[];
  /** Not to be asked about; nothing is concluded from it. */
  readonly excludedMovieIds?: readonly number[];
  readonly count: number;
}

/** Most valuable first; none where the model cannot tell (the page then asks by popularity). */
export function questions(
  model: VisitorModel,
  catalogue: Catalogue,
  { ratings, askedMovieIds = [], excludedMovieIds = [], count }: QuestionsRequest
): readonly MovieId[] {
  const rowsOf = (movieIds: readonly number[]): number[] =>
    [...new Set(movieIds)].flatMap((movieId) => catalogue.indexOf(movieId) ?? []);
  const rows = model.questions?.({
    count,
    profile: toProfile(catalogue, ratings),
    asked: rowsOf(askedMovieIds),
    excluded: new Set(rowsOf(excludedMovieIds))
  });
  return (rows ?? []).map((row) => catalogue.movie(asItemIndex(row)).movieId);
}
