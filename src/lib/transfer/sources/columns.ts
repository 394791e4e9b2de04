/** Owns what services call the columns of their tables, in their languages, and which column of a table has which part. */

/** The most telling first. Names are compared in lower case, letters and digits alone. */
const COLUMNS = {
  userId: ['userid'],
  movieId: ['movieid'],
  imdbId: ['const', 'imdbid', 'imdb', 'movieimdbid', 'imdbconst', 'tconst', 'imdbnumber', 'titleid'],
  tmdbId: ['tmdbid', 'tmdb', 'movietmdbid', 'themoviedbid', 'tmdbmovieid'],
  address: ['url', 'imdburl', 'imdblink', 'tmdburl', 'tmdblink', 'uri', 'link'],
  title: [
    ...[
      'title',
      'name',
      'filmname',
      'movietitle',
      'moviename',
      'filmtitle',
      'film',
      'movie',
      'nameen',
      'titleen'
    ],
    ...[
      'englishtitle',
      'primarytitle',
      'nameuk',
      'titleuk',
      'titel',
      'filmtitel',
      'titre',
      'titulo',
      'título'
    ],
    ...['titolo', 'tytuł', 'назва', 'назвафільму', 'название', 'англійськаназва']
  ],
  originalTitle: [
    ...['originaltitle', 'nameoriginal', 'originalname', 'titleoriginal', 'nameorig', 'nameen', 'titleen'],
    ...['originaltitel', 'titreoriginal', 'títulooriginal', 'titolooriginale', 'tytułoryginalny'],
    ...['оригінальнаназва', 'оригинальноеназвание', 'англійськаназва']
  ],
  year: [
    ...['year', 'releaseyear', 'movieyear', 'filmyear', 'startyear', 'jahr', 'année', 'annee', 'año', 'anno'],
    ...['rok', 'рік', 'год', 'releasedate', 'released']
  ],
  rating: [
    ...[
      'yourrating',
      'yourated',
      'myrating',
      'userrating',
      'rating',
      'rating10',
      'stars',
      'score',
      'userscore'
    ],
    ...['myscore', 'yourscore', 'vote', 'myvote', 'note', 'bewertung', 'puntuación', 'voto', 'ocena'],
    ...['мояоцінка', 'оцінка', 'мояоценка', 'оценка', 'tier']
  ],
  /** When it was rated or seen. */
  date: [
    ...['daterated', 'ratedat', 'userratedat', 'watcheddate', 'watchedat', 'lastwatchedat', 'watchdate'],
    ...[
      'datewatched',
      'timestamp',
      'ratingdate',
      'reviewdate',
      'created',
      'createdat',
      'dateadded',
      'addedat'
    ],
    ...['date', 'listedat', 'datum', 'дата', 'датаоцінки']
  ],
  /** When it came on a list. */
  listed: [
    ...[
      'listedat',
      'addedtowatchlistat',
      'created',
      'createdat',
      'dateadded',
      'addedat',
      'added',
      'date',
      'datum'
    ],
    ...['дата', 'timestamp']
  ],
  /** A date in it says that the movie was seen. */
  watched: ['watcheddate', 'watchedat', 'lastwatchedat', 'datewatched', 'watchdate', 'lastwatched'],
  /** What its owner has done with it, in a word. */
  status: ['status', 'watchstatus', 'liststatus', 'watchlist', 'state', 'статус'],
  type: ['titletype', 'type', 'mediatype', 'kind', 'тип', 'typ', 'tipo'],
  season: ['seasonnumber', 'season'],
  episode: ['episodenumber', 'episode']
} as const;
export type Column = keyof typeof COLUMNS;

/** Lower case, letters and digits of any script alone. */
export const plainName = (cell: string): string => cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

export interface Columns {
  /** Of the header, plain. */
  readonly names: readonly string[];
  readonly known: ReadonlySet<string>;
  /** Where a part stands, best first. */
  readonly places: ReadonlyMap<Column, readonly number[]>;
}

export function columnsOf(header: readonly string[]): Columns {
  const names = header.map(plainName);
  const places = new Map<Column, readonly number[]>();
  for (const [column, candidates] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
    const found = candidates.map((name) => names.indexOf(name)).filter((place) => place >= 0);
    if (found.length > 0) places.set(column, found);
  }
  return { names, known: new Set(names), places };
}

/** Whether a line can be a header: it names movies. */
export const namesMovies = ({ places }: Columns): boolean =>
  (['movieId', 'imdbId', 'tmdbId', 'title', 'originalTitle', 'address'] as const).some((column) =>
    places.has(column)
  );
