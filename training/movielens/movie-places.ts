/** Owns the catalogue's languages and countries: from the ids of credits.csv to columns in itemIndex order. */
import type { CatalogueFile } from '#core/catalogue';
import { codesOf, COUNTRY_CODES, LANGUAGE_CODES } from './places.ts';
import type { MovieLensTables } from './tables.ts';

/** A language of fewer rated movies is a feature together with all others of that kind. */
const LEAST_MOVIES = 20;
/** Each is a number of every movie's vector on the visitor's device. */
const MOST_FEATURED = 12;

export interface MoviePlaces {
  /** Nothing where the dataset has no credits. */
  readonly columns: Pick<CatalogueFile, 'languageNames' | 'languages' | 'countryNames' | 'countries'>;
  readonly featuredLanguages: number;
}

/** Codes in order of how many rated movies have them, then of all; and each movie's. */
function coded(
  codes: readonly (readonly string[])[],
  ratedCount: number
): { names: string[]; indices: number[][]; rated: number[] } {
  const uses = new Map<string, { rated: number; all: number }>();
  codes.forEach((own, item) => {
    for (const code of own) {
      const use = uses.get(code) ?? { rated: 0, all: 0 };
      uses.set(code, { rated: use.rated + (item < ratedCount ? 1 : 0), all: use.all + 1 });
    }
  });
  const ordered = [...uses].sort(([a, x], [b, y]) => y.rated - x.rated || y.all - x.all || (a < b ? -1 : 1));
  const placeOf = new Map(ordered.map(([code], place) => [code, place]));
  return {
    names: ordered.map(([code]) => code),
    indices: codes.map((own) => own.flatMap((code) => placeOf.get(code) ?? [])),
    rated: ordered.map(([, use]) => use.rated)
  };
}

/** `movieIds` in itemIndex order, the `ratedCount` first of which were rated. */
export function placesOf(
  { credits }: Pick<MovieLensTables, 'credits'>,
  movieIds: readonly number[],
  ratedCount: number
): MoviePlaces {
  if (!credits) return { columns: {}, featuredLanguages: 0 };
  const byMovie = new Map(credits.map((row) => [row.movieId, row]));
  const rows = movieIds.map((movieId) => byMovie.get(movieId));
  const languages = coded(
    rows.map((row) => codesOf(row?.languages ?? [], LANGUAGE_CODES)),
    ratedCount
  );
  const countries = coded(
    rows.map((row) => codesOf(row?.countries ?? [], COUNTRY_CODES)),
    ratedCount
  );
  const common = languages.rated.findIndex((count) => count < LEAST_MOVIES);
  return {
    columns: {
      languageNames: languages.names,
      languages: languages.indices,
      countryNames: countries.names,
      countries: countries.indices
    },
    featuredLanguages: Math.min(MOST_FEATURED, common < 0 ? languages.names.length : common)
  };
}
