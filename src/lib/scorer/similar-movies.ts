/** Owns the step from a movie to the movies like it: pure over a model and its catalogue, as `recommend.ts` is. */
import type { Catalogue } from '#core/catalogue';
import { asItemIndex, type MovieId } from '#core/ids';
import { topItems } from '#core/ranking';
import { createSimilarity } from '#core/similar';
import type { ItemKnowledge, VisitorModel } from '#core/visitor-model';
import { itemContent } from '#core/yamr-items';

export interface SimilarRequest {
  readonly movieId: number;
  /** Length of the list. */
  readonly limit: number;
  /** Kept off the list, for example what the visitor has rated or hidden. */
  readonly excludedMovieIds?: readonly number[];
}

export interface SimilarMovie {
  readonly movieId: MovieId;
  /** Higher is more alike; only the order means anything. */
  readonly similarity: number;
}

/** Likeness by content alone, for models that know nothing of movies; made once a catalogue. */
const fallbacks = new WeakMap<Catalogue, ItemKnowledge['similarTo']>();

function contentSimilarity(catalogue: Catalogue): ItemKnowledge['similarTo'] {
  let similarity = fallbacks.get(catalogue);
  if (!similarity) {
    similarity = createSimilarity(catalogue, { company: [], character: itemContent(catalogue) });
    fallbacks.set(catalogue, similarity);
  }
  return similarity;
}

/** The movies most like one, best first; none for a movie that the release does not hold. */
export function similarMovies(
  model: VisitorModel,
  catalogue: Catalogue,
  { movieId, limit, excludedMovieIds = [] }: SimilarRequest
): readonly SimilarMovie[] {
  const itemIndex = catalogue.indexOf(movieId);
  if (itemIndex === undefined) return [];
  const { knowledge } = model;
  const similarity = knowledge ? knowledge.similarTo(itemIndex) : contentSimilarity(catalogue)(itemIndex);
  const excluded = new Set<number | undefined>(excludedMovieIds.map((id) => catalogue.indexOf(id)));
  excluded.add(itemIndex);
  return Array.from(
    topItems(similarity, limit, (item) => excluded.has(item)),
    (item) => ({ movieId: catalogue.movie(asItemIndex(item)).movieId, similarity: similarity[item]! })
  );
}
