/** `npm run data`: finds or downloads the dataset, checks every row of it and prints what it holds. */
import { YamrError } from '#core/errors';
import { STAR_VALUES } from '#core/rating';
import { analyse, type DataAnalysis, type NamedCount } from '#training/movielens/analysis';
import { describeProblem, type DataReport } from '#training/movielens/data-report';
import { DATA_FLAG_HELP, findData } from '#training/movielens/find';
import { convertDataset, type ConvertedFile } from '#training/movielens/formats/convert';
import { loadMovieLens } from '#training/movielens/load';
import { runCommand, type CommandContext } from './command.ts';

const number = (value: number): string => value.toLocaleString('en-US');
const day = (timestampSec: number): string => new Date(timestampSec * 1000).toISOString().slice(0, 10);
const list = (counts: readonly NamedCount[]): string =>
  counts.map(({ name, count }) => `${name} ${number(count)}`).join(', ');

function describeRatings(ratings: DataAnalysis['ratings']): string[] {
  const [fewest, median, most] = ratings.perUser;
  const highest = Math.max(...ratings.histogram);
  return [
    `Ratings: ${number(ratings.count)} by ${number(ratings.users)} users of ${number(ratings.movies)} movies, ${day(ratings.firstTimestampSec)} to ${day(ratings.lastTimestampSec)}`,
    `  a user: ${number(fewest)} to ${number(most)}, median ${number(median)}; mean ${ratings.meanStars.toFixed(3)} stars`,
    ...ratings.histogram.map((count, k) => {
      const bar = '#'.repeat(Math.round((40 * count) / highest));
      return `  ${(STAR_VALUES[k] ?? 0).toFixed(1)} ${number(count).padStart(11)} ${bar}`.trimEnd();
    })
  ];
}

function describeMovies(movies: DataAnalysis['movies']): string[] {
  const years = movies.years ? `${movies.years[0]} to ${movies.years[1]}` : 'no years';
  return [
    `Movies: ${number(movies.count)}, ${years}, ${number(movies.withoutYear)} without a year`,
    `  genres: ${list(movies.genres)}; none: ${number(movies.withoutGenres)}`,
    `  linked to IMDb: ${number(movies.withImdb)}, to TMDB: ${number(movies.withTmdb)} (missing ${number(movies.count - movies.withTmdb)})`
  ];
}

function describeTags(tags: DataAnalysis['tags']): string[] {
  if (!tags.mostTagged) return ['Tags: none'];
  return [
    `Tags: ${number(tags.count)} (${number(tags.distinct)} different) on ${number(tags.movies)} movies by ${number(tags.users)} users`,
    `  most on one movie: ${number(tags.mostTagged.count)} on ${tags.mostTagged.name}`,
    `  most frequent: ${list(tags.frequent)}`
  ];
}

function describeCredits(credits: DataAnalysis['credits']): string[] {
  if (!credits) return ['Credits: none'];
  return [
    `Credits: of ${number(credits.count)} movies`,
    `  with ${list(credits.lists)}`,
    `  people and things: ${number(credits.ids)}, with a name ${number(credits.named)}`
  ];
}

function describeReport({ rows, badRows, problems }: DataReport): string[] {
  if (badRows === 0) return [`Checked: ${number(rows)} rows, all good`];
  const more = badRows - problems.length;
  return [
    `Checked: ${number(rows)} rows, ${number(badRows)} left out:`,
    ...problems.map((problem) => `  ${describeProblem(problem)}`),
    ...(more > 0 ? [`  and ${number(more)} more`] : [])
  ];
}

function describeConversion({ name, from, encoding }: ConvertedFile): string {
  const { windows1252, utf16 } = encoding;
  const lines = [
    ...(windows1252 > 0 ? [`lines in Windows-1252: ${number(windows1252)}`] : []),
    ...(utf16 > 0 ? [`lines in UTF-16: ${number(utf16)}`] : [])
  ];
  return `${name} from ${from}, ${lines.join(', ') || 'all of it UTF-8'}`;
}

/** Where the data is, once it is in the present format. */
async function present(
  { data, from, out }: Options,
  { progress, signal, print }: CommandContext
): Promise<string> {
  if (from === undefined && out === undefined) return findData({ data, progress, signal });
  if (from === undefined || out === undefined || data !== undefined)
    throw new YamrError('bad-input', 'Say --from DIR and --out DIR together, and then no --data.');
  const converted = await convertDataset(from, out, { progress, signal });
  for (const file of converted) print(describeConversion(file));
  if (converted.some(({ separator }) => separator === 'bar'))
    print('ml-100k numbers its movies by itself: a model of it knows no other edition’s movieId.');
  return out;
}

interface Options {
  readonly data?: string;
  readonly from?: string;
  readonly out?: string;
}

await runCommand<Options>({
  name: 'data',
  description: 'Finds or downloads the MovieLens data, checks it and prints what it holds.',
  setUp: (command) => {
    command
      .option('--data <dir>', DATA_FLAG_HELP)
      .option(
        '--from <path>',
        'an edition in another format or encoding (ml-1m, ml-10m, ml-100k, ZIP, gzip, Latin-1), to convert'
      )
      .option('--out <dir>', 'the folder in the present format that --from becomes');
  },
  run: async (options, context) => {
    const { progress, signal, print } = context;
    const directory = await present(options, context);
    progress.start(`Reading ${directory}`, 1);
    const tables = await loadMovieLens(directory, {
      onProgress: (done, total) => progress.update(done / total),
      signal
    });
    progress.finish();
    const { ratings, movies, tags, credits } = analyse(tables);
    print(`${tables.name} in ${directory}`);
    print(`sha256 ${tables.sha256}`);
    const lines = [
      describeRatings(ratings),
      describeMovies(movies),
      describeTags(tags),
      describeCredits(credits),
      describeReport(tables.report)
    ];
    for (const line of lines.flat()) print(line);
  }
});
