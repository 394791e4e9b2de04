/**
 * Owns reading a MovieLens folder (movies.csv, ratings.csv; tags.csv, links.csv and credits.csv where they are):
 * every row is checked here, once, and trusted everywhere else. Format: README.txt of ml-latest-small (GroupLens).
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { YamrError } from '#core/errors';
import { isMovieId } from '#core/ids';
import { badMovieId, parseId, readTable, type Reading } from './checked-rows.ts';
import { readCredits } from './credits-file.ts';
import type { SourceFile } from './csv.ts';
import { createReportBuilder, type DataReport } from './data-report.ts';
import { findDuplicates, removeRows } from './duplicates.ts';
import { conversionOf, explainFormat } from './formats/source.ts';
import { lineOfRow, readRatings } from './ratings-file.ts';
import type { MovieLensTables, MovieRow, RatingColumns, TagRow } from './tables.ts';
import { NotUtf8Error } from './utf8.ts';

export interface LoadOptions {
  /** Bytes read so far, of all files, and their total. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The tables with what had to be left out of them. */
export interface LoadedTables extends MovieLensTables {
  readonly report: DataReport;
}

const FILES = ['movies.csv', 'ratings.csv', 'tags.csv', 'links.csv', 'credits.csv'] as const;
const NO_GENRES = '(no genres listed)';

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}

/**
 * Reads and checks a folder. Streams: 32 million ratings stay under 4 GB. `sha256` is over a line
 * "<name> <sha256 of the file>" for each file present, in the order movies, ratings, tags, links,
 * credits. Throws `not-found` (no such folder, or not in this format), `bad-data` (empty file, wrong header, not
 * UTF-8, more than 1% bad rows in a file) and `aborted`.
 */
export async function loadMovieLens(directory: string, options: LoadOptions = {}): Promise<LoadedTables> {
  try {
    return await readFolder(directory, options);
  } catch (thrown) {
    throw await explain(directory, thrown);
  }
}

/** The error with its remedy, where the folder is in another of MovieLens' formats or encodings. */
async function explain(directory: string, thrown: unknown): Promise<unknown> {
  if (!(thrown instanceof YamrError) || (thrown.code !== 'bad-data' && thrown.code !== 'not-found'))
    return thrown;
  const message =
    (await explainFormat(directory)) ??
    (thrown instanceof NotUtf8Error
      ? `${thrown.message.slice(0, -1)}; ${conversionOf(directory)} converts it.`
      : undefined);
  return message === undefined ? thrown : new YamrError(thrown.code, message, { cause: thrown });
}

async function readFolder(directory: string, { onProgress, signal }: LoadOptions): Promise<LoadedTables> {
  const folder = await stat(directory).catch(() => undefined);
  if (!folder?.isDirectory()) {
    throw new YamrError('not-found', `The data folder ${directory} does not exist.`);
  }
  const sizes = await Promise.all(FILES.map((name) => sizeOf(join(directory, name))));
  const sources = FILES.map((name, k) => ({ directory, name, sha256: '', sizeBytes: sizes[k] }));
  const [movieFile, ratingFile, tagFile, linkFile, creditFile] = sources;
  for (const file of [movieFile, ratingFile]) {
    if (file?.sizeBytes === undefined) {
      throw new YamrError(
        'not-found',
        `${directory} is not a MovieLens folder: it has no ${file?.name ?? 'files'}.`
      );
    }
  }
  const totalBytes = sources.reduce((sum, file) => sum + (file.sizeBytes ?? 0), 0);
  let doneBytes = 0;
  const onBytes = (bytes: number): void => onProgress?.((doneBytes += bytes), totalBytes);
  const reading: Reading = { reports: createReportBuilder(), onBytes, signal };

  const movies = await readMovies(movieFile!, reading);
  if (linkFile?.sizeBytes !== undefined) await readLinks(linkFile, movies, reading);
  const ratings = await readCheckedRatings(ratingFile!, ratingFile?.sizeBytes ?? 0, movies, reading);
  const tags = tagFile?.sizeBytes === undefined ? [] : await readTags(tagFile, movies, reading);
  const credits =
    creditFile?.sizeBytes === undefined
      ? undefined
      : await readCredits(creditFile, (movieId) => movies.has(movieId), reading);

  const hash = createHash('sha256');
  for (const file of sources) if (file.sha256) hash.update(`${file.name} ${file.sha256}\n`);
  return {
    name: basename(resolve(directory)),
    sha256: hash.digest('hex'),
    movies: [...movies.values()],
    ratings,
    tags,
    ...(credits && { credits }),
    report: reading.reports.report()
  };
}

type MutableMovieRow = { -readonly [K in keyof MovieRow]: MovieRow[K] };
type MoviesById = Map<number, MutableMovieRow>;

async function readMovies(file: SourceFile, reading: Reading): Promise<MoviesById> {
  const movies: MoviesById = new Map();
  await readTable(
    file,
    ['movieId', 'title', 'genres'],
    reading,
    ([idText, rawTitle = '', genreText = '']) => {
      const movieId = parseId(idText);
      if (!isMovieId(movieId)) return badMovieId(idText);
      if (rawTitle.trim() === '') return `movie ${movieId} has no title`;
      if (movies.has(movieId)) return `movie ${movieId} is listed twice`;
      const genres = genreText.split('|').filter((genre) => genre !== '' && genre !== NO_GENRES);
      movies.set(movieId, { movieId, rawTitle, genres: [...new Set(genres)], imdbId: 0, tmdbId: 0 });
      return undefined;
    }
  );
  if (movies.size === 0)
    throw new YamrError('bad-data', `${file.name} in ${file.directory} holds no movies.`);
  return movies;
}

async function readLinks(file: SourceFile, movies: MoviesById, reading: Reading): Promise<void> {
  const linked = new Set<number>();
  await readTable(file, ['movieId', 'imdbId', 'tmdbId'], reading, ([idText, imdbText, tmdbText]) => {
    const movieId = parseId(idText);
    if (!isMovieId(movieId)) return badMovieId(idText);
    const movie = movies.get(movieId);
    if (!movie) return `movie ${movieId} is not in movies.csv`;
    if (linked.has(movieId)) return `movie ${movieId} is linked twice`;
    const imdbId = imdbText === '' ? 0 : parseId(imdbText);
    const tmdbId = tmdbText === '' ? 0 : parseId(tmdbText);
    if (!Number.isSafeInteger(imdbId) || !Number.isSafeInteger(tmdbId)) return 'a link is not a number';
    linked.add(movieId);
    movie.imdbId = imdbId;
    movie.tmdbId = tmdbId;
    return undefined;
  });
}

async function readTags(file: SourceFile, movies: MoviesById, reading: Reading): Promise<TagRow[]> {
  const tags: TagRow[] = [];
  await readTable(
    file,
    ['userId', 'movieId', 'tag', 'timestamp'],
    reading,
    ([userText, idText, tag = '', timeText]) => {
      const userId = parseId(userText);
      const movieId = parseId(idText);
      const timestampSec = parseId(timeText);
      if (!isMovieId(userId))
        return `the userId "${(userText ?? '').slice(0, 40)}" is not a positive whole number of 31 bits`;
      if (!isMovieId(movieId)) return badMovieId(idText);
      if (!movies.has(movieId)) return `movie ${movieId} is not in movies.csv`;
      if (tag.trim() === '') return 'the tag is empty';
      if (!(timestampSec <= 0xffffffff))
        return `the timestamp "${(timeText ?? '').slice(0, 40)}" is not in Unix seconds`;
      tags.push({ userId, movieId, tag, timestampSec });
      return undefined;
    }
  );
  return tags;
}

async function readCheckedRatings(
  file: SourceFile,
  sizeBytes: number,
  movies: MoviesById,
  { reports, ...options }: Reading
): Promise<RatingColumns> {
  const tally = reports.open(file.name);
  const { columns, skippedLines } = await readRatings(
    file,
    sizeBytes,
    (movieId) => movies.has(movieId),
    tally,
    options
  );
  const duplicates = findDuplicates(columns);
  for (const row of duplicates) {
    const userId = columns.userId[row]!;
    const movieId = columns.movieId[row]!;
    tally.reject(lineOfRow(row, skippedLines), `user ${userId} has already rated movie ${movieId}`);
  }
  reports.close(tally);
  const ratings = removeRows(columns, duplicates);
  if (ratings.stars.length === 0)
    throw new YamrError('bad-data', `${file.name} in ${file.directory} holds no ratings.`);
  return ratings;
}
