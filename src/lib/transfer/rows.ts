/**
 * Owns what a file of another service becomes: rows that say what was thought of which movie, whatever
 * service wrote them. `read-file.ts` makes them, `match.ts` finds their movies, `plan.ts` says what they change.
 */
import type { MovieId } from '#core/ids';
import type { FileSettings } from './settings.ts';
import type { Source } from './sources/sources.ts';

/** What a row without stars says. "Seen" takes a movie off the list for good, so it is never a guess. */
export type Meaning = 'seen' | 'watchlist' | 'hidden' | 'nothing';
/** `ask`: the file does not say; one question a file. */
export type Mark = Meaning | 'ask';

/** Services count movies and series apart: a number is a movie's only if the row is one. */
export type TitleKind = 'movie' | 'series' | 'unknown';

export interface ImportRow {
  /** Counted as an editor does, from 1; in JSON the place in its list. */
  readonly line: number;
  /** As the service counts, on its scale; a 0 may be a rating or none. */
  readonly value?: number;
  /** "8/10": the highest rating, where the row says it itself. It counts more than the file's. */
  readonly outOf?: number;
  /** What the row says if it has no rating; a watchlist says so beside one. */
  readonly mark: Mark;
  readonly addedAtMs?: number;
  readonly movieId?: number;
  readonly imdbId?: number;
  readonly tmdbId?: number;
  readonly kind: TitleKind;
  readonly title?: string;
  readonly originalTitle?: string;
  readonly year?: number;
  /** Why nothing can be made of the row, in words. */
  readonly problem?: string;
}

/** The highest rating of a scale. */
export type ScaleMax = 4 | 5 | 10 | 20 | 100;
export const SCALES: readonly ScaleMax[] = [4, 5, 10, 20, 100];

/** One file, or one of an archive. */
export interface ParsedFile {
  readonly name: string;
  readonly source: Source;
  /** As it was read; whatever is in it can be chosen otherwise. */
  readonly settings: FileSettings;
  /** Undefined where no row has a rating, or each says its scale itself. */
  readonly scaleMax?: ScaleMax;
  readonly zeros: number;
  /** Whether the scale begins at 0, so that a 0 is the worst rating; undefined where only the visitor knows. */
  readonly zeroIsRating?: boolean;
  /** Whether its numbers may be anybody's. */
  readonly asksNumbers: boolean;
  /** Whether it has dates that can be read in two ways. */
  readonly asksDates: boolean;
  /** Of two files that tell of a movie, the one that says it best: a list of ratings before a diary. */
  readonly rank: number;
  readonly rows: readonly ImportRow[];
  /** Why nothing could be read of it as it was read. */
  readonly problem?: string;
}

export interface LeftOutFile {
  readonly name: string;
  readonly reason: string;
}

export interface ParsedImport {
  readonly files: readonly ParsedFile[];
  readonly leftOut: readonly LeftOutFile[];
}

export type Match =
  | { readonly kind: 'matched'; readonly movieId: MovieId }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly MovieId[]; readonly why: string }
  | { readonly kind: 'unmatched'; readonly reason: string };

export interface MatchedRow extends ImportRow {
  readonly match: Match;
}
export interface MatchedFile extends Omit<ParsedFile, 'rows'> {
  readonly rows: readonly MatchedRow[];
}

/** What a preview is made from. */
export interface ImportDraft {
  readonly files: readonly MatchedFile[];
  readonly leftOut: readonly LeftOutFile[];
}

/**
 * The scale that a list of ratings is on: the smallest usual one that holds them all, at least the one expected. What no scale
 * holds is a slip, which does not make the others small.
 */
export function detectScale(values: readonly number[], expected: ScaleMax): ScaleMax {
  let highest = 0;
  for (const value of values) if (value <= 100) highest = Math.max(highest, value);
  if (highest <= expected) return expected;
  return highest > 10 ? 100 : 10;
}

/** A rating on another scale as half stars, 0.5 at least. */
export function toStars(value: number, scaleMax: number): number {
  return Math.min(5, Math.max(0.5, Math.round((value / scaleMax) * 10) / 2));
}
