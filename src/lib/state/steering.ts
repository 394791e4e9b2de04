/** Owns what a visitor can steer, and how it stands in the address of the page: pure, both ways. */
import { DEFAULT_DIALS } from '#core/list';
import { LIST_SORTS, type ListFilter, type ListSort } from '$lib/scorer/steer';

/** fresh: what is on no list of the library. all: whatever was not hidden. watchlist: nothing else. */
export const SHOWN = ['fresh', 'all', 'watchlist'] as const;
export type Shown = (typeof SHOWN)[number];

export interface Steering {
  readonly sort: ListSort;
  readonly show: Shown;
  readonly genresIn: readonly string[];
  readonly genresOut: readonly string[];
  /** ISO 639 codes: movies of any of them. */
  readonly languagesIn: readonly string[];
  readonly fromYear: number | undefined;
  readonly toYear: number | undefined;
  readonly minStars: number | undefined;
  /** Familiar to adventurous, percent: 0 to 100. */
  readonly adventurous: number;
  /** Popular to obscure, percent: -100 to 100. */
  readonly obscure: number;
}

export const UNSTEERED: Steering = {
  sort: 'best',
  show: 'fresh',
  genresIn: [],
  genresOut: [],
  languagesIn: [],
  fromYear: undefined,
  toYear: undefined,
  minStars: undefined,
  adventurous: 100 * DEFAULT_DIALS.diversity,
  obscure: 100 * DEFAULT_DIALS.obscurity
};

/** The names in the address, one a field. */
const PARAMETERS = {
  sort: 'sort',
  show: 'show',
  genresIn: 'genres',
  genresOut: 'without',
  languagesIn: 'languages',
  fromYear: 'from',
  toYear: 'to',
  minStars: 'stars',
  adventurous: 'adventurous',
  obscure: 'obscure'
} as const satisfies Record<keyof Steering, string>;

function numberOf(text: string | null, low: number, high: number): number | undefined {
  const value = text === null || text === '' ? NaN : Number(text);
  return value >= low && value <= high ? value : undefined;
}

/** Reads an address; whatever makes no sense is as if it were not there. */
export function readSteering(parameters: URLSearchParams): Steering {
  const get = (field: keyof Steering): string | null => parameters.get(PARAMETERS[field]);
  const names = (field: 'genresIn' | 'genresOut' | 'languagesIn'): readonly string[] => [
    ...new Set((get(field) ?? '').split(',').filter(Boolean))
  ];
  return {
    sort: LIST_SORTS.find((sort) => sort === get('sort')) ?? UNSTEERED.sort,
    show: SHOWN.find((show) => show === get('show')) ?? UNSTEERED.show,
    genresIn: names('genresIn'),
    genresOut: names('genresOut'),
    languagesIn: names('languagesIn'),
    fromYear: numberOf(get('fromYear'), 1800, 2200),
    toYear: numberOf(get('toYear'), 1800, 2200),
    minStars: numberOf(get('minStars'), 0.5, 5),
    adventurous: numberOf(get('adventurous'), 0, 100) ?? UNSTEERED.adventurous,
    obscure: numberOf(get('obscure'), -100, 100) ?? UNSTEERED.obscure
  };
}

/** The address with this steering in it: only what differs from the default, other parameters untouched. */
export function writeSteering(url: URL, steering: Steering): URL {
  const next = new URL(url);
  for (const field of Object.keys(PARAMETERS) as (keyof Steering)[]) {
    const text = String(steering[field] ?? '');
    if (text === String(UNSTEERED[field] ?? '')) next.searchParams.delete(PARAMETERS[field]);
    else next.searchParams.set(PARAMETERS[field], text);
  }
  return next;
}

export const sameSteering = (a: Steering, b: Steering): boolean =>
  (Object.keys(PARAMETERS) as (keyof Steering)[]).every((field) => String(a[field]) === String(b[field]));

/** Whether it leaves out movies by what they are. */
export const isFiltered = ({
  genresIn,
  genresOut,
  languagesIn,
  fromYear,
  toYear,
  minStars
}: Steering): boolean =>
  genresIn.length + genresOut.length + languagesIn.length > 0 ||
  [fromYear, toYear, minStars].some((limit) => limit !== undefined);

/** The filter as the scorer takes it. */
export function filterOf(steering: Steering, watchlist: () => readonly number[]): ListFilter {
  const { genresIn, genresOut, languagesIn, fromYear, toYear, minStars, show } = steering;
  return {
    genresIn,
    genresOut,
    ...(languagesIn.length > 0 && { languagesIn }),
    ...(fromYear !== undefined && { fromYear }),
    ...(toYear !== undefined && { toYear }),
    ...(minStars !== undefined && { minStars }),
    ...(show === 'watchlist' && { onlyMovieIds: watchlist() })
  };
}
