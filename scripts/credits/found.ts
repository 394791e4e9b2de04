/**
 * Owns what earlier runs have been told: a file with one JSON line an answer, added to batch by batch, so that a run
 * that ends early, however it ends, goes on where it stopped. Without the file everything is asked for anew.
 */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { YamrError } from '#core/errors';
import type { Film, Period, ReleasedFilm } from './queries.ts';

/** How long a period's list of films counts: long enough to go on, and a later run finds what was added since. */
const PERIOD_AGE_MS = 24 * 3600 * 1000;

const Item = v.pipe(v.string(), v.regex(/^Q[1-9]\d*$/));
const Items = v.pipe(v.array(Item), v.readonly());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const FilmSchema = v.object({
  item: Item,
  facts: v.object({
    directors: Items,
    cast: Items,
    genres: Items,
    countries: Items,
    languages: Items,
    basedOn: Items,
    series: Items,
    kinds: Items
  }),
  runtimeMinutes: Count
});
const LineSchema = v.union([
  v.object({ imdbId: Count, film: v.nullable(FilmSchema) }),
  v.object({ named: Item, name: v.string() }),
  v.object({
    period: v.object({ since: v.string(), until: v.string() }),
    sitelinksMin: Count,
    askedAtMs: Count,
    released: v.pipe(
      v.array(v.object({ item: Item, imdbId: Count, tmdbId: Count, year: Count })),
      v.readonly()
    )
  })
]);
type Line = v.InferOutput<typeof LineSchema>;

export interface Found {
  /** null: Wikidata has none; undefined: not asked yet. */
  film(imdbId: number): Film | null | undefined;
  /** "" where there is no name; undefined: not asked yet. */
  name(item: string): string | undefined;
  released(period: Period, sitelinksMin: number): readonly ReleasedFilm[] | undefined;
  /** These keep answers, on disk before they resolve. Throw `unwritable`. */
  addFilms(imdbIds: readonly number[], films: ReadonlyMap<number, Film>): Promise<void>;
  addNames(items: readonly string[], names: ReadonlyMap<string, string>): Promise<void>;
  addReleased(period: Period, sitelinksMin: number, released: readonly ReleasedFilm[]): Promise<void>;
}

const keyOf = ({ since, until }: Period, sitelinksMin: number): string => `${since} ${until} ${sitelinksMin}`;

async function readLines(file: string): Promise<readonly string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [''];
    throw new YamrError('unwritable', `${file} cannot be read and added to.`, { cause: thrown });
  }
}

function parseLine(text: string): Line | undefined {
  try {
    const parsed = v.safeParse(LineSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Opens (or begins) the file. Lines that are none, such as one cut short, are asked for again. */
export async function openFound(file: string, nowMs: () => number = Date.now): Promise<Found> {
  const films = new Map<number, Film | null>();
  const names = new Map<string, string>();
  const periods = new Map<string, readonly ReleasedFilm[]>();
  const take = (line: Line): void => {
    if ('imdbId' in line) films.set(line.imdbId, line.film);
    else if ('named' in line) names.set(line.named, line.name);
    else if (nowMs() - line.askedAtMs < PERIOD_AGE_MS)
      periods.set(keyOf(line.period, line.sitelinksMin), line.released);
  };
  const lines = await readLines(file);
  // A file that does not end in a line break was cut short in its last line.
  let before = lines.at(-1) === '' ? '' : '\n';
  for (const text of lines.slice(0, -1)) {
    const line = parseLine(text);
    if (line) take(line);
  }
  const add = async (added: readonly Line[]): Promise<void> => {
    if (added.length === 0) return;
    try {
      await mkdir(dirname(file), { recursive: true });
      await appendFile(file, `${before}${added.map((line) => `${JSON.stringify(line)}\n`).join('')}`);
    } catch (cause) {
      throw new YamrError('unwritable', `${file} cannot be written, so nothing found would be kept.`, {
        cause
      });
    }
    before = '';
    added.forEach(take);
  };
  return {
    film: (imdbId) => films.get(imdbId),
    name: (item) => names.get(item),
    released: (period, sitelinksMin) => periods.get(keyOf(period, sitelinksMin)),
    addFilms: (imdbIds, answered) =>
      add(imdbIds.map((imdbId) => ({ imdbId, film: answered.get(imdbId) ?? null }))),
    addNames: (items, answered) =>
      add(items.map((item) => ({ named: item, name: answered.get(item) ?? '' }))),
    addReleased: (period, sitelinksMin, released) =>
      add([{ period: { ...period }, sitelinksMin, askedAtMs: nowMs(), released }])
  };
}
