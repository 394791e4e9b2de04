import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  IMDB,
  LETTERBOXD_WATCHLIST,
  MOVIELENS,
  TRAKT_RATINGS,
  TRAKT_WATCHLIST,
  letterboxdZip
} from '../../../tests/transfer-samples.ts';
import { COLUMNS } from '../../../tests/import-catalogue.ts';
import { contentsOf, draftOf, libraryAfter, planOf, type Content } from '../../../tests/import-runs.ts';
import { EMPTY_LIBRARY } from '../library/library.ts';
import { MovieMatcher } from './match.ts';
import type { FileChoices } from './plan.ts';
import { readFiles, readOne } from './read-file.ts';

const matcher = new MovieMatcher(COLUMNS);
const contents = (name: string, content: Content, said: Partial<FileChoices> = {}) =>
  contentsOf(libraryAfter(EMPTY_LIBRARY, planOf(draftOf(matcher, { name, content }), said)));
const read = (name: string, content: Content) =>
  readFiles([{ name, bytes: typeof content === 'string' ? strToU8(content) : content }]);
const fileOf = (name: string, content: Content) => {
  const [file] = read(name, content).files;
  if (!file) throw new Error('nothing was read');
  return file;
};

describe('a file', () => {
  it.each([
    ['MovieLens', 'ratings.csv', MOVIELENS, ['rated 2571 4.5', 'rated 47 0.5']],
    ['IMDb', 'ratings.csv', IMDB, ['rated 2571 4.5', 'rated 47 3.5']],
    ['Trakt', 'ratings-movies.json', TRAKT_RATINGS, ['rated 2571 4']],
    ['Trakt, a watchlist', 'lists-watchlist.json', TRAKT_WATCHLIST, ['watchlist 2019']],
    [
      'Trakt, a table',
      'trakt.csv',
      'rated_at,type,title,year,trakt_rating,trakt_id,imdb_id,tmdb_id,rating\n2021-01-01T00:00:00Z,movie,x,1999,8.5,1,tt0133093,603,3\n',
      ['rated 2571 1.5']
    ],
    [
      'MovieLens, a wishlist',
      'movielens-wishlist.csv',
      'movie_id,imdb_id,tmdb_id,average_rating,title\n1,0114709,862.0,3.89,Toy Story (1995)\n',
      ['watchlist 1']
    ],
    [
      'IMDb of 2016',
      'ratings.csv',
      '"position","const","created","modified","description","Title","Title type","You rated","Year"\n"1","tt0133093","Thu May 12 00:00:00 2011","","","The Matrix","Feature Film","9","1999"\n',
      ['rated 2571 4.5']
    ],
    [
      'IMDb, a watchlist with a rating in it',
      'WATCHLIST.csv',
      'Position,Const,Created,Title,Title Type,Year,Your Rating,Date Rated\n1,tt0133093,2020-01-01,The Matrix,Movie,1999,8,2021-01-01\n2,tt0114369,2020-01-01,Se7en,Movie,1995,,\n',
      ['rated 2571 4', 'watchlist 2571', 'watchlist 47']
    ],
    [
      'TMDB, whose Rating is everybody’s',
      'watchlist.csv',
      'TMDb ID,IMDb ID,Type,Name,Release Date,Rating,Your Rating\n603,tt0133093,movie,The Matrix,1999-03-30,8.2,\n',
      ['watchlist 2571']
    ],
    [
      'Simkl',
      'SimklBackup.json',
      JSON.stringify({
        movies: [
          {
            status: 'plantowatch',
            user_rating: null,
            movie: { title: 'Heat', year: 1995, ids: { imdb: 'tt0113277' } }
          },
          { status: 'completed', user_rating: 9, movie: { title: 'The Matrix', ids: { tmdb: '603' } } },
          { status: 'notinteresting', movie: { title: 'Godzilla', year: 1998, ids: {} } },
          { status: 'completed', movie: { title: 'Se7en', year: 1995, ids: null } }
        ],
        shows: [
          { status: 'completed', user_rating: 10, show: { title: 'Breaking Bad', ids: { tmdb: '1396' } } }
        ]
      }),
      ['hidden 1882', 'rated 2571 4.5', 'seen 47', 'watchlist 6']
    ],
    [
      'Simkl, a table',
      'SimklBackup.csv',
      '"SIMKL_ID","Title","Type","Year","Watchlist","LastEpWatched","WatchedDate","Rating","Memo","TVDB","TMDB","IMDB"\n"1","Heat","movie","1995","plan to watch","","","","","","949","tt0113277"\n"2","Breaking Bad","tv","2008","completed","","","10","","","1396","tt0903747"\n',
      ['watchlist 6']
    ],
    [
      'Criticker',
      'criticker.csv',
      'Rating,Film Name,Year,Date Rated,IMDB ID\n85,Heat,1995,2012-01-01,tt0113277\n0,Godzilla,1998,2012-01-01,tt0120685\n',
      ['rated 1882 0.5', 'rated 6 4.5']
    ],
    ['Criticker, tiers alone', 'criticker.csv', 'Film Name,Year,Tier\nHeat,1995,9\n', ['rated 6 4.5']],
    [
      'KinoBaza',
      'kinobaza_ratings_2026.csv',
      'name_uk;name_original;year;imdb_id;rating;date\nМатриця;The Matrix;1999;tt0133093;9;2024-01-02\n',
      ['rated 2571 4.5']
    ],
    [
      'KinoBaza, in its own words',
      'export.csv',
      'Назва;Оригінальна назва;Рік;Оцінка\nСім самураїв;Seven Samurai;1954;8\n',
      ['rated 2019 4']
    ],
    [
      'Kinorium',
      'kinorium_votes.csv',
      'Title\tOriginal Title\tType\tYear\tDate\tMy rating\nМатрица\tThe Matrix\tФильм\t1999\t2020-01-01 10:00:00\t9\n',
      ['rated 2571 4.5']
    ],
    ['Excel', 'mine.csv', 'sep=;\nTitle;Year;Rating\nHeat;1995;4,5\n', ['rated 6 4.5']],
    ['anybody, in tenths', 'mine.csv', 'Title,Year,Rating\nHeat,1995,9/10\n', ['rated 6 4.5']],
    [
      'nobody, without a header',
      'list.csv',
      'tt0133093,9\ntt0114369,3\n',
      ['rated 2571 4.5', 'rated 47 1.5']
    ],
    [
      'nobody, titles and years',
      'list.csv',
      'Heat,1995,4\nThe Matrix,1999,5\n',
      ['rated 2571 5', 'rated 6 4']
    ]
  ] as const)('of %s is read', (_, name, content, expected) => {
    expect(contents(name, content)).toEqual(expected);
  });

  it('of Letterboxd is an archive: ratings before the diary, watched without stars, the watchlist, nothing deleted', () => {
    expect(contents('letterboxd-somebody.zip', letterboxdZip())).toEqual([
      'rated 2571 4.5',
      'rated 4973 5',
      'seen 2019',
      'watchlist 356'
    ]);
    const { leftOut } = read('letterboxd-somebody.zip', letterboxdZip());
    expect(leftOut).toEqual([
      { name: 'profile.csv', reason: 'it is about you, not about movies' },
      { name: 'reviews.csv', reason: 'it holds no movies' },
      { name: 'deleted/diary.csv', reason: 'it holds what you have deleted there' }
    ]);
  });

  it.each([
    ['lists/worst.csv', 'Position,Name,Year,URL\n1,Heat,1995,u\n'],
    ['mine.csv', 'Title,Year\nHeat,1995\n'],
    [
      'list.csv',
      'Position,Const,Created,Title,Title Type,Year,Your Rating\n1,tt0113277,2020-01-01,Heat,Movie,1995,\n'
    ],
    ['films.txt', 'Heat (1995)\n'],
    [
      'collection-movies-1.json',
      '[{"collected_at":"2021-01-01T00:00:00Z","movie":{"title":"Heat","year":1995,"ids":{}}}]'
    ],
    [
      'lists-favorites.json',
      '[{"listed_at":"2021-01-01T00:00:00Z","movie":{"title":"Heat","year":1995,"ids":{}}}]'
    ]
  ])('that does not say what it means is asked about: %s', (name, content) => {
    expect(contents(name, content)).toEqual([]);
    expect(planOf(draftOf(matcher, { name, content })).unused).toHaveLength(1);
    expect(contents(name, content, { unrated: 'seen' })).toEqual(['seen 6']);
    expect(contents(name, content, { unrated: 'watchlist' })).toEqual(['watchlist 6']);
    expect(contents(name, content, { unrated: 'nothing' })).toEqual([]);
  });

  it.each([
    ['comments-movies.json', '[{"type":"movie","movie":{"title":"Heat","year":1995},"comment":{"id":1}}]'],
    ['ratings-episodes.json', '[{"rating":8,"show":{"title":"S","ids":{}}}]'],
    ['movies.csv', 'movieId,title,genres\n6,Heat (1995),Crime\n']
  ])('without an opinion on a movie is left out by name: %s', (name, content) => {
    const zip = zipSync({ [name]: strToU8(content), 'ratings.csv': strToU8(MOVIELENS) });
    expect(read('a.zip', zip).leftOut.map((file) => file.name)).toEqual([name]);
  });

  it('that cannot be read is named beside the good ones of an archive', () => {
    const zip = zipSync({
      'ratings.csv': strToU8('a,b\n1,2\n'),
      'watched.csv': strToU8('Name,Year\nHeat,1995\n')
    });
    const { files, leftOut } = read('a.zip', zip);
    expect(files.map(({ name }) => name)).toEqual(['watched.csv']);
    expect(leftOut[0]?.reason).toMatch(/^it names no movies: YAMR looks for a column/);
  });

  it('keeps its good items where others are none', () => {
    const items = [
      null,
      3,
      { rating: 8, movie: { title: 'Heat', year: null, ids: { imdb: 'tt0113277' } } },
      { movie: null }
    ];
    expect(contents('ratings-movies.json', JSON.stringify(items))).toEqual(['rated 6 4']);
    const file = fileOf('ratings-movies.json', JSON.stringify(items));
    expect(file.rows.map(({ problem }) => problem !== undefined)).toEqual([true, true, false, true]);
    const isShow = { type: 'show', rating: 9, movie: { title: 'x', year: 1975, ids: { tmdb: 1396 } } };
    expect(contents('ratings.json', JSON.stringify([isShow]))).toEqual([]);
    const own = {
      format: 'yamr-library',
      formatVersion: 1,
      exportedAt: '',
      entries: [{ list: 'rated' }, null]
    };
    expect(fileOf('yamr.json', JSON.stringify(own)).rows.map(({ problem }) => problem)).toEqual([
      'the entry is damaged',
      'the entry is damaged'
    ]);
  });

  it.each([
    ['a comma too many', (items: string) => `[${items},]`],
    ['a number that is none', (items: string) => `[{"rating":NaN,"movie":{"title":"Fargo"}},${items}]`],
    ['an end in an item', (items: string) => `[${items},{"rating":8,"movie":{"title":"Far`],
    ['an end in a list of an object', (items: string) => `{"movies":[${items},{"user_rat`],
    [
      'a comma too many in an object of lists',
      (items: string) => `{"shows":[],"movies":[${items},],"anime":[]}`
    ]
  ])('of JSON keeps its good items beside %s', (_, around) => {
    const item = {
      rating: 8,
      user_rating: 8,
      movie: { title: 'Heat', year: 1995, ids: {}, of: ['a', '[{"'] }
    };
    const text = around(JSON.stringify(item));
    expect(contents('ratings-movies.json', text)).toEqual(['rated 6 4']);
    expect(
      fileOf('ratings-movies.json', text)
        .rows.map(({ problem }) => problem)
        .filter(Boolean)
    ).toEqual(['it is damaged, or no item of a list']);
  });

  it('takes each row on the scale that it names itself, whatever the others are on', () => {
    const rows = 'Heat,1995,4/10\nThe Matrix,1999,4\nSe7en,1995,85%\nGodzilla,1998,★★\nToy Story,1995,4/0\n';
    expect(contents('mine.csv', `Title,Year,Rating\n${rows}`)).toEqual([
      'rated 1882 2',
      'rated 2571 4',
      'rated 47 4.5',
      'rated 6 2'
    ]);
    expect(fileOf('mine.csv', 'Title,Year,Rating\nHeat,1995,9/10\n').scaleMax).toBeUndefined();
  });

  it('takes no remark and no rating of everybody for what its owner thought', () => {
    expect(contents('mine.csv', 'Titre,Année,Note\nHeat,1995,8\n')).toEqual(['rated 6 4']);
    const remarks = 'Title,Year,Note\nHeat,1995,seen with Ann\n';
    expect(contents('mine.csv', remarks, { unrated: 'seen' })).toEqual(['seen 6']);
    expect(contents('mine.csv', 'Title,Year,IMDb,My Rating\nHeat,1995,8.0,9\n')).toEqual(['rated 6 4.5']);
  });

  it('takes a mini-series that the catalogue holds, and never for one of its parts', () => {
    const show = { title: 'Band of Brothers', year: 2001, ids: { imdb: 'tt0185906', tmdb: 1396 } };
    expect(contents('ratings-shows.json', JSON.stringify([{ rating: 10, show }]))).toEqual(['rated 7502 5']);
    const part = {
      type: 'episode',
      watched_at: '2020-01-01T00:00:00Z',
      episode: { season: 1, number: 1 },
      show
    };
    expect(contents('watched-history-1.json', JSON.stringify([part]))).toEqual([]);
    const table = 'TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Your Rating\n';
    expect(contents('ratings.csv', `${table}1396,tt0185906,tv,Band of Brothers,2001-09-09,1,1,9\n`)).toEqual(
      []
    );
  });

  it('is told apart from another one of its name', () => {
    const bytes = strToU8(MOVIELENS);
    const { files } = readFiles([
      { name: 'ratings.csv', bytes },
      { name: 'ratings.csv', bytes: strToU8(IMDB) }
    ]);
    expect(files.map(({ name, source }) => [name, source])).toEqual([
      ['ratings.csv', 'movielens'],
      ['ratings.csv (2)', 'imdb']
    ]);
  });

  it('of one of several archives is named with it, and so is what was left out', () => {
    const zip = zipSync({ 'ratings.csv': strToU8(MOVIELENS), 'bad.csv': strToU8('a,b\n1,2\n') });
    const { files, leftOut } = readFiles([
      { name: 'old.zip', bytes: zip },
      { name: 'new.zip', bytes: zip },
      { name: 'new.zip', bytes: zip }
    ]);
    expect(files.map(({ name }) => name)).toEqual([
      'old.zip: ratings.csv',
      'new.zip: ratings.csv',
      'new.zip: ratings.csv (2)'
    ]);
    expect(leftOut.map(({ name }) => name)).toEqual([
      'old.zip: bad.csv',
      'new.zip: bad.csv',
      'new.zip: bad.csv'
    ]);
  });

  it('brings the dates of its lists along', () => {
    const dates = (name: string, content: string) =>
      fileOf(name, content).rows.map(({ addedAtMs }) => addedAtMs);
    expect(dates('watchlist.csv', LETTERBOXD_WATCHLIST)).toEqual([
      Date.UTC(2020, 5, 1),
      Date.UTC(2020, 5, 2)
    ]);
    expect(dates('watchlist.csv', 'imdb_id,Title,Date Added\ntt1,Heat,2020-06-01\n')).toEqual([
      Date.UTC(2020, 5, 1)
    ]);
    expect(dates('lists-watchlist.json', TRAKT_WATCHLIST)).toEqual([Date.UTC(2022, 2, 4)]);
  });

  it('does not guess which of two dates is meant', () => {
    const text = 'Title,Year,Rating,Date\nHeat,1995,4,03/04/2021\n';
    expect(fileOf('a.csv', text)).toMatchObject({ asksDates: true, rows: [{ title: 'Heat' }] });
    expect(fileOf('a.csv', text).rows[0]?.addedAtMs).toBeUndefined();
    const told = readOne({ name: 'a.csv', bytes: strToU8(text) }, { dates: 'mdy' });
    expect(told.rows[0]?.addedAtMs).toBe(Date.UTC(2021, 2, 4));
    // Another row shows it.
    const shown = fileOf('a.csv', `${text}Fargo,1996,4,25/04/2021\n`);
    expect(shown).toMatchObject({ asksDates: false, rows: [{ addedAtMs: Date.UTC(2021, 3, 3) }, {}] });
  });

  it('does not guess whose bare numbers it holds', () => {
    expect(fileOf('a.txt', '603\n13\n')).toMatchObject({ asksNumbers: true });
    expect(contents('a.txt', '603\n13\n', { unrated: 'seen' })).toEqual([]);
    const told = readOne({ name: 'a.txt', bytes: strToU8('603\n13\n') }, { numbers: 'tmdb' });
    expect(matcher.matchFile(told).rows.map(({ match }) => match)).toEqual([
      { kind: 'matched', movieId: 2571 },
      { kind: 'matched', movieId: 356 }
    ]);
  });

  it('may end its lines as the Macintosh of old did', () => {
    expect(contents('a.csv', 'Title,Year,Rating\rHeat,1995,4\r"Matrix, The",1999,5\r')).toEqual([
      'rated 2571 5',
      'rated 6 4'
    ]);
  });

  it('shows no more of a title than a page can, and loses no other row to it', () => {
    const { rows } = fileOf('a.csv', `Title,Year,Rating\n${'x'.repeat(100_000)},1995,4\nHeat,1995,4\n`);
    expect(rows.map(({ title = '' }) => title.length)).toEqual([301, 4]);
  });

  it('is read otherwise when its owner says so', () => {
    const bytes = strToU8('Title;Year;Rating;Rating10\nHeat;1995;4;9\n');
    const name = 'a.csv';
    expect(readOne({ name, bytes }).settings).toMatchObject({
      delimiter: ';',
      ratingColumns: ['rating', 'rating10']
    });
    expect(readOne({ name, bytes }, { ratingColumn: 'rating10' })).toMatchObject({
      scaleMax: 10,
      rows: [{ value: 9 }]
    });
    expect(readOne({ name, bytes }, { source: 'criticker' })).toMatchObject({
      scaleMax: 100,
      zeroIsRating: true
    });
    expect(() => readOne({ name, bytes }, { delimiter: ',' })).toThrow('a.csv names no movies');
  });

  it('may have one item a line, where a damaged line costs itself', () => {
    const line = (title: string, rating: number) =>
      JSON.stringify({ movie: { title, year: 1995, ids: {} }, rating });
    const text = [line('Heat', 9), '{"movie": {"tit', line('Seven', 8), ''].join('\n');
    const { rows } = readOne({ name: 'ratings.jsonl', bytes: new TextEncoder().encode(text) });
    expect(rows.map(({ title, value, problem }) => [title, value, problem])).toEqual([
      ['Heat', 9, undefined],
      [undefined, undefined, 'it is damaged, or no item of a list'],
      ['Seven', 8, undefined]
    ]);
  });

  it.each([
    ['an empty file', '', 'is empty'],
    ['a table without movies', 'a,b\n1,2\n', 'names no movies'],
    ['a header alone', 'movieId,rating\n', 'holds no movies'],
    ['the ratings of two people', 'userId,movieId,rating\n1,1,1\n2,1,1\n', 'ratings of 2 people'],
    ['half a JSON file', '[{"rating": 5', 'is not whole'],
    ['half a JSON file of many lines', '[\n{"rating": 5},\n{"rating": 6},\n{"rat', 'is not whole'],
    ['JSON of something else', '{"a": 1}', 'neither a YAMR library nor'],
    ['a picture', '\x89PNG\0\0', 'is no text'],
    ['a web page', '<!DOCTYPE html><p>Log in</p>', 'is a web page'],
    ['a broken archive', 'PK\x03\x04 nothing', 'cannot be opened'],
    ['a newer YAMR', '{"format":"yamr-library","formatVersion":2}', 'newer YAMR'],
    ['a damaged library', '{"format":"yamr-library","formatVersion":1}', 'was damaged']
  ])('that is %s is refused in one sentence', (_, content, words) => {
    const bytes = Uint8Array.from(content, (char) => char.charCodeAt(0));
    const refuse = () => readFiles([{ name: 'file', bytes }]);
    expect(refuse).toThrow(words);
    expect(refuse).toThrow('Nothing was changed.');
  });
});
