/**
 * Owns the step from several people's ratings to one list: pure over a model and its catalogue. The order is
 * `core/group.ts`'.
 */
import type { Catalogue } from '#core/catalogue';
import { rankForGroup, type GroupStrategy } from '#core/group';
import { asItemIndex, type MovieId } from '#core/ids';
import type { VisitorModel } from '#core/visitor-model';
import { toProfile, type RatedMovie } from './recommend.ts';

export interface TogetherRequest {
  /** By person: their ratings; movies that the release does not hold are left out. */
  readonly people: readonly (readonly RatedMovie[])[];
  readonly strategy: GroupStrategy;
  /** Length of the list. */
  readonly limit: number;
}

export interface GroupRecommendation {
  readonly movieId: MovieId;
  /** Predicted stars by person, in the order of the request; 0.5 to 5, not rounded. */
  readonly predictedStars: readonly number[];
}

export interface TogetherResult {
  /** Best first, without what anybody has rated. */
  readonly list: readonly GroupRecommendation[];
  /** Ratings by person that the model could use. */
  readonly ratingCounts: readonly number[];
  readonly elapsedMs: number;
}

/** The best movies for all of them that nobody has rated. */
export async function recommendTogether(
  model: VisitorModel,
  catalogue: Catalogue,
  { people, strategy, limit }: TogetherRequest
): Promise<TogetherResult> {
  const startMs = performance.now();
  const profiles = people.map((ratings) => toProfile(catalogue, ratings));
  const scores = await model.score(profiles);
  const rated = new Set(profiles.flatMap(({ items }) => [...items]));
  const choices = rankForGroup(scores, strategy, limit, (item) => rated.has(item));
  return {
    list: choices.map(({ itemIndex, stars }) => ({
      movieId: catalogue.movie(asItemIndex(itemIndex)).movieId,
      predictedStars: stars
    })),
    ratingCounts: profiles.map(({ items }) => items.length),
    elapsedMs: performance.now() - startMs
  };
}
