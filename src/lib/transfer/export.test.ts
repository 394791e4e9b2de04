import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS, MOVIES } from '../../../tests/import-catalogue.ts';
import { contentsOf, draftOf, libraryAfter, libraryOf, planOf } from '../../../tests/import-runs.ts';
import { MOVIELENS } from '../../../tests/transfer-samples.ts';
import { asMovieId, type MovieId } from '#core/ids';
import {
  EMPTY_LIBRARY,
  LIBRARY_LISTS,
  entriesOf,
  type Library,
  type LibraryEntry,
  type LibraryList
} from '../library/library.ts';
import { exportLeftOut, exportLibrary, type ExportFormat } from './export.ts';
import { formatTable } from './format-table.ts';
import { MovieMatcher } from './match.ts';

const matcher = new MovieMatcher(COLUMNS);
const namesOf = (movieId: MovieId) => {
  const movie = MOVIES.find(([id]) => id === movieId);
  return movie && { title: movie[1], year: movie[2], imdbId: movie[3], tmdbId: movie[4] };
};
const importOf = (name: string, content: string): Library =>
  libraryAfter(EMPTY_LIBRARY, planOf(draftOf(matcher, { name, content })));

const entry = fc
  .record({
    list: fc.constantFrom<LibraryList>(...LIBRARY_LISTS),
    movieId: fc.oneof(
      fc.constantFrom(...COLUMNS.movieId),
      fc.integer({ min: 1, max: 0x7fffffff }).map(asMovieId)
    ),
    stars: fc.integer({ min: 1, max: 10 }).map((half) => half / 2),
    addedAtMs: fc.integer({ min: 0, max: 2e12 })
  })
  .map(({ list, stars, ...rest }): LibraryEntry =>
    list === 'rated' ? { ...rest, updatedAtMs: 0, list, stars } : { ...rest, updatedAtMs: 0, list }
  );
/** A library as visitors make one: at most one of rated, seen and hidden, and nothing hidden on the watchlist. */
const anyLibrary = fc.array(entry, { maxLength: 30 }).map((entries) => {
  const opinions = new Map(
    entries.filter(({ list }) => list !== 'watchlist').map((one) => [one.movieId, one])
  );
  const watchlist = entries.filter(
    ({ list, movieId }) => list === 'watchlist' && opinions.get(movieId)?.list !== 'hidden'
  );
  return libraryOf([...opinions.values(), ...watchlist]);
});
const roundTrip = (library: Library, format: ExportFormat): Library => {
  const { name, text } = exportLibrary(library, format, namesOf, 0);
  return text.split('\n').length > 2 && entriesOf(library).length > 0 ? importOf(name, text) : EMPTY_LIBRARY;
};
const dated = (library: Library) =>
  entriesOf(library)
    .map(({ updatedAtMs: _, ...kept }) => JSON.stringify(Object.entries(kept).sort()))
    .sort();

describe('an export', () => {
  it('comes back from YAMR’s own file without loss, with movies that this catalogue does not hold', () => {
    fc.assert(
      fc.property(anyLibrary, (library) => {
        expect(dated(roundTrip(library, 'yamr'))).toEqual(dated(library));
      })
    );
  });

  it('comes back from MovieLens’ and Letterboxd’s tables with all they can say', () => {
    fc.assert(
      fc.property(anyLibrary, (library) => {
        const known = (list: LibraryList) => (one: LibraryEntry) =>
          one.list === list && COLUMNS.movieId.includes(one.movieId);
        const rated = libraryOf(entriesOf(library).filter(known('rated')));
        const watched = libraryOf(
          entriesOf(library).filter((one) => known('rated')(one) || known('seen')(one))
        );
        const text = exportLibrary(rated, 'movielens', namesOf, 0).text;
        if (rated.rated.size > 0) expect(contentsOf(importOf('a.csv', text))).toEqual(contentsOf(rated));
        const other = exportLibrary(library, 'letterboxd', namesOf, 0).text;
        if (contentsOf(watched).length > 0)
          expect(contentsOf(importOf('b.csv', other))).toEqual(contentsOf(watched));
      })
    );
  });

  it('hands out what an import left out, with the reason', () => {
    const { notFound } = planOf(draftOf(matcher, { name: 'ratings.csv', content: MOVIELENS }));
    expect(exportLeftOut(notFound).text).toBe(
      'File,Line,Title,Year,Rating,imdbID,tmdbID,movieId,Reason\r\nratings.csv,4,,,3,,,999999,its number is not in this catalogue\r\n'
    );
  });

  it('has no cell that a spreadsheet would calculate, and numbers stay numbers', () => {
    const titles = ['=1+1', '+1', '-30-', '@Suicide Room', '\t=1', ' =1', '＝1', 'It', -1];
    const [, ...rows] = formatTable(
      ['t'],
      titles.map((title) => [title])
    ).split('\r\n');
    expect(rows.slice(0, -1)).toEqual([
      "'=1+1",
      "'+1",
      "'-30-",
      "'@Suicide Room",
      "'\t=1",
      "' =1",
      "'＝1",
      'It',
      '-1'
    ]);
  });

  it('has none in a cell that another country’s spreadsheet would part, nor in what an import left out', () => {
    const titles = ['Heat;=1+1', 'Heat; @x', 'Heat|+1', 'Heat\n=1+1', 'Heat\t-1', 'Alien - Heat = 2', 'A;B'];
    const text = formatTable(
      ['t'],
      titles.map((title) => [title])
    );
    expect(text.split('\r\n').slice(1, -1)).toEqual([
      "Heat;'=1+1",
      "Heat;' @x",
      "Heat|'+1",
      '"Heat\n\'=1+1"',
      "Heat\t'-1",
      'Alien - Heat = 2',
      'A;B'
    ]);
    const { notFound } = planOf(
      draftOf(matcher, { name: '=1.csv', content: 'Title,Year,Rating\n"Odd" x;=HYPERLINK("http://a"),1,1\n' })
    );
    expect(exportLeftOut(notFound).text).toContain(`'=1.csv,2,"""Odd"" x;'=HYPERLINK(`);
  });
});
