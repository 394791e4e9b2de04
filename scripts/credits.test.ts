/** `npm run credits` against a server on this machine: what is found, kept, waited for, refused and trained on. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asMovieId } from '#core/ids';
import { createVisitorModel } from '#scorer/create-model';
import { buildDataset } from '#training/dataset';
import { fitYamr } from '#training/models/yamr/fit';
import { TINY_OPTIONS } from '#training/models/yamr/tiny-options';
import { loadMovieLens } from '#training/movielens/load';
import { silentProgress } from '#training/progress';
import { readReleaseFolder } from '#training/release/read';
import { writeRelease } from '#training/release/write';
import { generateMovieLens } from '#training/synthetic/generate';
import { writeMovieLens } from '#training/synthetic/write';
import { useWasm } from '#training/tfjs-node';
import {
  cutShort,
  outOfTime,
  silence,
  startWikidataServer,
  status,
  type Question,
  type QuestionKind,
  type ServedFilm,
  type ServedWorld,
  type ServerScript,
  type WikidataServer
} from '../tests/wikidata-server.ts';
import { openFound } from './credits/found.ts';
import { imdbText } from './credits/queries.ts';
import { updateCredits, type UpdateResult } from './credits/update.ts';
import { createWikidata, type WikidataOptions } from './credits/wikidata.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
const root = fileURLToPath(new URL('..', import.meta.url));
/** Movies of the dataset, and those of them that have an IMDb id. */
const ALL = 20;
const MOVIES = 12;
const base = generateMovieLens({ users: 20, movies: ALL, ratings: 400, seed: 1 });
const tables = {
  ...base,
  movies: base.movies.map((movie, k) => ({ ...movie, imdbId: k < MOVIES ? 100 + k : 0 }))
};

/** The films of the dataset, and two that came out since, of which MovieLens has one. */
const film = (imdbId: number, more: Partial<ServedFilm> = {}): ServedFilm => ({
  item: `Q${imdbId}`,
  imdb: imdbText(imdbId),
  seconds: 5400,
  facts: { P57: ['Q7'], P161: ['Q9', 'Q8'], P364: ['Q1860'], P136: ['Q130232'], P31: ['Q11424'] },
  ...more
});
const DUNE = film(15239678, {
  tmdb: '693134',
  sitelinks: 90,
  released: ['2024-02-27', '2024-03-01'],
  facts: { P57: ['Q7'], P136: ['Q471839', 'Q319221', 'Q999'], P31: ['Q11424'] }
});
const WORLD: ServedWorld = {
  films: [
    ...tables.movies.slice(0, MOVIES).map(({ imdbId }) => film(imdbId, { released: ['2024-02-02'] })),
    DUNE
  ],
  names: {
    Q7: { en: 'Ann | Director', mul: 'Anna' },
    Q8: { mul: 'Bo' },
    Q9: { de: 'Carl', xx: 'no' },
    Q1860: { en: 'English' },
    Q130232: { en: 'drama film' },
    Q15239678: { en: 'Dune: Part Two' }
  }
};

let folder = '';
let server: WikidataServer | undefined;
const at = (name: string): string => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-credits-'));
  await writeMovieLens(tables, at('data'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

interface RunOptions {
  readonly script?: ServerScript;
  readonly world?: ServedWorld;
  readonly batch?: number;
  readonly mostQueries?: number;
  readonly since?: string;
  readonly wikidata?: Partial<WikidataOptions>;
}

/** Runs the flow in this process, in the dataset's own folder, with waits of milliseconds. */
async function update({
  script,
  world = WORLD,
  batch = 4,
  mostQueries = 999,
  since,
  wikidata
}: RunOptions = {}): Promise<UpdateResult> {
  await server?.close();
  server = await startWikidataServer(world, script);
  const client = createWikidata({
    sparqlUrl: server.sparqlUrl,
    apiUrl: server.apiUrl,
    userAgent: 'YAMR/0 (test; me@example.org)',
    pauseMs: 0,
    retryMs: 2,
    throttledMs: 50,
    timeoutMs: 400,
    ...wikidata
  });
  const options = {
    wikidata: client,
    found: await openFound(at('found.jsonl')),
    batch,
    mostQueries,
    progress: silentProgress
  };
  return updateCredits(
    at('data'),
    at('data'),
    options,
    since === undefined ? undefined : { since, sitelinksMin: 3 }
  );
}
const asked = (kind: QuestionKind): Question[] => server?.questions.filter((one) => one.kind === kind) ?? [];
const sizes = (kind: QuestionKind): number[] => asked(kind).map(({ about }) => about.length);

describe('npm run credits', () => {
  it('writes what Wikidata says of every movie, with names beside ids', async () => {
    const result = await update();
    expect(result).toMatchObject({ movies: ALL, credits: MOVIES, items: 5, named: 5 });
    const { credits, report } = await loadMovieLens(at('data'));
    expect(report.badRows).toBe(0);
    expect(credits).toHaveLength(MOVIES);
    expect(credits?.[0]).toEqual({
      movieId: tables.movies[0]?.movieId,
      imdbId: 100,
      wikidata: 'Q100',
      directors: ['Q7'],
      directorNames: ['Ann / Director'],
      cast: ['Q8', 'Q9'],
      castNames: ['Bo', 'Carl'],
      genres: ['Q130232'],
      genreNames: ['drama film'],
      countries: [],
      countryNames: [],
      languages: ['Q1860'],
      languageNames: ['English'],
      basedOn: [],
      basedOnNames: [],
      series: [],
      seriesNames: [],
      runtimeMinutes: 90
    });
    expect(sizes('films')).toEqual([4, 4, 4]);
    expect(sizes('names')).toEqual([5]);
  });

  it('asks nothing twice, and keeps what the folder had where Wikidata has nothing', async () => {
    const lists = { cast: [], genres: [], countries: [], languages: [], basedOn: [], series: [] };
    const movieId = tables.movies[0]?.movieId ?? 0;
    const row = {
      movieId,
      imdbId: 100,
      wikidata: 'Q55',
      ...lists,
      directors: ['Q56'],
      directorNames: ['Kept']
    };
    await rm(at('data'), { recursive: true });
    await writeMovieLens({ ...tables, credits: [row] }, at('data'));
    const world = { ...WORLD, films: WORLD.films.slice(1) };
    await update({ world });
    const { credits } = await loadMovieLens(at('data'));
    expect(credits?.[0]).toMatchObject({ wikidata: 'Q55', directors: ['Q56'], directorNames: ['Kept'] });
    await update({ world });
    expect(server?.questions).toEqual([]);
    expect((await loadMovieLens(at('data'))).credits).toEqual(credits);
  });

  it('takes the older of two items for one movie', async () => {
    const twice = [film(100, { item: 'Q990' }), film(100, { item: 'Q89' })];
    await update({ world: { ...WORLD, films: twice } });
    expect((await loadMovieLens(at('data'))).credits?.map(({ wikidata }) => wikidata)).toEqual(['Q89']);
  });

  it('sends no more queries than it may, and goes on in the next run', async () => {
    expect(await update({ mostQueries: 2 })).toMatchObject({ credits: 8, named: 0 });
    expect(server?.questions).toHaveLength(2);
    expect(await update()).toMatchObject({ credits: MOVIES, named: 5 });
    expect(sizes('films')).toEqual([4]);
  });

  it('rests between two queries, and asks each time whether servers lag', async () => {
    await update({ wikidata: { pauseMs: 60 } });
    const times = server?.questions.map(({ atMs }) => atMs) ?? [];
    expect(times).toHaveLength(4);
    for (const [k, atMs] of times.slice(1).entries()) expect(atMs - (times[k] ?? 0)).toBeGreaterThan(55);
    expect(server?.lagChecks()).toBe(4);
  });
});

describe('what a service can answer instead', () => {
  const lagging = (headers: Record<string, string>) =>
    status(200, headers, '{"error":{"code":"maxlag","info":"Waiting for all: 7 seconds lagged.","lag":7}}');

  it('429 with Retry-After: it waits that long, then goes on', async () => {
    await update({
      script: { answer: (_, n) => (n === 0 ? status(429, { 'Retry-After': '1' }) : undefined) }
    });
    const [first, second] = server?.questions ?? [];
    expect(second?.about).toEqual(first?.about);
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(990);
  });

  it('429 without: it waits as long as it says itself', async () => {
    await update({ script: { answer: (_, n) => (n === 0 ? status(429) : undefined) } });
    const [first, second] = server?.questions ?? [];
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(45);
  });

  it('that it lags: no query is sent before it has caught up', async () => {
    let queriesBefore: number | undefined;
    await update({
      script: {
        lag: (n) => (n === 0 ? lagging({ 'Retry-After': '1' }) : undefined),
        answer: () => {
          queriesBefore ??= server?.lagChecks();
          return undefined;
        }
      }
    });
    expect(queriesBefore).toBe(2);
  });

  it.each([
    ['503', status(503, { 'Retry-After': '0' })],
    ['502', status(502)],
    ['a 500 with a stack trace', status(500, {}, 'java.util.concurrent.TimeoutException')],
    ['broken JSON', status(200, {}, '{"results":')],
    ['JSON of another shape', status(200, {}, '{"results":[]}')],
    [
      'bytes that are not UTF-8',
      (response: ServerResponse) => void response.end(Buffer.from([0x7b, 0xff, 0x7d]))
    ],
    ['an answer that ran out of time', outOfTime],
    ['an answer that is cut short', cutShort],
    ['silence', silence]
  ] as const)('%s, once: it asks again, and nothing is lost', async (_, answer) => {
    await update({ script: { answer: (__, n) => (n === 1 ? answer : undefined) } });
    expect((await loadMovieLens(at('data'))).credits).toHaveLength(MOVIES);
    expect(sizes('films')).toEqual([4, 4, 4, 4]);
  });

  it('that a query is too heavy: it asks for half, and for more again later', async () => {
    const answer = ({ about, kind }: Question) =>
      kind === 'films' && about.length > 2 ? outOfTime : undefined;
    await update({ script: { answer }, batch: 8 });
    expect((await loadMovieLens(at('data'))).credits).toHaveLength(MOVIES);
    expect(sizes('films').slice(0, 6)).toEqual([8, 8, 4, 4, 2, 4]);
  });

  it.each([
    ['503 for ever', status(503), /^127\.0\.0\.1:\d+ answers 503 again and again; what was found is kept, so run the command again later\.$/],
    ['broken answers for ever', outOfTime, /answers with broken JSON; what was found is kept/],
    ['a wait of an hour', status(429, { 'Retry-After': '3600' }), / wants to be left alone for 1 h 00 min; what was found is kept/],
    ['that this client is banned', status(403), /refuses the query \(403\): it may have banned this client for a day; what was found is kept\.$/],
    ['that the query is wrong', status(400), /refuses the query \(400\); /]
  ] as const)('%s: it ends in one sentence, and goes on from there when run again', async (_, answer, message) => {
    const before = await readFile(join(at('data'), 'movies.csv'), 'utf8');
    await expect(update({ script: { answer: (__, n) => (n >= 1 ? answer : undefined) } })).rejects.toThrow(message);
    expect((await loadMovieLens(at('data'))).credits).toBeUndefined();
    expect(await readFile(join(at('data'), 'movies.csv'), 'utf8')).toBe(before);
    await update();
    expect(sizes('films')).toEqual([4, 4]);
  }); // prettier-ignore

  it('nothing at all: it says that it cannot be reached', async () => {
    const wikidata = { sparqlUrl: 'http://127.0.0.1:9/sparql', apiUrl: 'http://127.0.0.1:9/w/api.php' };
    await expect(update({ wikidata })).rejects.toThrow(/^127\.0\.0\.1:9 cannot be reached again and again; /);
  });

  it('a file of answers that was cut short: only the last line is asked for again', async () => {
    await update();
    const text = await readFile(at('found.jsonl'), 'utf8');
    const lines = text.split('\n');
    await writeFile(
      at('found.jsonl'),
      `${lines.slice(0, 5).join('\n')}\nnonsense\n${(lines[6] ?? '').slice(0, 20)}`
    );
    await update();
    expect(sizes('films').reduce((sum, size) => sum + size, 0)).toBe(MOVIES - 5);
    await update();
    expect(server?.questions).toEqual([]);
  });
});

describe('--new', () => {
  const newest = async () => (await loadMovieLens(at('data'))).movies.at(-1);

  it('adds movies released since, with a number that no MovieLens movie has, and the same in every run', async () => {
    expect(await update({ since: '2024-01-15' })).toMatchObject({ released: MOVIES + 1, added: 1, movies: ALL + 1 }); // prettier-ignore
    const dune = { movieId: 25239678, rawTitle: 'Dune: Part Two (2024)', genres: ['Adventure', 'Sci-Fi'], imdbId: 15239678, tmdbId: 693134 }; // prettier-ignore
    expect(await newest()).toEqual(dune);
    expect((await loadMovieLens(at('data'))).credits?.at(-1)).toMatchObject({ movieId: 25239678, directorNames: ['Ann / Director'] }); // prettier-ignore
    await rm(at('found.jsonl'));
    expect(await update({ since: '2024-01-15' })).toMatchObject({ added: 0, movies: ALL + 1 });
    expect(await newest()).toEqual(dune);
  });

  it('asks a month at a time, from the day on, and not again for a month that it asked for today', async () => {
    await update({ since: '2024-01-15' });
    const months = asked('released').map(({ about }) => about.join(' '));
    expect(months.slice(0, 3)).toEqual([
      '2024-01-15 2024-02-01',
      '2024-02-01 2024-03-01',
      '2024-03-01 2024-04-01'
    ]);
    await update({ since: '2024-01-15' });
    expect(asked('released')).toEqual([]);
  });

  it('leaves out what has no name, and what came out before', async () => {
    const old = film(77777777, { released: ['2023-05-01', '2024-02-01'] });
    const world = {
      films: [film(66666666, { released: ['2024-02-01'] }), old, DUNE],
      names: { ...WORLD.names, Q77777777: { en: 'Old' } }
    };
    expect(await update({ since: '2024-01-01', world })).toMatchObject({
      released: 2,
      added: 1,
      nameless: 1
    });
    expect((await loadMovieLens(at('data'))).movies).toHaveLength(ALL + 1);
  });

  it('refuses a folder where somebody else numbered a movie so', async () => {
    const [first] = tables.movies;
    if (!first) throw new Error('There is no movie.');
    const theirs = { ...first, movieId: 25239678, imdbId: 5 };
    await rm(at('data'), { recursive: true });
    await writeMovieLens({ ...tables, movies: [...tables.movies, theirs] }, at('data'));
    await expect(update({ since: '2024-01-15' })).rejects.toThrow(
      'Movie 25239678 has a number from 10000000 on that is not 10000000 plus its IMDb id; renumber it first.'
    );
  });
});

describe('a movie that came out since', () => {
  it('is in the catalogue of a release trained on it, and has a prediction with an interval', async () => {
    const world = generateMovieLens({ users: 60, movies: 100, ratings: 1800, seed: 1 });
    await rm(at('data'), { recursive: true });
    await writeMovieLens(world, at('data'));
    await update({ since: '2024-01-15' });
    const dataset = buildDataset(await loadMovieLens(at('data')));
    const { bundle } = await fitYamr(dataset, 1, {}, TINY_OPTIONS);
    const golden = { cases: [{ ratings: [], top: [{ movieId: asMovieId(1), stars: 3, ranking: 0 }] }], tolerance: { stars: 1, ranking: 1 } }; // prettier-ignore
    await writeRelease(at('release'), bundle, { dataset, seed: 1, codeCommit: 'none', createdAt: new Date(0), metrics: {}, golden }); // prettier-ignore
    const release = await readReleaseFolder(at('release'));
    const { catalogue } = release.bundle;
    const { file } = catalogue;
    const item = catalogue.indexOf(25239678) ?? -1;
    expect([file.title[item], file.year[item], file.imdbId[item], file.tmdbId[item]]).toEqual(['Dune: Part Two', 2024, 15239678, 693134]); // prettier-ignore
    expect(file.ratingCount[item]).toBe(0);
    await useWasm();
    const model = await createVisitorModel(release.bundle);
    const [scores] = await model.score([{ items: Int32Array.of(0), stars: Float32Array.of(5) }]);
    expect(scores?.stars[item]).toBeGreaterThan(0.5);
    expect(scores?.deviationOf?.(item)).toBeGreaterThan(0);
    model.dispose();
  });
});

describe('the command', () => {
  const run = (args: readonly string[], env: Record<string, string> = {}, killAfterQueries = Infinity) =>
    new Promise<{ code: number | null; stderr: string; stdout: string }>((resolve) => {
      const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/credits.ts', ...args], {
        cwd: root,
        env: { ...process.env, YAMR_CONTACT: '', ...env }
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (data) => (stdout += String(data)));
      child.stderr.on('data', (data) => (stderr += String(data)));
      const watch = setInterval(() => {
        if ((server?.questions.length ?? 0) >= killAfterQueries) child.kill('SIGKILL');
      }, 10);
      child.on('close', (code) => {
        clearInterval(watch);
        resolve({ code, stdout, stderr });
      });
    });
  const flags = (): string[] => ['--contact', 'me@example.org', '--found', at('found.jsonl'), '--sparql', server?.sparqlUrl ?? '', '--api', server?.apiUrl ?? '', '--batch', '3', '--pause', '150']; // prettier-ignore

  it('goes on after it was killed, and writes a copy of the dataset whole', async () => {
    server = await startWikidataServer(WORLD);
    const args = ['--data', at('data'), '--out', at('copy'), '--new', '--since', '2024-02-01', ...flags()];
    const isFilm = (): number => asked('films').length;
    const killed = await run(args, {}, asked('released').length + 25);
    expect(killed.code).toBeNull();
    const before = server.questions.length;
    const films = isFilm();
    await expect(readFile(at('copy'))).rejects.toThrow();
    const { code, stdout } = await run(args);
    expect(code).toBe(0);
    // What was under way when it was killed may be asked for once more.
    expect(server.questions.length - before).toBeLessThan(before);
    expect(isFilm()).toBeLessThanOrEqual(films + 6);
    expect(stdout).toMatch(/^\S+copy: credits of 13 of 21 movies; names of \d of \d people and things; \d+ queries\nMovies since 2024-02-01: 13, new here 1, /); // prettier-ignore
    const copy = await loadMovieLens(at('copy'));
    expect(copy.movies).toHaveLength(ALL + 1);
    expect(copy.ratings).toEqual((await loadMovieLens(at('data'))).ratings);
    expect((await loadMovieLens(at('data'))).credits).toBeUndefined();
  });

  it('says in one sentence what is missing', async () => {
    const outcomes = await Promise.all([
      run(['--data', at('data')]),
      run(['--contact', 'me@example.org']),
      run(['--data', at('data'), '--contact', 'me@example.org', '--since', '2024-01-01']),
      run(['--data', at('data'), '--contact', 'me@example.org', '--new', '--since', '2024-13-01'])
    ]);
    expect(outcomes.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    const sentences = outcomes.map(({ stderr }) => stderr.trim());
    expect(sentences[0]).toMatch(/^Say --contact \(or YAMR_CONTACT\) with your e-mail or web address: /);
    expect(sentences[1]).toMatch(/^Say --out DIR for a copy of the dataset that has them, or --data DIR /);
    expect(sentences[2]).toBe('--since goes with --new.');
    expect(sentences[3]).toContain('It must be a day like 2023-10-13');
  });
});
