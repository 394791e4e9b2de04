/** Owns what kind of movie each item is, for the measures of taste: genres, language, decade, series, where the catalogue says. */
import type { Catalogue } from '#core/catalogue';
import { sharesOf, type Shares } from '#core/metrics/share-distance';

export const DIMENSIONS = ['genres', 'languages', 'decades'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type ByDimension<T> = Readonly<Record<Dimension, T>>;

/** By item; movies that a catalogue lacks have no kind. */
export interface Facts {
  readonly kindsOf: ByDimension<(item: number) => readonly string[]>;
  /** 0 for none; absent where no series is known. */
  readonly seriesOf?: (item: number) => number;
  /** What people rate, by the ratings that the data hold: the taste of the crowd. */
  readonly crowd: ByDimension<Shares>;
}

const NO_KINDS: readonly string[] = [];

/** What a catalogue says of its own items. */
export function factsOf({ file, itemCount }: Catalogue): Facts {
  const { languages, languageNames = [], series } = file;
  const genres = file.genres.map((own) => own.map((genre) => file.genreNames[genre] ?? ''));
  const kindsOf = {
    genres: (item: number) => genres[item] ?? NO_KINDS,
    languages: (item: number) =>
      languages?.[item]?.map((language) => languageNames[language] ?? '') ?? NO_KINDS,
    decades: (item: number) => {
      const year = file.year[item];
      return year === undefined || year === null ? NO_KINDS : [`${year - (year % 10)}s`];
    }
  };
  const everything = Int32Array.from({ length: itemCount }, (_, item) => item);
  const crowdOf = (dimension: Dimension): Shares =>
    sharesOf(everything, kindsOf[dimension], (item) => file.ratingCount[item]!);
  return {
    kindsOf,
    ...(series && { seriesOf: (item: number) => series[item] ?? 0 }),
    crowd: { genres: crowdOf('genres'), languages: crowdOf('languages'), decades: crowdOf('decades') }
  };
}

/** The same facts in the numbers of another catalogue: `numberOf` takes its items to those of the facts. */
export function renumberFacts(
  { kindsOf, seriesOf, crowd }: Facts,
  numberOf: (item: number) => number | undefined
): Facts {
  const of = (dimension: Dimension) => (item: number) => {
    const number = numberOf(item);
    return number === undefined ? NO_KINDS : kindsOf[dimension](number);
  };
  return {
    kindsOf: { genres: of('genres'), languages: of('languages'), decades: of('decades') },
    ...(seriesOf && {
      seriesOf: (item: number) => {
        const number = numberOf(item);
        return number === undefined ? 0 : seriesOf(number);
      }
    }),
    crowd
  };
}
