/** `npm run credits`: names, directors, cast, languages and series of a dataset's movies from Wikidata, and newer movies. */
import { join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { YamrError } from '#core/errors';
import { buildDirectoryAtomically, refuseUnwritable } from '#training/atomic-output';
import { DATA_FLAG_HELP, findData } from '#training/movielens/find';
import { versions } from '#training/release/provenance';
import { integerBetween, runCommand } from './command.ts';
import { openFound } from './credits/found.ts';
import { updateCredits } from './credits/update.ts';
import { createWikidata, WIKIDATA_API, WIKIDATA_SPARQL } from './credits/wikidata.ts';

interface Options {
  readonly data?: string;
  readonly out?: string;
  readonly new?: boolean;
  readonly since?: string;
  readonly sitelinks: number;
  readonly contact?: string;
  readonly found: string;
  readonly batch: number;
  readonly queries: number;
  readonly pause: number;
  readonly sparql: string;
  readonly api: string;
}

const number = (value: number): string => value.toLocaleString('en-US');

function parseDay(value: string): string {
  // "2023-02-30" would become a day of March.
  const timeMs = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : NaN;
  if (!Number.isNaN(timeMs) && new Date(timeMs).toISOString().startsWith(value)) return value;
  throw new InvalidArgumentError('It must be a day like 2023-10-13.');
}

/** Wikimedia's policy wants a name and a way to reach whoever runs this. */
function userAgent(contact: string | undefined): string {
  const text = contact ?? process.env['YAMR_CONTACT'] ?? '';
  if (!/^[\x21-\x7e]+(@|:\/\/)[\x21-\x7e]+$/.test(text)) {
    throw new YamrError(
      'bad-input',
      'Say --contact (or YAMR_CONTACT) with your e-mail or web address: Wikidata wants to be able to reach whoever asks so much.'
    );
  }
  const { yamr = '', node = '' } = versions();
  return `YAMR/${yamr} (movie recommender; ${text}) node/${node}`;
}

await runCommand<Options>({
  name: 'credits',
  description:
    'Asks Wikidata for directors, cast, languages, countries, series, running times and all their names, and writes credits.csv into the dataset folder. Run it again to go on where it stopped.',
  setUp: (command) => {
    command
      .option('--data <dir>', DATA_FLAG_HELP)
      .option(
        '--out <dir>',
        'a new folder for a copy of the dataset that has them (default: the folder of --data)'
      )
      .option('--new', 'also adds movies released since the dataset ended to movies.csv and links.csv')
      .option('--since <day>', 'the first day of --new (default: the year of the last rating)', parseDay)
      .option(
        '--sitelinks <n>',
        'of --new: in how many wikis a movie has a page, at least',
        integerBetween(0, 1000),
        3
      )
      .option('--contact <text>', 'your e-mail or web address, sent to Wikidata (default: YAMR_CONTACT)')
      .option('--found <file>', 'what was found before; added to', '.data/credits.jsonl')
      .option('--batch <n>', 'movies in one query, at most', integerBetween(1, 500), 80)
      .option(
        '--queries <n>',
        'queries in this run, at most; what is missing then is for the next',
        integerBetween(0),
        Number.MAX_SAFE_INTEGER
      )
      .option('--pause <ms>', 'rest between two queries', integerBetween(0, 600_000), 1000)
      .option('--sparql <url>', 'Wikidata’s query service', WIKIDATA_SPARQL)
      .option('--api <url>', 'Wikidata’s API, which tells when its servers lag', WIKIDATA_API);
  },
  run: async (options, { progress, signal, print }) => {
    const { sparql, api, batch, sitelinks } = options;
    for (const url of [sparql, api]) {
      if (!URL.canParse(url) || !/^https?:/.test(url))
        throw new YamrError('bad-input', `${url} is not the address of a service.`);
    }
    if (options.since !== undefined && !options.new)
      throw new YamrError('bad-input', '--since goes with --new.');
    if (options.data === undefined && options.out === undefined) {
      throw new YamrError(
        'bad-input',
        'Say --out DIR for a copy of the dataset that has them, or --data DIR for the folder to write into.'
      );
    }
    const agent = userAgent(options.contact);
    const data = await findData({ data: options.data, progress, signal });
    const out = options.out ?? data;
    const isCopy = resolve(out) !== resolve(data);
    const work = async (folder: string): Promise<void> => {
      const found = await openFound(options.found);
      const wikidata = createWikidata({ sparqlUrl: sparql, apiUrl: api, userAgent: agent, pauseMs: options.pause, signal }); // prettier-ignore
      const fetching = { wikidata, found, batch, mostQueries: options.queries, progress, signal };
      const joining = options.new ? { since: options.since, sitelinksMin: sitelinks } : undefined;
      const { movies, credits, items, named, since, released, added, nameless } = await updateCredits(data, folder, fetching, joining); // prettier-ignore
      print(`${out}: credits of ${number(credits)} of ${number(movies)} movies; names of ${number(named)} of ${number(items)} people and things; ${number(wikidata.asked)} queries`); // prettier-ignore
      if (options.new) print(`Movies since ${since}: ${number(released)}, new here ${number(added)}, left out for want of a name ${number(nameless)}`); // prettier-ignore
    };
    // The work takes hours: whether its result can be written is known before it begins.
    if (isCopy) await buildDirectoryAtomically(out, work);
    else {
      await refuseUnwritable(join(data, 'credits.csv'));
      await work(data);
    }
  }
});
