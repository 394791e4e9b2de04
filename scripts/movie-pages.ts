/** Owns what stands on the pages of single movies (core/movie-page.ts), made of the release in use. */
import type { Catalogue, Movie } from '#core/catalogue';
import { ratedRows } from '#core/catalogue';
import { asItemIndex } from '#core/ids';
import { slugOf, type MoviePage } from '#core/movie-page';
import { topItems } from '#core/ranking';
import type { VisitorModel } from '#core/visitor-model';

/** The most rated: those that people look for. Each page costs the build some 50 ms. */
const PAGES = 250;
const SIMILAR = 12;

export function moviePages(model: VisitorModel, catalogue: Catalogue): readonly MoviePage[] {
  const { knowledge } = model;
  if (!knowledge) return [];
  const rated = ratedRows(catalogue);
  const count = Math.min(PAGES, rated);
  const movieOf = (row: number): Movie => catalogue.movie(asItemIndex(row));
  return Array.from({ length: count }, (_, row) => {
    const likeness = knowledge.similarTo(row);
    const neighbours = topItems(likeness, SIMILAR, (other) => other === row || other >= rated);
    return {
      movie: movieOf(row),
      slug: slugOf(movieOf(row).title),
      similar: Array.from(neighbours, (other) => ({
        movie: movieOf(other),
        ...(other < count && { slug: slugOf(movieOf(other).title) })
      }))
    };
  });
}
