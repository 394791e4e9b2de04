/** Owns what of a file's reading can be chosen by its owner, each file for itself, and what the choices are called. */
import type { Source } from './sources/sources.ts';

export const ENCODINGS = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Western (Windows-1252)',
  'windows-1250': 'Central European (Windows-1250)',
  'windows-1251': 'Cyrillic (Windows-1251)'
} as const;
export type Encoding = keyof typeof ENCODINGS;

export const DELIMITERS = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Bar' } as const;
export type Delimiter = keyof typeof DELIMITERS;

/** How 03/04/2021 is meant. */
export const DATE_ORDERS = { dmy: 'Day first', mdy: 'Month first', none: 'Leave the dates out' } as const;
export type DateOrder = keyof typeof DATE_ORDERS;

/** Whose numbers a list of bare numbers holds. */
export const NUMBER_SPACES = {
  imdb: 'IMDb',
  tmdb: 'TMDB, movies alone',
  movielens: 'MovieLens'
} as const;
export type NumberSpace = keyof typeof NUMBER_SPACES;

export interface FileSettings {
  readonly encoding: Encoding;
  readonly source: Source;
  /** Of tables only, as the rest. */
  readonly delimiter?: Delimiter;
  readonly dates?: DateOrder;
  readonly numbers?: NumberSpace;
  /** The column that the ratings come from, as its header calls it, and those that it could be. */
  readonly ratingColumn?: string;
  readonly ratingColumns?: readonly string[];
}

/** What the visitor has chosen; all else is found out. */
export type ChosenSettings = Partial<Omit<FileSettings, 'ratingColumns'>>;
