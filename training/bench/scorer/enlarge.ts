/** Owns a catalogue of any size for the benchmark: a release whose movies are repeated under new ids and titles. */
import type { Bundle } from '#core/bundle';
import { catalogueRows, createCatalogue, joinCatalogues, type CatalogueFile } from '#core/catalogue';
import type { MovieId } from '#core/ids';

/** The release of the model `yamr` with `itemCount` movies: those that it has no rows for are computed from their content. */
export function enlarge(bundle: Bundle, itemCount: number): Bundle {
  const { itemCount: own, file } = bundle.catalogue;
  const highestId = file.movieId.reduce((highest, movieId) => Math.max(highest, movieId), 0);
  const more = Math.ceil(Math.max(0, itemCount - own) / own);
  const copies = Array.from({ length: more }, (_, k): CatalogueFile => ({
    ...file,
    movieId: file.movieId.map((movieId) => ((k + 1) * highestId + movieId) as MovieId),
    title: file.title.map((title) => `${title} ${k + 1}`)
  }));
  const all = joinCatalogues([file, ...copies]);
  return { ...bundle, catalogue: createCatalogue(catalogueRows(all, 0, itemCount)) };
}
