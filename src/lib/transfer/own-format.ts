/**
 * Owns YAMR's own file of a library: versioned JSON that imports again without loss. Titles are in it for
 * people, and ids of other services for whoever reads it elsewhere.
 */
import * as v from 'valibot';
import { YamrError } from '#core/errors';
import type { MovieId } from '#core/ids';
import { MovieIdSchema, StarsSchema } from '#core/rating';
import type { LibraryEntry } from '$lib/library/library';

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
  entries: v.array(OwnEntrySchema)
});
export type OwnEntry = v.InferOutput<typeof OwnEntrySchema>;

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
  const file: v.InferInput<typeof OwnFileSchema> = {
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

/** Throws `unknown-format` for a newer YAMR's file, `bad-input` for a damaged one. */
export function parseOwn(json: unknown, file: string): readonly OwnEntry[] {
  const parsed = v.safeParse(OwnFileSchema, json);
  if (parsed.success) return parsed.output.entries;
  const { formatVersion } = json as { formatVersion?: unknown };
  if (typeof formatVersion === 'number' && formatVersion > OWN_FORMAT_VERSION) {
    throw new YamrError(
      'unknown-format',
      `${file} was written by a newer YAMR: reload this page to get it. Nothing was changed.`
    );
  }
  const [issue] = parsed.issues;
  throw new YamrError(
    'bad-input',
    `${file} is a YAMR library that was damaged (${v.getDotPath(issue) ?? 'file'}: ${issue.message}). Nothing was changed.`
  );
}
