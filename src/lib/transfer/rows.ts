/**
 * Owns what a file of another service becomes: rows that say what was thought of which movie, whatever
 * service wrote them. `read-file.ts` makes them, `match.ts` finds their movies, `plan.ts` says what they change.
 */
import type { MovieId } from '#core/ids';
import type { LibraryList } from '$lib/library/library';

export type Source = 'yamr' | 'movielens' | 'letterboxd' | 'imdb' | 'trakt' | 'table';
export const SOURCE_NAMES: Readonly<Record<Source, string>> = {
  yamr: 'YAMR',
  movielens: 'MovieLens',
  letterboxd: 'Letterboxd',
  imdb: 'IMDb',
  trakt: 'Trakt',
  table: 'a table'
};

export interface ImportRow {
  /** The file inside the archive, or the file itself. */
  readonly file: string;
  /** Counted as an editor does, from 1; in JSON the place in its list. */
  readonly line: number;
  readonly list: LibraryList;
  /** As the service counts, on its scale; only of rated rows. */
  readonly value?: number;
  readonly addedAtMs?: number;
  readonly movieId?: number;
  readonly imdbId?: number;
  readonly tmdbId?: number;
  readonly title?: string;
  readonly year?: number;
  /** Why nothing can be made of the row, in words. */
  readonly problem?: string;
}

/** The highest rating of the scale: 5 (half stars or whole ones) or 10, or 100. */
export type ScaleMax = 5 | 10 | 100;

export interface ParsedImport {
  readonly source: Source;
  readonly scaleMax: ScaleMax;
  readonly rows: readonly ImportRow[];
}

export type Match =
  | { readonly kind: 'matched'; readonly movieId: MovieId }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly MovieId[] }
  | { readonly kind: 'unmatched'; readonly reason: string };

export interface MatchedRow extends ImportRow {
  readonly match: Match;
}

/** What a preview is made from. */
export interface ImportDraft extends Omit<ParsedImport, 'rows'> {
  readonly rows: readonly MatchedRow[];
}

/** The scale that a list of ratings is on: the smallest that holds them all, at least the one expected. */
export function detectScale(values: readonly number[], expected: ScaleMax): ScaleMax {
  let highest: number = 0;
  for (const value of values) highest = Math.max(highest, value);
  if (highest > 10) return 100;
  return highest > 5 ? 10 : expected;
}

/** A rating on another scale as half stars, 0.5 at least. */
export function toStars(value: number, scaleMax: ScaleMax): number {
  return Math.min(5, Math.max(0.5, Math.round((value / scaleMax) * 10) / 2));
}
