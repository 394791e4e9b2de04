/** Owns how tests import a file without a page: the reading, the matching and the plan that the dialog makes. */
import { strToU8 } from 'fflate';
import { asMovieId } from '#core/ids';
import {
  EMPTY_LIBRARY,
  applyChanges,
  changesFor,
  entriesOf,
  type Library,
  type LibraryEntry
} from '../src/lib/library/library.ts';
import type { MatchColumns, MovieMatcher } from '../src/lib/transfer/match.ts';
import { planImport, type FileChoices, type ImportPlan, type PlanChoices } from '../src/lib/transfer/plan.ts';
import { readFiles } from '../src/lib/transfer/read-file.ts';
import type { ImportDraft } from '../src/lib/transfer/rows.ts';

export type MovieColumns = readonly [
  movieId: number,
  title: string,
  year: number | null,
  imdb: number,
  tmdb: number
];
export const columnsOf = (movies: readonly MovieColumns[]): MatchColumns => ({
  movieId: movies.map(([movieId]) => asMovieId(movieId)),
  title: movies.map(([, title]) => title),
  year: movies.map(([, , year]) => year),
  imdbId: movies.map(([, , , imdb]) => imdb),
  tmdbId: movies.map(([, , , , tmdb]) => tmdb)
});

export type Content = string | Uint8Array;
export interface NamedContent {
  readonly name: string;
  readonly content: Content;
}

/** What picked files are read as, over one catalogue. */
export function draftOf(matcher: MovieMatcher, ...files: readonly NamedContent[]): ImportDraft {
  const picked = files.map(({ name, content }) => ({
    name,
    bytes: typeof content === 'string' ? strToU8(content) : content
  }));
  const { files: read, leftOut } = readFiles(picked);
  return { files: read.map((file) => matcher.matchFile(file)), leftOut };
}

/** As the dialog begins, and what a visitor says besides, of every file. */
export const choicesOf = (
  { files }: ImportDraft,
  said: Partial<FileChoices> = {},
  more: Partial<Omit<PlanChoices, 'files'>> = {}
): PlanChoices => ({
  files: files.map(({ scaleMax, zeroIsRating }) => ({
    ...{ scaleMax: scaleMax ?? 5, zeroIsRating, unrated: undefined },
    ...said
  })),
  replaceRatings: true,
  answers: new Map(),
  ...more
});

export function libraryAfter(library: Library, { wishes }: ImportPlan): Library {
  let after = library;
  for (const wish of wishes) after = applyChanges(after, changesFor(after, wish, 1));
  return after;
}

/** "rated 2571 4.5", "watchlist 1": the whole library in words. */
export const contentsOf = (library: Library): string[] =>
  entriesOf(library)
    .map((entry) => `${entry.list} ${entry.movieId}${entry.list === 'rated' ? ` ${entry.stars}` : ''}`)
    .sort();

export const libraryOf = (entries: readonly LibraryEntry[]): Library =>
  applyChanges(
    EMPTY_LIBRARY,
    entries.map((entry) => ({ ...entry, entry }))
  );

/** The plan of an import into an empty library. */
export const planOf = (draft: ImportDraft, said: Partial<FileChoices> = {}): ImportPlan =>
  planImport(draft, EMPTY_LIBRARY, choicesOf(draft, said));
