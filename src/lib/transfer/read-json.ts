/** Owns what JSON files say: YAMR's own, and Trakt's ratings, history, watched movies and watchlist. */
import * as v from 'valibot';
import { YamrError } from '#core/errors';
import { isOwn, parseOwn } from './own-format.ts';
import type { ReadTable } from './read-table.ts';
import type { ImportRow } from './rows.ts';

const Id = v.nullish(v.union([v.string(), v.number()]));
const Movie = v.object({
  title: v.nullish(v.string()),
  year: v.nullish(v.number()),
  ids: v.optional(v.object({ imdb: Id, tmdb: Id }), {})
});
const TraktSchema = v.array(
  v.object({
    movie: v.optional(Movie),
    rating: v.optional(v.number()),
    rated_at: v.optional(v.string()),
    watched_at: v.optional(v.string()),
    last_watched_at: v.nullish(v.string()),
    listed_at: v.optional(v.string())
  })
);
type TraktItem = v.InferOutput<typeof TraktSchema>[number];

const numberOf = (id: string | number | null | undefined): number | undefined => {
  const value = Number(String(id ?? '').replace(/^tt/, ''));
  return Number.isInteger(value) && value > 0 ? value : undefined;
};

function toRow(file: string, line: number, item: TraktItem): ImportRow {
  const { movie, rating } = item;
  const date = Date.parse(item.rated_at ?? item.watched_at ?? item.last_watched_at ?? item.listed_at ?? '');
  const imdbId = numberOf(movie?.ids.imdb);
  const tmdbId = numberOf(movie?.ids.tmdb);
  return {
    file,
    line,
    list: rating !== undefined ? 'rated' : item.listed_at !== undefined ? 'watchlist' : 'seen',
    ...(rating !== undefined && { value: rating }),
    ...(date >= 0 && { addedAtMs: date }),
    ...(imdbId !== undefined && { imdbId }),
    ...(tmdbId !== undefined && { tmdbId }),
    ...(movie?.title && { title: movie.title }),
    ...(movie?.year && { year: movie.year }),
    ...(!movie && { problem: 'it is no movie' })
  };
}

/** Throws `bad-input` for JSON that is none of these. */
export function readJson(file: string, text: string): ReadTable {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new YamrError(
      'bad-input',
      `${file} is not whole: it ends or breaks off inside. Nothing was changed.`,
      {
        cause
      }
    );
  }
  if (isOwn(json)) {
    const rows = parseOwn(json, file).map(({ stars, title, year, ...entry }, place): ImportRow => ({
      ...(entry as Omit<typeof entry, 'imdbId' | 'tmdbId'>),
      file,
      line: place + 1,
      ...(stars !== undefined && { value: stars }),
      ...(title !== undefined && { title }),
      ...(year != null && { year })
    }));
    return { source: 'yamr', expectedScale: 5, rows };
  }
  const trakt = v.safeParse(TraktSchema, json);
  if (!trakt.success || trakt.output.every(({ movie }) => !movie)) {
    throw new YamrError(
      'bad-input',
      `${file} is neither a YAMR library nor a list of movies from Trakt. Nothing was changed.`
    );
  }
  const rows = trakt.output.map((item, place) => toRow(file, place + 1, item));
  return { source: 'trakt', expectedScale: 10, rows };
}
