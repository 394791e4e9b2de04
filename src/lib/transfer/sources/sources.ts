/**
 * Owns the table of sources: how a service's files are known, the scale it rates on, whose numbers it writes, and what
 * a row without stars says in each of its files. What stands here for no file is asked.
 */
import type { Mark, ScaleMax } from '../rows.ts';
import { columnsOf } from './columns.ts';

export type Source =
  | 'yamr'
  | 'movielens'
  | 'letterboxd'
  | 'imdb'
  | 'trakt'
  | 'tmdb'
  | 'simkl'
  | 'criticker'
  | 'kinobaza'
  | 'kinorium'
  | 'table';

export interface SourceFacts {
  readonly name: string;
  readonly scaleMax: ScaleMax;
  /** Whether a 0 is a rating there; undefined where that is not known. */
  readonly zeroIsRating?: boolean;
  /** Whether all that it lists are movies, so that its TMDB numbers are those of movies. */
  readonly isMoviesOnly: boolean;
  /** Columns that hold its owner's ratings, where others of a usual name hold everybody's. */
  readonly ratingColumns?: readonly string[];
  /** Whether a table with these columns, in a file of this name, is the service's. */
  readonly isOf: (columns: ReadonlySet<string>, path: string) => boolean;
  /** What a row without stars says, by the file's path: the first that fits. */
  readonly files: readonly (readonly [path: RegExp, mark: Mark])[];
}

/** Whether a table has titles, in any service's words. */
const namesTitles = (columns: ReadonlySet<string>): boolean =>
  columnsOf([...columns]).places.has('title') || columnsOf([...columns]).places.has('originalTitle');

/** In any service's words, for whole names of files: a list of what to watch is one wherever it comes from. */
const WATCHLIST =
  /(?:^|\/)[^/]*(?:watch[-_ ]?list|wish[-_ ]?list|plan[-_ ]?to[-_ ]?watch|to[-_ ]?watch)[^/]*$/i;

export const SOURCES: Readonly<Record<Source, SourceFacts>> = {
  yamr: { name: 'YAMR', scaleMax: 5, zeroIsRating: false, isMoviesOnly: true, isOf: () => false, files: [] },
  movielens: {
    name: 'MovieLens',
    scaleMax: 5,
    zeroIsRating: false,
    isMoviesOnly: true,
    isOf: (columns) =>
      columns.has('movieid') &&
      (['userid', 'timestamp', 'averagerating', 'genres'].some((name) => columns.has(name)) ||
        (columns.has('imdbid') && columns.has('tmdbid')) ||
        !namesTitles(columns)),
    files: [
      [WATCHLIST, 'watchlist'],
      [/hidden[^/]*$/i, 'hidden'],
      [/(?:^|\/)(?:movies|links|tags|genome[^/]*|[^/]*-tags)\.csv$/i, 'nothing']
    ]
  },
  letterboxd: {
    name: 'Letterboxd',
    scaleMax: 5,
    zeroIsRating: false,
    isMoviesOnly: true,
    isOf: (columns) =>
      columns.has('letterboxduri') ||
      (columns.has('imdbid') && columns.has('watcheddate')) ||
      (columns.has('rating10') && columns.has('title')),
    files: [
      [/(?:^|\/)lists\//i, 'ask'],
      [/(?:^|\/)likes\//i, 'ask'],
      [WATCHLIST, 'watchlist'],
      [/(?:^|\/)(?:watched|diary|reviews)[^/]*\.csv$/i, 'seen']
    ]
  },
  imdb: {
    name: 'IMDb',
    scaleMax: 10,
    zeroIsRating: false,
    isMoviesOnly: false,
    isOf: (columns) => columns.has('const') || columns.has('imdbconst') || columns.has('imdbrating'),
    files: [[WATCHLIST, 'watchlist']]
  },
  trakt: {
    name: 'Trakt',
    scaleMax: 10,
    zeroIsRating: false,
    isMoviesOnly: false,
    ratingColumns: ['rating', 'yourrating', 'myrating', 'userrating'],
    isOf: (columns) =>
      ['traktid', 'traktrating', 'ratedat', 'collectedat', 'listedat'].some((name) => columns.has(name)),
    files: [
      [/lists?-list-|favou?rites/i, 'ask'],
      [/hidden[-_]?(?:recommendations|movies)/i, 'hidden'],
      [/hidden|comments|likes|followers|following|user-|lists-lists/i, 'nothing'],
      [/collection/i, 'ask'],
      [WATCHLIST, 'watchlist'],
      [/watched|history/i, 'seen']
    ]
  },
  tmdb: {
    name: 'TMDB',
    scaleMax: 10,
    zeroIsRating: false,
    isMoviesOnly: false,
    ratingColumns: ['yourrating', 'myrating', 'userrating'],
    isOf: (columns) => columns.has('tmdbid') && columns.has('releasedate') && columns.has('type'),
    files: [[WATCHLIST, 'watchlist']]
  },
  simkl: {
    name: 'Simkl',
    scaleMax: 10,
    zeroIsRating: false,
    isMoviesOnly: false,
    isOf: (columns) => columns.has('simklid'),
    files: []
  },
  criticker: {
    name: 'Criticker',
    scaleMax: 100,
    zeroIsRating: true,
    isMoviesOnly: false,
    isOf: (columns) => columns.has('filmname') || columns.has('tier') || columns.has('criticker'),
    files: [[WATCHLIST, 'watchlist']]
  },
  kinobaza: {
    name: 'KinoBaza',
    scaleMax: 10,
    zeroIsRating: false,
    isMoviesOnly: false,
    isOf: (columns, path) =>
      /kinobaza|кінобаза/i.test(path) ||
      columns.has('nameuk') ||
      columns.has('kinobazaid') ||
      columns.has('назва'),
    files: [[WATCHLIST, 'watchlist']]
  },
  kinorium: {
    name: 'Kinorium',
    scaleMax: 10,
    zeroIsRating: false,
    isMoviesOnly: false,
    isOf: (columns, path) =>
      /kinorium/i.test(path) || (columns.has('myrating') && columns.has('originaltitle')),
    files: [[WATCHLIST, 'watchlist']]
  },
  table: {
    name: 'a table',
    scaleMax: 5,
    isMoviesOnly: false,
    isOf: () => true,
    files: [[WATCHLIST, 'watchlist']]
  }
};

/** The more certain first. */
const ORDER: readonly Source[] = [
  ...([
    'letterboxd',
    'simkl',
    'trakt',
    'movielens',
    'criticker',
    'tmdb',
    'kinobaza',
    'imdb',
    'kinorium'
  ] as const),
  'table'
];

/** Sources that a table can be said to be from. */
export const TABLE_SOURCES = ORDER;

/** Which service wrote a table, by columns that no other has, and by what its file is called. */
export const sourceOf = (columns: ReadonlySet<string>, path: string): Source =>
  ORDER.find((source) => SOURCES[source].isOf(columns, path)) ?? 'table';

/** What rows without stars say in a file. */
export const markOf = (source: Source, path: string): Mark =>
  SOURCES[source].files.find(([pattern]) => pattern.test(path))?.[1] ?? 'ask';

/** What a service calls what its owner did with a title. Words that stand here for nothing are asked. */
const STATUS: readonly (readonly [RegExp, Mark])[] = [
  [/^(?:completed?|watched|seen|finished|переглянуто|переглянув|просмотрено|gesehen|vu|vista)$/, 'seen'],
  [
    /^(?:plantowatch|watchlist|planned|towatch|wish|wishlist|wanttowatch|планую|будудивитися|будусмотреть)$/,
    'watchlist'
  ],
  [/^(?:notinteresting|notinterested|ignored|hidden|нецікаво)$/, 'hidden']
];
export const markOfStatus = (plain: string): Mark =>
  STATUS.find(([pattern]) => pattern.test(plain))?.[1] ?? 'ask';

/** Parts of archives that hold no opinion on a movie, or one that was withdrawn: by path, with the reason. */
const WITHOUT_OPINIONS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)deleted\//i, 'it holds what you have deleted there'],
  [/(?:^|\/)orphaned\//i, 'it holds what was taken off that service'],
  [/(?:^|\/)(?:profile|user-profile|user-settings)\.(?:csv|json)$/i, 'it is about you, not about movies'],
  [/(?:^|\/)comments(?:-[^/]*)?\.(?:csv|json)$/i, 'comments are no ratings'],
  [
    /(?:^|\/)(?:(?:watched|collection|comments|hidden)[^/]*-shows|[^/]+-(?:seasons|episodes))[^/]*\.json$/i,
    'it is about series'
  ],
  [/(?:^|\/)lists-lists\.json$/i, 'it names lists, not movies'],
  [/(?:^|\/)likes\/(?:reviews|lists)\.csv$/i, 'it is about what others wrote'],
  [/(?:^|\/)likes-(?:lists|comments)[^/]*\.json$/i, 'it is about what others wrote']
];
export const reasonToLeaveOut = (path: string): string | undefined =>
  WITHOUT_OPINIONS.find(([pattern]) => pattern.test(path))?.[1];

/** Of two files that tell of a movie: a list of ratings says it better than a diary. */
export const rankOf = (path: string): number =>
  /(?:^|\/)(?:diary|reviews|[^/]*history[^/]*)\.(?:csv|json)$/i.test(path) ? 0 : 1;
