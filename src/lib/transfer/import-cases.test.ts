/**
 * The files of ../shared/cases/import over the whole of a real catalogue, where those folders are there. Their kinds
 * are covered by the tests beside the modules, which need nothing.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  columnsOf,
  contentsOf,
  draftOf,
  libraryAfter,
  planOf,
  type MovieColumns
} from '../../../tests/import-runs.ts';
import { parseTitle } from '#core/title';
import { EMPTY_LIBRARY } from '../library/library.ts';
import { MovieMatcher } from './match.ts';

const SHARED = resolve('../shared');
const CASES = join(SHARED, 'cases/import');
const CATALOGUE = ['movielens-pool', 'ml-latest-small']
  .map((folder) => join(SHARED, folder))
  .find((folder) => existsSync(join(folder, 'movies.csv')));
const isPool = CATALOGUE?.endsWith('pool') ?? false;
const isHere = existsSync(CASES) && CATALOGUE !== undefined;
if (!isHere)
  console.warn('../shared/cases/import or a catalogue is not here: the shared cases were not tried.');

function readCatalogue(folder: string): MovieColumns[] {
  const read = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(folder, name), 'utf8'), { columns: true, relax_column_count: true });
  const links = new Map(read('links.csv').map((link) => [link['movieId'], link]));
  return read('movies.csv').flatMap((row): MovieColumns[] => {
    if (row['title'] === undefined) return [];
    const { title, year } = parseTitle(row['title']);
    const link = links.get(row['movieId']);
    return [
      [Number(row['movieId']), title, year, Number(link?.['imdbId'] ?? 0), Number(link?.['tmdbId'] ?? 0)]
    ];
  });
}

describe.skipIf(!isHere)('the shared cases', () => {
  let matcher: MovieMatcher;
  beforeAll(() => {
    matcher = new MovieMatcher(columnsOf(readCatalogue(CATALOGUE ?? '')));
  }, 120_000);
  const fileOf = (name: string) => ({ name, content: new Uint8Array(readFileSync(join(CASES, name))) });
  const read = (...names: readonly string[]) => {
    const draft = draftOf(matcher, ...names.map(fileOf));
    const plan = planOf(draft);
    return { draft, plan, contents: contentsOf(libraryAfter(EMPTY_LIBRARY, plan)) };
  };

  it.each([
    ['i02-movielens-wishlist.csv', ['watchlist 1', 'watchlist 2571']],
    ['i03-imdb-2016-ratings.csv', ['rated 2571 4.5', 'rated 47 1.5']],
    ['i08-imdb-miniseries-in-catalogue.csv', ['rated 159817 4.5', `rated ${isPool ? 7502 : 170705} 5`]],
    ['i14b-trakt-year-null-only.json', ['rated 2571 4']],
    ['i15-tmdb-ratings.csv', ['rated 2959 4.5']],
    ['i21-excel-sep.csv', ['rated 4973 3.5', 'rated 6 4.5']],
    ['i24b-utf16be.csv', ['rated 6 4.5']],
    ['i31-misquoted.csv', ['rated 6 4.5']],
    ['i45b-misquoted-only.csv', ['rated 2571 4.5']],
    ['i32-unclosed-quote.csv', ['rated 1214 5', 'rated 6 4.5', 'rated 608 4']],
    ['i40-zero.csv', ['rated 1214 4']],
    ['i43-criticker.csv', ['rated 1562 0.5', 'rated 1721 0.5', 'rated 6 4.5']]
  ])('%s', (name, contents) => {
    expect(read(name).contents).toEqual(contents.toSorted());
  });

  it('takes the dates of a list of 2016', () => {
    const { plan } = read('i03-imdb-2016-ratings.csv');
    expect(plan.wishes[0]).toMatchObject({ addedAtMs: Date.UTC(2011, 4, 12) });
  });

  it('reads of Trakt what is rated, seen, listed and hidden, and asks about the rest', () => {
    const { draft, plan, contents } = read('i13-trakt.zip');
    expect(contents).toEqual(['hidden 1721', 'rated 2571 4', 'seen 6', 'watchlist 2019']);
    const asked = draft.files.filter(({ rows }) =>
      rows.some(({ mark, value, match }) => mark === 'ask' && value === undefined && match.kind === 'matched')
    );
    expect(asked.map(({ name }) => name)).toEqual([
      'collection-movies-1.json',
      'lists-list-9-worst-ever.json',
      'lists-favorites.json'
    ]);
    expect(draft.leftOut.map(({ name }) => name)).toContain('comments-movies.json');
    expect(plan.unused).toHaveLength(3);
  });

  it('leaves series out, whatever their numbers', () => {
    const { plan } = read('i15-tmdb-ratings.csv');
    expect(plan.notFound.map(({ reason }) => reason)).toEqual(['it is a series', 'it is a series']);
    expect(plan.ambiguous).toEqual([]);
  });

  it('takes a year in parentheses for the year', () => {
    const { plan, contents } = read('i19-title-with-year.csv');
    expect(contents).toEqual(['rated 1882 1', 'rated 6 4', 'rated 86320 4']);
    expect(plan.notFound.map(({ row }) => row.title)).toEqual([
      'The Hunger Diaries (2012)',
      'Nobody Ever Made This (1984)'
    ]);
    expect(plan.ambiguous).toEqual([]);
  });

  it('tells of odd rows by file and line, and takes the others', () => {
    const { plan, contents } = read('i45-letterboxd-one-bad-quote.zip');
    expect(contents).toEqual(['rated 1214 5', 'rated 2571 4.5', 'seen 6']);
    expect(plan.notFound.map(({ file, row }) => [file.name, row.line])).toEqual([['ratings.csv', 3]]);
    expect(read('i32-unclosed-quote.csv').plan.notFound.map(({ row }) => row.line)).toEqual([3, 4]);
    expect(read('i31-misquoted.csv').plan.notFound.map(({ row }) => row.line)).toEqual([2]);
  });

  it('keeps each file on its own scale', () => {
    const { contents } = read('i42a-letterboxd-ratings.csv', 'i42b-imdb-ratings.csv');
    expect(contents).toEqual(['rated 2571 4.5', 'rated 608 4.5', 'rated 1201 5'].toSorted());
  });

  it('matches or asks about popular films under another service’s names', () => {
    const { draft, plan } = read('i50-letterboxd-popular.csv');
    const rows = draft.files.flatMap((file) => file.rows);
    expect(rows).toHaveLength(233);
    const lost = plan.notFound.map(({ row }) => row.title);
    if (isPool) expect(lost).toEqual(['Spider-Man: Homecoming', 'Vaiana']);
    else expect(lost.length).toBeLessThan(10);
  });
});
