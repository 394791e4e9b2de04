import { strToU8, zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  IMDB,
  LETTERBOXD_WATCHLIST,
  MOVIELENS,
  TRAKT_RATINGS,
  TRAKT_WATCHLIST,
  letterboxdZip
} from '../../../tests/transfer-samples.ts';
import type { CatalogueFile } from '#core/catalogue';
import { asMovieId, type MovieId } from '#core/ids';
import {
  EMPTY_LIBRARY,
  LIBRARY_LISTS,
  applyChanges,
  changesFor,
  entriesOf,
  type Library,
  type LibraryEntry,
  type LibraryList
} from '../library/library.ts';
import { exportLibrary, exportUnmatched, type ExportFormat } from './export.ts';
import { matchRows } from './match.ts';
import { planImport, type PlanChoices } from './plan.ts';
import { readFiles } from './read-file.ts';
import { detectScale, toStars } from './rows.ts';

const MOVIES: readonly (readonly [
  movieId: number,
  title: string,
  year: number | null,
  imdb: number,
  tmdb: number
])[] = [
  [2571, 'The Matrix', 1999, 133093, 603],
  [47, 'Seven (a.k.a. Se7en)', 1995, 114369, 807],
  [4973, "Amelie (Le Fabuleux destin d'Amélie Poulain)", 2001, 211915, 194],
  [356, 'Forrest Gump', 1994, 109830, 13],
  [2019, 'Seven Samurai (Shichinin no samurai)', 1954, 47478, 346],
  [1203, '12 Angry Men', 1957, 50083, 389],
  [77846, '12 Angry Men', 1997, 118528, 12219],
  [5, 'No Year', null, 0, 0]
];
const column = <T>(pick: (movie: (typeof MOVIES)[number]) => T): T[] => MOVIES.map(pick);
const catalogue: CatalogueFile = {
  genreNames: [],
  movieId: column(([movieId]) => asMovieId(movieId)),
  title: column(([, title]) => title),
  year: column(([, , year]) => year),
  genres: column(() => []),
  imdbId: column(([, , , imdb]) => imdb),
  tmdbId: column(([, , , , tmdb]) => tmdb),
  ratingCount: column(() => 0),
  likeCount: column(() => 0)
};
const namesOf = (movieId: MovieId) => {
  const movie = MOVIES.find(([id]) => id === movieId);
  return movie && { title: movie[1], year: movie[2], imdbId: movie[3], tmdbId: movie[4] };
};
const draftOf = (name: string, content: string | Uint8Array) =>
  matchRows(
    readFiles([{ name, bytes: typeof content === 'string' ? strToU8(content) : content }]),
    catalogue
  );
const choices = (more: Partial<PlanChoices> = {}): PlanChoices => ({
  scaleMax: 5,
  replaceRatings: true,
  answers: new Map(),
  ...more
});
/** The library after an import. */
function importInto(library: Library, name: string, content: string | Uint8Array): Library {
  const draft = draftOf(name, content);
  const plan = planImport(draft, library, choices({ scaleMax: draft.scaleMax }));
  let after = library;
  for (const wish of plan.wishes) after = applyChanges(after, changesFor(after, wish, 1));
  return after;
}
const contents = (library: Library) =>
  entriesOf(library)
    .map((entry) => `${entry.list} ${entry.movieId}${entry.list === 'rated' ? ` ${entry.stars}` : ''}`)
    .sort();
const libraryOf = (entries: readonly LibraryEntry[]): Library =>
  applyChanges(
    EMPTY_LIBRARY,
    entries.map((entry) => ({ ...entry, entry }))
  );

describe('import', () => {
  it('reads MovieLens ratings by id', () => {
    const draft = draftOf('ratings.csv', MOVIELENS);
    expect(draft).toMatchObject({ source: 'movielens', scaleMax: 5 });
    expect(contents(importInto(EMPTY_LIBRARY, 'ratings.csv', MOVIELENS))).toEqual([
      'rated 2571 4.5',
      'rated 47 0.5'
    ]);
    expect(draft.rows[0]?.addedAtMs).toBe(1_112_486_027_000);
    expect(draft.rows[2]?.match).toEqual({ kind: 'unmatched', reason: 'its id is not in this catalogue' });
  });

  it('reads IMDb ratings from 1 to 10, and leaves series out', () => {
    const draft = draftOf('ratings.csv', IMDB);
    expect(draft).toMatchObject({ source: 'imdb', scaleMax: 10 });
    expect(draft.rows[2]?.match).toEqual({ kind: 'unmatched', reason: 'it is no movie' });
    expect(contents(importInto(EMPTY_LIBRARY, 'ratings.csv', IMDB))).toEqual([
      'rated 2571 4.5',
      'rated 47 3.5'
    ]);
  });

  it('reads a Letterboxd archive: ratings before the diary, watched without stars, the watchlist, nothing deleted', () => {
    const draft = draftOf('letterboxd-somebody.zip', letterboxdZip());
    expect(draft).toMatchObject({ source: 'letterboxd', scaleMax: 5 });
    expect(contents(importInto(EMPTY_LIBRARY, 'letterboxd-somebody.zip', letterboxdZip()))).toEqual([
      'rated 2571 4.5',
      'rated 4973 5',
      'seen 2019',
      'watchlist 356'
    ]);
    const plan = planImport(draft, EMPTY_LIBRARY, choices());
    expect(plan.counts).toEqual({ new: 4, changed: 0, same: 0, kept: 0 });
    expect(plan.unmatched.map((place) => draft.rows[place]?.title)).toEqual(['A Film That Nobody Made']);
  });

  it('asks where two movies have the title, and takes the answer', () => {
    const draft = draftOf('watchlist.csv', LETTERBOXD_WATCHLIST);
    const asked = planImport(draft, EMPTY_LIBRARY, choices());
    expect(asked.ambiguous).toEqual([0]);
    expect(draft.rows[0]?.match).toEqual({ kind: 'ambiguous', candidates: [1203, 77846] });
    const answered = planImport(draft, EMPTY_LIBRARY, choices({ answers: new Map([[0, asMovieId(77846)]]) }));
    expect(answered.wishes).toContainEqual(expect.objectContaining({ kind: 'watch', movieId: 77846 }));
  });

  it('reads what Trakt exports', () => {
    expect(contents(importInto(EMPTY_LIBRARY, 'ratings-movies.json', TRAKT_RATINGS))).toEqual([
      'rated 2571 4'
    ]);
    expect(contents(importInto(EMPTY_LIBRARY, 'lists-watchlist.json', TRAKT_WATCHLIST))).toEqual([
      'watchlist 2019'
    ]);
    const csv =
      'rated_at,type,title,year,trakt_rating,trakt_id,imdb_id,tmdb_id,rating\n2021-01-01T00:00:00Z,movie,x,1999,8.5,1,tt0133093,603,3\n';
    expect(contents(importInto(EMPTY_LIBRARY, 'trakt.csv', csv))).toEqual(['rated 2571 1.5']);
  });

  it('reads any table with a title, whatever its delimiter and encoding', () => {
    const latin1 = Uint8Array.from('Title;Year;Rating\nAmélie;2001;7,5\n', (char) => char.charCodeAt(0));
    expect(contents(importInto(EMPTY_LIBRARY, 'mine.csv', latin1))).toEqual(['rated 4973 4']);
    const table = 'Title;Year;Rating\nLe Fabuleux destin d’Amélie Poulain;2001;7,5\nForest;1;8\n';
    expect(contents(importInto(EMPTY_LIBRARY, 'mine.csv', table))).toEqual(['rated 4973 4']);
  });

  it('takes a year that is off by one, but asks where it is off by more', () => {
    const matchOf = (year: number) => draftOf('a.csv', `Title,Year\nSeven,${year}\n`).rows[0]?.match.kind;
    expect([1994, 1995, 1996, 1997].map(matchOf)).toEqual(['matched', 'matched', 'matched', 'ambiguous']);
  });

  it('asks where the title fits and the id is of another movie', () => {
    const draft = draftOf('a.csv', 'imdbID,Title,Year\ntt7777777,Seven,1995\n');
    expect(draft.rows[0]?.match.kind).toBe('ambiguous');
  });

  it('tells new, changed, same and kept ratings apart', () => {
    const rated = (movieId: number, stars: number): LibraryEntry => ({
      list: 'rated',
      movieId: asMovieId(movieId),
      stars,
      addedAtMs: 1,
      updatedAtMs: 1
    });
    const library = libraryOf([rated(2571, 4.5), rated(47, 3)]);
    const draft = draftOf('ratings.csv', MOVIELENS);
    expect(planImport(draft, library, choices()).counts).toEqual({ new: 0, changed: 1, same: 1, kept: 0 });
    const kept = planImport(draft, library, choices({ replaceRatings: false }));
    expect(kept.counts).toEqual({ new: 0, changed: 0, same: 1, kept: 1 });
    expect(kept.wishes).toEqual([]);
  });

  it('does not take stars away where the import only says "seen"', () => {
    const library = importInto(EMPTY_LIBRARY, 'ratings.csv', MOVIELENS);
    expect(contents(importInto(library, 'watched.csv', 'Name,Year\nThe Matrix,1999\n'))).toEqual(
      contents(library)
    );
  });

  it.each([
    ['an empty file', '', 'is empty'],
    ['a table without movies', 'a,b\n1,2\n', 'names no movies'],
    ['a header alone', 'movieId,rating\n', 'holds no movies'],
    ['the ratings of two people', 'userId,movieId,rating\n1,1,1\n2,1,1\n', 'ratings of 2 people'],
    ['half a JSON file', '[{"rating": 5', 'is not whole'],
    ['JSON of something else', '{"a": 1}', 'neither a YAMR library nor'],
    ['an open quote', 'title,rating\n"abc,1\n', 'is not a whole CSV file'],
    ['a picture', '\x89PNG\0\0', 'is no text'],
    ['a broken archive', 'PK\x03\x04 nothing', 'cannot be opened'],
    ['a newer YAMR', '{"format":"yamr-library","formatVersion":2}', 'newer YAMR'],
    ['a damaged library', '{"format":"yamr-library","formatVersion":1}', 'was damaged']
  ])('says in one sentence what is wrong with %s', (_, content, words) => {
    const bytes = Uint8Array.from(content, (char) => char.charCodeAt(0));
    const read = () => readFiles([{ name: 'file', bytes }]);
    expect(read).toThrow(words);
    expect(read).toThrow('Nothing was changed.');
  });

  it('does not unpack what would fill the memory', () => {
    const bomb = zipSync({ 'ratings.csv': new Uint8Array(65 * 1024 * 1024) });
    expect(() => readFiles([{ name: 'bomb.zip', bytes: bomb }])).toThrow('more than 64 MB');
  });

  it('hands out what it could not match', () => {
    const draft = draftOf('ratings.csv', MOVIELENS);
    const { text } = exportUnmatched(draft.rows.slice(2));
    expect(text).toBe(
      'File,Line,Title,Year,Rating,imdbID,tmdbID,movieId,Reason\r\nratings.csv,4,,,3,,,999999,its id is not in this catalogue\r\n'
    );
  });
});

describe('scales', () => {
  it('come from the highest rating', () => {
    expect([
      detectScale([1, 5], 5),
      detectScale([1, 5.5], 5),
      detectScale([3], 10),
      detectScale([55], 5)
    ]).toEqual([5, 10, 10, 100]);
  });
  it('become half stars, at least half a one', () => {
    expect([toStars(1, 10), toStars(7, 10), toStars(10, 10), toStars(0.1, 5), toStars(87, 100)]).toEqual([
      0.5, 3.5, 5, 0.5, 4.5
    ]);
  });
});

describe('export', () => {
  const entry = fc
    .record({
      list: fc.constantFrom<LibraryList>(...LIBRARY_LISTS),
      movieId: fc.oneof(
        fc.constantFrom(...catalogue.movieId),
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
    return text.split('\n').length > 2 && entriesOf(library).length > 0
      ? importInto(EMPTY_LIBRARY, name, text)
      : EMPTY_LIBRARY;
  };
  const dated = (library: Library) =>
    entriesOf(library)
      .map(({ updatedAtMs: _, ...kept }) => JSON.stringify(Object.entries(kept).sort()))
      .sort();

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
          one.list === list && catalogue.movieId.includes(one.movieId);
        const rated = libraryOf(entriesOf(library).filter(known('rated')));
        const watched = libraryOf(
          entriesOf(library).filter((one) => known('rated')(one) || known('seen')(one))
        );
        const text = exportLibrary(rated, 'movielens', namesOf, 0).text;
        if (rated.rated.size > 0)
          expect(contents(importInto(EMPTY_LIBRARY, 'a.csv', text))).toEqual(contents(rated));
        const other = exportLibrary(library, 'letterboxd', namesOf, 0).text;
        if (contents(watched).length > 0)
          expect(contents(importInto(EMPTY_LIBRARY, 'b.csv', other))).toEqual(contents(watched));
      })
    );
  });
});
