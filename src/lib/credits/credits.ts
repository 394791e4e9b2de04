/** Owns what the credits of a release say of one movie: who made it, and which others are by them or of its series. Pure. */
import type { CreditsFile } from '#core/credits-file';
import type { MovieId } from '#core/ids';

export interface MovieCredits {
  /** Names; none where the release has no names. */
  readonly directors: readonly string[];
  readonly cast: readonly string[];
  readonly seriesName: string | undefined;
  /** The other movies of its directors, and of its series. */
  readonly byDirectors: readonly MovieId[];
  readonly inSeries: readonly MovieId[];
}

export interface Credits {
  readonly file: CreditsFile;
  /** Undefined where nothing is known of the movie. */
  of(movieId: MovieId): MovieCredits | undefined;
}

/** The movies of each number. */
function moviesByNumber(
  { movieId }: CreditsFile,
  numbersOf: (place: number) => readonly number[]
): ReadonlyMap<number, readonly MovieId[]> {
  const movies = new Map<number, MovieId[]>();
  for (const [place, id] of movieId.entries()) {
    for (const number of numbersOf(place)) {
      const known = movies.get(number);
      if (known) known.push(id);
      else movies.set(number, [id]);
    }
  }
  return movies;
}

export function createCredits(file: CreditsFile): Credits {
  const { movieId, directors, directorNames = [], series, seriesNames = [], cast, castNames = [] } = file;
  const places = new Map(movieId.map((id, place) => [id, place]));
  const directed = moviesByNumber(file, (place) => directors[place] ?? []);
  const ofSeries = moviesByNumber(file, (place) => (series[place] ? [series[place]] : []));
  const named = (numbers: readonly number[] = [], names: readonly string[]): string[] =>
    numbers.flatMap((number) => names[number] ?? []);
  return {
    file,
    of(id) {
      const place = places.get(id);
      if (place === undefined) return undefined;
      const others = (all: readonly MovieId[]): MovieId[] =>
        [...new Set(all)].filter((other) => other !== id);
      const own = directors[place] ?? [];
      const number = series[place] ?? 0;
      return {
        directors: named(own, directorNames),
        cast: named(cast?.[place], castNames),
        seriesName: seriesNames[number - 1],
        byDirectors: others(own.flatMap((director) => directed.get(director) ?? [])),
        inSeries: others(ofSeries.get(number) ?? [])
      };
    }
  };
}
