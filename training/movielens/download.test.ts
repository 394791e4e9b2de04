import { zipSync } from 'fflate';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentProgress } from '../progress.ts';
import { downloadMovieLens } from './download.ts';
import { findData } from './find.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const archive = zipSync({
  'ml-latest-small/movies.csv': text('movieId,title,genres\n1,Heat (1995),Crime\n'),
  'ml-latest-small/ratings.csv': text('userId,movieId,rating,timestamp\n1,1,5.0,1\n'),
  'ml-latest-small/README.txt': text('Summary\n'),
  '../evil.csv': text('out of the folder'),
  'ml-latest-small/deep/../../evil.csv': text('out of the folder')
});
const md5 = createHash('md5').update(archive).digest('hex');

/** What the scripted server does with the two addresses. */
interface Scenario {
  readonly md5?: (response: ServerResponse) => void;
  readonly zip?: (response: ServerResponse) => void;
}

let root = '';
let server: Server;
let baseUrl = '';
let scenario: Scenario = {};
let requests: string[] = [];

beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'yamr-download-')), 'project');
  await mkdir(root);
  scenario = {};
  requests = [];
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (request.url === '/movielens/ml-latest-small.zip.md5') {
      (scenario.md5 ?? ((to) => to.end(`${md5}  ml-latest-small.zip\n`)))(response);
    } else if (request.url === '/movielens/ml-latest-small.zip')
      (scenario.zip ?? ((to) => to.end(archive)))(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/movielens`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(join(root, '..'), { recursive: true, force: true });
});

const find = (): Promise<string> => findData({ root, env: { YAMR_DATA_URL: `${baseUrl}/` } });

async function expectFailure(code: string, message: RegExp): Promise<void> {
  await expect(find()).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  expect(await readdir(root)).toEqual([]);
}

describe('the download', () => {
  it('ends in .data/ml-latest-small, with nothing outside it, and is not repeated', async () => {
    const directory = await find();
    expect(directory).toBe(join(root, '.data', 'ml-latest-small'));
    expect((await readdir(directory)).sort()).toEqual(['README.txt', 'movies.csv', 'ratings.csv']);
    expect(await readFile(join(directory, 'README.txt'), 'utf8')).toBe('Summary\n');
    expect(await readdir(join(root, '.data'))).toEqual(['ml-latest-small']);
    expect(await find()).toBe(directory);
    expect(requests).toHaveLength(2);
  });

  it('refuses an archive with another checksum', async () => {
    scenario = { zip: (response) => response.end(archive.slice(0, -1)) };
    await expectFailure(
      'hash-mismatch',
      /^The download of \S+\.zip does not match its checksum; try again, or [^.]+\.$/
    );
  });

  it('refuses a checksum file without a checksum', async () => {
    scenario = { md5: (response) => response.end('<html>Welcome to the hotel</html>') };
    await expectFailure('bad-data', /^\S+\.md5 holds no checksum/);
  });

  it('refuses a truncated archive', async () => {
    scenario = {
      zip: (response) => {
        response.writeHead(200, { 'content-length': archive.length });
        response.write(archive.slice(0, 100), () => response.destroy());
      }
    };
    await expectFailure('truncated', /^The download of \S+\.zip broke off half-way; try again, or [^.]+\.$/);
  });

  it('says which address answered 404', async () => {
    scenario = { zip: (response) => response.writeHead(404).end('not here') };
    await expectFailure(
      'http-status',
      /^http\S+\.zip answered 404 instead of the data; put [^.]+ --data DIR or YAMR_DATA\.$/
    );
  });

  it('says that there is no network', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expectFailure(
      'network',
      /^127\.0\.0\.1:\d+ cannot be reached to download MovieLens; put the data [^.]+\.$/
    );
  });

  it('gives up on a server that falls silent', async () => {
    scenario = { md5: () => undefined };
    const waiting = downloadMovieLens(join(root, 'data'), {
      baseUrl,
      progress: silentProgress,
      stallTimeoutMs: 100
    });
    await expect(waiting).rejects.toMatchObject({ code: 'network' });
    expect(await readdir(root)).toEqual([]);
  });

  it('can be cancelled', async () => {
    const cancel = new AbortController();
    scenario = { zip: () => cancel.abort() };
    const waiting = downloadMovieLens(join(root, 'data'), {
      baseUrl,
      progress: silentProgress,
      signal: cancel.signal
    });
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(root)).toEqual([]);
  });

  it('refuses an archive that is no MovieLens folder', async () => {
    const other = zipSync({ 'ml-latest-small/readme.txt': text('moved') });
    scenario = {
      md5: (response) => response.end(createHash('md5').update(other).digest('hex')),
      zip: (response) => response.end(other)
    };
    await expectFailure('bad-data', /^The MovieLens archive holds no movies\.csv and ratings\.csv/);
  });
});

describe('the data is looked for', () => {
  it('in --data, then YAMR_DATA, then ../shared (the pool first), before the network', async () => {
    const flag = join(root, 'flag');
    const variable = join(root, 'variable');
    const small = join(root, '../shared/ml-latest-small');
    for (const folder of [flag, variable, small]) await mkdir(folder, { recursive: true });
    const env = { YAMR_DATA: variable, YAMR_DATA_URL: baseUrl };
    expect(await findData({ root, data: flag, env })).toBe(flag);
    expect(await findData({ root, env })).toBe(variable);
    expect(await findData({ root, env: { YAMR_DATA_URL: baseUrl } })).toMatch(/shared\/ml-latest-small$/);
    await mkdir(join(root, '../shared/movielens-pool'));
    expect(await findData({ root, env: { YAMR_DATA_URL: baseUrl } })).toMatch(/shared\/movielens-pool$/);
    expect(requests).toEqual([]);
  });

  it('and never elsewhere than where the person said', async () => {
    const missing = join(root, 'nowhere');
    await expect(findData({ root, data: missing, env: {} })).rejects.toMatchObject({
      code: 'not-found',
      message: `The data folder ${missing}, named by --data, does not exist.`
    });
    await writeFile(missing, 'a file');
    await expect(findData({ root, env: { YAMR_DATA: missing } })).rejects.toMatchObject({
      code: 'not-found'
    });
  });
});
