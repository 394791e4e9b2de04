/** Owns the addresses of a movie's pages elsewhere: facts, where to watch it, a trailer. Pure; nothing is asked before a click. */
import type { Movie } from '#core/catalogue';

export interface Elsewhere {
  readonly name: string;
  readonly href: string;
}

/** ISO 3166 where JustWatch has another name. */
const JUSTWATCH_COUNTRIES: Readonly<Record<string, string>> = { GB: 'uk' };

/** The visitor's country as their languages tell it: "de-AT" is Austria, "pt" most likely Brazil. */
export function countryOf(languages: readonly string[]): string {
  for (const language of languages) {
    try {
      const { region } = new Intl.Locale(language);
      if (region) return region;
    } catch {
      // Some browser's odd name for a language: the next one may do.
    }
  }
  const likeliest = languages[0] === undefined ? undefined : new Intl.Locale(languages[0]).maximize().region;
  return likeliest ?? 'US';
}

/** A search for it, with its year where it has one. */
const namedIn = ({ title, year }: Pick<Movie, 'title' | 'year'>, more = ''): string =>
  encodeURIComponent([title, year, more].filter((word) => word !== null && word !== '').join(' '));

/** Where it is told about. */
export function factPages({ imdbId, tmdbId }: Pick<Movie, 'imdbId' | 'tmdbId'>): readonly Elsewhere[] {
  return [
    ...(imdbId > 0
      ? [{ name: 'IMDb', href: `https://www.imdb.com/title/tt${String(imdbId).padStart(7, '0')}/` }]
      : []),
    ...(tmdbId > 0 ? [{ name: 'TMDB', href: `https://www.themoviedb.org/movie/${tmdbId}` }] : [])
  ];
}

/** Where it may be watched in a country, and a search for its trailer. */
export function watchPages(
  movie: Pick<Movie, 'title' | 'year' | 'tmdbId'>,
  country: string
): readonly Elsewhere[] {
  const place = JUSTWATCH_COUNTRIES[country] ?? country.toLowerCase();
  return [
    ...(movie.tmdbId > 0
      ? [
          {
            name: 'Where to watch',
            href: `https://www.themoviedb.org/movie/${movie.tmdbId}/watch?locale=${country}`
          }
        ]
      : []),
    {
      name: 'JustWatch',
      href: `https://www.justwatch.com/${place}/search?q=${encodeURIComponent(movie.title)}`
    },
    { name: 'Trailer', href: `https://www.youtube.com/results?search_query=${namedIn(movie, 'trailer')}` }
  ];
}
