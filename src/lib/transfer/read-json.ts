/** Owns what JSON files say: YAMR's own, Trakt's lists of items, Simkl's backup. One bad item costs that item. */
import * as v from 'valibot';
import { YamrError } from '#core/errors';
import { isBounded, parseItems } from './files/json.ts';
import { MAX_ROWS } from './files/layout.ts';
import { isOwn, readOwn } from './own-format.ts';
import { detectScale, type ImportRow, type Mark, type ParsedFile, type TitleKind } from './rows.ts';
import type { Encoding } from './settings.ts';
import { clip, parseCount, parseDate, parseImdbId, parseRating, parseYear } from './sources/cells.ts';
import { plainName } from './sources/columns.ts';
import { markOf, markOfStatus, rankOf, SOURCES, type Source } from './sources/sources.ts';
import { kindOf } from './sources/title-kinds.ts';

/** A series of Simkl's backup has an object for each episode; no library has as many as this in the mean. */
const PARTS_OF_AN_ITEM = 6;
const NO_ITEM = 'it is damaged, or no item of a list';

/** What is not what it should be counts as not there: an id that is null leaves the title. */
const Text = v.fallback(v.nullish(v.string()), undefined);
const Value = v.fallback(v.nullish(v.union([v.string(), v.number()])), undefined);
const TitleSchema = v.object({
  title: Text,
  year: Value,
  ids: v.fallback(v.nullish(v.object({ imdb: Value, tmdb: Value })), undefined)
});
const Title = v.fallback(v.nullish(TitleSchema), undefined);
const ItemSchema = v.object({
  type: Text,
  movie: Title,
  show: Title,
  episode: v.optional(v.unknown()),
  season: v.optional(v.unknown()),
  rating: Value,
  user_rating: Value,
  status: Text,
  anime_type: Text,
  rated_at: Text,
  user_rated_at: Text,
  watched_at: Text,
  last_watched_at: Text,
  collected_at: Text,
  listed_at: Text,
  added_to_watchlist_at: Text,
  hidden_at: Text,
  comment: v.optional(v.unknown())
});
type Item = v.InferOutput<typeof ItemSchema>;

/** What an item without a rating says, by the file that it is in and by its dates. */
function markOfItem(path: string, source: Source, item: Item): Mark {
  if (item.status) return markOfStatus(plainName(item.status));
  const mark = markOf(source, path);
  if (mark !== 'ask') return mark;
  if (item.comment !== undefined) return 'nothing';
  const isOnlyWatched = item.listed_at ?? item.collected_at ?? item.hidden_at;
  return isOnlyWatched == null && (item.watched_at ?? item.last_watched_at) ? 'seen' : 'ask';
}

function toRow(path: string, source: Source, line: number, raw: unknown): ImportRow {
  const parsed = v.safeParse(ItemSchema, raw);
  if (!parsed.success) return { line, mark: 'nothing', kind: 'unknown', problem: NO_ITEM };
  const item = parsed.output;
  const rating = parseRating(String(item.rating ?? item.user_rating ?? ''));
  const mark = markOfItem(path, source, item);
  const isAnimeMovie = item.anime_type === 'movie';
  const subject = item.movie ?? item.show;
  const isSaidSeries = kindOf(item.type ?? '') === 'series';
  const kind: TitleKind = item.movie && !isSaidSeries ? 'movie' : isAnimeMovie ? 'unknown' : 'series';
  const imdbId = parseImdbId(subject?.ids?.imdb);
  const tmdbId = kind === 'movie' ? parseCount(subject?.ids?.tmdb) : undefined;
  const year = parseYear(String(subject?.year ?? ''));
  const listed = item.listed_at ?? item.added_to_watchlist_at;
  const done = item.rated_at ?? item.user_rated_at ?? item.watched_at ?? item.last_watched_at;
  const isListed = mark === 'watchlist' && !rating;
  const date = (isListed ? (listed ?? done) : (done ?? listed)) ?? item.hidden_at ?? item.collected_at;
  const addedAtMs = date ? parseDate(date, undefined) : undefined;
  // The number of an episode's series is not what was rated or seen.
  const isPart = item.episode != null || item.season != null;
  const problem = isPart
    ? 'it is a part of a series'
    : !subject
      ? 'it names no movie'
      : kind === 'series' && imdbId === undefined
        ? 'it is a series'
        : undefined;
  return {
    line,
    mark,
    kind,
    ...(rating && { value: rating.value }),
    ...(addedAtMs !== undefined && { addedAtMs }),
    ...(imdbId !== undefined && { imdbId }),
    ...(tmdbId !== undefined && { tmdbId }),
    ...(subject?.title && { title: clip(subject.title) }),
    ...(year !== undefined && { year }),
    ...(problem !== undefined && { problem })
  };
}

/** The items of a file: a list, or lists under the names of what they hold. */
function itemsOf(json: unknown): { readonly source: Source; readonly items: readonly unknown[] } | undefined {
  const isItem = (item: unknown): boolean =>
    typeof item === 'object' && item !== null && ('movie' in item || 'show' in item || 'episode' in item);
  if (Array.isArray(json)) return json.some(isItem) ? { source: 'trakt', items: json } : undefined;
  if (typeof json !== 'object' || json === null) return undefined;
  const items = Object.values(json as Record<string, unknown>).flatMap((list): readonly unknown[] =>
    Array.isArray(list) && list.some(isItem) ? (list as unknown[]) : []
  );
  return items.length > 0 ? { source: 'simkl', items } : undefined;
}

const refuse = (path: string, why: string): YamrError =>
  new YamrError('bad-input', `${path} ${why}. Nothing was changed.`);

/** Throws `bad-input` for JSON that is none of these. */
export function readJson(path: string, text: string, encoding: Encoding): ParsedFile {
  const tooMany = `has more than ${MAX_ROWS.toLocaleString('en')} entries: no library has`;
  if (!isBounded(text, MAX_ROWS * PARTS_OF_AN_ITEM)) throw refuse(path, tooMany);
  const { json, isWhole } = parseItems(text);
  const own = isOwn(json) ? readOwn(json, path) : undefined;
  const found = own ? undefined : itemsOf(json);
  if (!own && !found) {
    throw refuse(
      path,
      isWhole
        ? 'is neither a YAMR library nor a list of movies from Trakt or Simkl'
        : 'is not whole: it ends or breaks off inside'
    );
  }
  const source = found?.source ?? 'yamr';
  const rows = own ?? found?.items.map((item, place) => toRow(path, source, place + 1, item)) ?? [];
  if (rows.length > MAX_ROWS) {
    throw refuse(path, tooMany);
  }
  const values = rows.flatMap(({ value }) => value ?? []);
  return {
    name: path,
    source,
    settings: { encoding, source },
    ...(values.length > 0 && { scaleMax: detectScale(values, SOURCES[source].scaleMax) }),
    zeros: values.filter((value) => value === 0).length,
    zeroIsRating: false,
    asksNumbers: false,
    asksDates: false,
    rank: rankOf(path),
    rows
  };
}
