/**
 * Owns YAMR's own file of a library: versioned JSON that imports again without loss. Titles are in it for
 * people, and ids of other services for whoever reads it elsewhere.
 */
import * as v from 'valibot';
import { YamrError } from '#core/errors';
import type { MovieId } from '#core/ids';
import { MovieIdSchema, StarsSchema } from '#core/rating';
import type { LibraryEntry } from '$lib/library/library';
import type { ImportRow } from './rows.ts';

export const OWN_FORMAT = 'yamr-library';
/** Raised with every change that an older YAMR cannot read. */
export const OWN_FORMAT_VERSION = 1;

const Ms = v.pipe(v.number(), v.integer(), v.minValue(0));
const OwnEntrySchema = v.object({
  list: v.picklist(['rated', 'seen', 'hidden', 'watchlist']),
  movieId: MovieIdSchema,
  stars: v.optional(StarsSchema),
  addedAtMs: Ms,
  title: v.optional(v.string()),
  year: v.optional(v.nullable(v.number())),
  imdbId: v.optional(v.number()),
  tmdbId: v.optional(v.number())
});
const OwnFileSchema = v.object({
  format: v.literal(OWN_FORMAT),
  formatVersion: v.literal(OWN_FORMAT_VERSION),
  exportedAt: v.string(),
  /** Each looked at for itself. */
  entries: v.array(v.unknown())
});
interface OwnFile extends v.InferInput<typeof OwnFileSchema> {
  readonly entries: v.InferInput<typeof OwnEntrySchema>[];
}

export interface MovieNames {
  readonly title: string;
  readonly year: number | null;
  readonly imdbId: number;
  readonly tmdbId: number;
}

export function formatOwn(
  entries: readonly LibraryEntry[],
  namesOf: (movieId: MovieId) => MovieNames | undefined,
  exportedAtMs: number
): string {
  const file: OwnFile = {
    format: OWN_FORMAT,
    formatVersion: OWN_FORMAT_VERSION,
    exportedAt: new Date(exportedAtMs).toISOString(),
    entries: entries.map((entry) => {
      const { title, year, imdbId, tmdbId } = namesOf(entry.movieId) ?? {};
      return {
        list: entry.list,
        movieId: entry.movieId,
        ...(entry.list === 'rated' && { stars: entry.stars }),
        addedAtMs: entry.addedAtMs,
        ...(title !== undefined && { title, year: year ?? null }),
        ...(imdbId && { imdbId }),
        ...(tmdbId && { tmdbId })
      };
    })
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

export const isOwn = (json: unknown): boolean => (json as { format?: unknown } | null)?.format === OWN_FORMAT;

/** The rows of a file; a damaged entry costs that entry. Throws `unknown-format` for a newer YAMR's file, `bad-input` for a damaged one. */
export function readOwn(json: unknown, file: string): readonly ImportRow[] {
  const parsed = v.safeParse(OwnFileSchema, json);
  if (parsed.success) return parsed.output.entries.map((entry, place) => toRow(entry, place + 1));
  const { formatVersion } = json as { formatVersion?: unknown };
  if (typeof formatVersion === 'number' && formatVersion > OWN_FORMAT_VERSION) {
    throw new YamrError(
      'unknown-format',
      `${file} was written by a newer YAMR: reload this page to get it. Nothing was changed.`
    );
  }
  throw new YamrError('bad-input', `${file} is a YAMR library that was damaged. Nothing was changed.`);
}

function toRow(raw: unknown, line: number): ImportRow {
  const parsed = v.safeParse(OwnEntrySchema, raw);
  if (!parsed.success) return { line, mark: 'nothing', kind: 'movie', problem: 'the entry is damaged' };
  const { list, movieId, stars, addedAtMs, title, year } = parsed.output;
  if (list === 'rated' && stars === undefined) {
    return { line, mark: 'nothing', kind: 'movie', movieId, problem: 'its stars are missing' };
  }
  return {
    line,
    mark: list === 'rated' ? 'nothing' : list,
    kind: 'movie',
    movieId,
    addedAtMs,
    ...(list === 'rated' && stars !== undefined && { value: stars }),
    ...(title !== undefined && { title }),
    ...(year != null && { year })
  };
}
