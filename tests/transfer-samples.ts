/** Owns samples of what other services export, in their own columns: shared by unit and end-to-end tests. */
import { strToU8, zipSync } from 'fflate';

export const MOVIELENS = `userId,movieId,rating,timestamp
7,2571,4.5,1112486027
7,47,0.5,1112484676
7,999999,3.0,1112484819
`;

export const IMDB = `Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors
tt0133093,9,2021-05-04,The Matrix,The Matrix,https://www.imdb.com/title/tt0133093,Movie,8.7,136,1999,"Action, Sci-Fi",2000000,1999-03-24,"Lana Wachowski, Lilly Wachowski"
tt0114369,7,2021-05-05,Se7en,Se7en,https://www.imdb.com/title/tt0114369,Movie,8.6,127,1995,"Crime, Drama",1700000,1995-09-15,David Fincher
tt0903747,10,2021-05-06,Breaking Bad,Breaking Bad,https://www.imdb.com/title/tt0903747,TV Series,9.5,49,2008,"Crime, Drama",2000000,2008-01-20,
`;

export const TRAKT_RATINGS = JSON.stringify([
  {
    rated_at: '2022-01-02T03:04:05.000Z',
    rating: 8,
    type: 'movie',
    movie: {
      title: 'The Matrix',
      year: 1999,
      ids: { trakt: 481, slug: 'the-matrix-1999', imdb: 'tt0133093', tmdb: 603 }
    }
  },
  { rated_at: '2022-01-02T03:04:05.000Z', rating: 10, type: 'show', show: { title: 'A Show', ids: {} } }
]);

export const TRAKT_WATCHLIST = JSON.stringify([
  {
    rank: 1,
    listed_at: '2022-03-04T00:00:00.000Z',
    type: 'movie',
    movie: { title: 'Seven Samurai', year: 1954, ids: { imdb: 'tt0047478', tmdb: 346 } }
  }
]);

/** Two movies that everybody has, one that nobody made. */
export const LETTERBOXD_CSV = `Date,Name,Year,Letterboxd URI,Rating
2020-05-02,Amélie,2001,https://boxd.it/2b1a,5
2020-05-04,Seven Samurai,1954,https://boxd.it/2a9q,4
2020-05-03,A Film That Nobody Made,2019,https://boxd.it/zzzz,2
`;

const LETTERBOXD_FILES = {
  'profile.csv': 'Date Joined,Username\n2020-01-01,somebody\n',
  'ratings.csv': `Date,Name,Year,Letterboxd URI,Rating
2020-05-01,"Matrix, The",1999,https://boxd.it/2a1m,4.5
2020-05-02,Amélie,2002,https://boxd.it/2b1a,5
2020-05-03,A Film That Nobody Made,2019,https://boxd.it/zzzz,2
`,
  'watched.csv': `Date,Name,Year,Letterboxd URI
2020-05-01,"Matrix, The",1999,https://boxd.it/2a1m
2020-05-04,Seven Samurai,1954,https://boxd.it/2a9q
`,
  'diary.csv': `Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2020-05-01,"Matrix, The",1999,https://boxd.it/aaaa,3,,,2020-04-30
`,
  'watchlist.csv': `Date,Name,Year,Letterboxd URI
2020-06-01,Twelve Angry Men,,https://boxd.it/29fy
2020-06-02,Forrest Gump,1994,https://boxd.it/2bbb
`,
  'reviews.csv': 'Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n',
  'deleted/diary.csv': `Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2019-01-01,Forrest Gump,1994,https://boxd.it/cccc,0.5,,,2019-01-01
`
};
export const letterboxdZip = (): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(LETTERBOXD_FILES).map(([name, text]) => [name, strToU8(text)])));
export const LETTERBOXD_WATCHLIST = LETTERBOXD_FILES['watchlist.csv'];
