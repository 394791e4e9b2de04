/** `npm run posters` against a server on this machine: what is found, kept, waited for and refused. */
import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TMDB_IMAGES } from '#core/posters-file';
import { parseManifest } from '#core/release-format';
import { silentProgress } from '#training/progress';
import { readReleaseFolder } from '#training/release/read';
import { tinyRelease } from '../tests/tiny-release.ts';
import { json, startTmdbServer, type Answer, type TmdbServer } from '../tests/tmdb-server.ts';
import { openFoundPosters } from './posters/found-posters.ts';
import { addPosters, findPosters, readCatalogue } from './posters/resolve.ts';

vi.setConfig({ testTimeout: 30_000 });
const root = fileURLToPath(new URL('..', import.meta.url));
const poster = (name: string): Answer => json(200, { id: 1, poster_path: `/${name}.jpg` });

let folder = '';
let release = '';
let server: TmdbServer | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-posters-'));
  release = join(folder, 'release');
  await mkdir(release);
  for (const [path, bytes] of tinyRelease()) await writeFile(join(release, path), bytes);
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** Runs the flow in this process; `answer` by TMDB id (the tiny release's are 1 to 4). */
async function find(answer: (tmdbId: number) => Answer, perSecond = 1000, token = 'secret') {
  await server?.close();
  server = await startTmdbServer((path) => answer(Number(/\/movie\/(\d+)/.exec(path)?.[1])));
  const { manifest, catalogue } = await readCatalogue(release);
  const found = await openFoundPosters(join(folder, 'deep', 'found.csv'));
  const options = { baseUrl: server.url, token, progress: silentProgress, retryMs: 5, timeoutMs: 300 };
  const asked = await findPosters(catalogue.tmdbId, found, perSecond, options);
  const count = await addPosters(release, manifest, catalogue, found, TMDB_IMAGES);
  return { asked, count };
}

async function listed(): Promise<{ imageBase: string; names: string[] }> {
  const manifest = parseManifest(JSON.parse(await readFile(join(release, 'manifest.json'), 'utf8')));
  const files = manifest.files.filter(({ role }) => role === 'posters');
  expect(files).toHaveLength(1);
  return JSON.parse(await readFile(join(release, files[0]?.path ?? ''), 'utf8')) as never;
}

describe('npm run posters', () => {
  it('adds the list to the release, which still verifies', async () => {
    const result = await find((tmdbId) => poster(`p${tmdbId}`));
    expect(result).toEqual({ asked: 4, count: 4 });
    expect(await listed()).toMatchObject({
      imageBase: TMDB_IMAGES,
      names: ['p1.jpg', 'p2.jpg', 'p3.jpg', 'p4.jpg']
    });
    expect((await readReleaseFolder(release)).manifest.version).toBe('tiny-1');
  });

  it('takes a movie that TMDB does not know, or that has no poster, as one without', async () => {
    const { count } = await find((tmdbId) =>
      tmdbId === 2 ? json(404, {}) : tmdbId === 3 ? json(200, { poster_path: null }) : poster('p')
    );
    expect(count).toBe(2);
    expect((await listed()).names).toEqual(['p.jpg', '', '', 'p.jpg']);
  });

  it('goes on where it stopped, asks for nothing twice, and leaves one list', async () => {
    await expect(find((tmdbId) => (tmdbId === 3 ? json(401, {}) : poster('p')), 20)).rejects.toThrow(
      'refused'
    );
    const before = server?.asked.length ?? 0;
    expect(before).toBeLessThanOrEqual(4);
    const { asked } = await find(() => poster('q'));
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(4);
    expect((await find(() => json(500, {}))).asked).toBe(0);
    expect((await readdir(release)).filter((name) => name.startsWith('posters'))).toHaveLength(1);
    expect((await listed()).names.every((name) => /^[pq]\.jpg$/.test(name))).toBe(true);
  });

  it('asks again for a line that was cut short', async () => {
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'deep', 'found.csv'), '1,/kept.jpg\nnonsense\n2,/cu');
    const { asked } = await find((tmdbId) => poster(`p${tmdbId}`));
    expect(asked).toBe(3);
    expect((await listed()).names).toEqual(['kept.jpg', 'p2.jpg', 'p3.jpg', 'p4.jpg']);
    const again = await openFoundPosters(join(folder, 'deep', 'found.csv'));
    expect([again.get(1), again.get(2)]).toEqual(['/kept.jpg', '/p2.jpg']);
  });

  it('waits as long as a 429 asks for, then tries again', async () => {
    let refused = 0;
    const startMs = performance.now();
    await find((tmdbId) =>
      tmdbId === 1 && refused++ === 0 ? json(429, {}, { 'Retry-After': '1' }) : poster('p')
    );
    expect(performance.now() - startMs).toBeGreaterThan(900);
    expect(server?.asked.filter((path) => path.includes('/movie/1'))).toHaveLength(2);
    expect((await listed()).names[0]).toBe('p.jpg');
  });

  it('gives up on a server that stays silent or broken, and says that what was found is kept', async () => {
    await expect(find(() => json(503, {}))).rejects.toThrow(
      /answers 503 again and again; what was found is kept/
    );
  });

  it('asks no faster than it may', async () => {
    await find(() => poster('p'), 20);
    const [first = 0, ...rest] = server?.askedAtMs ?? [];
    expect((rest.at(-1) ?? 0) - first).toBeGreaterThan(120);
  });

  it('sends the token as TMDB wants it, and writes it nowhere', async () => {
    let authorization: string | undefined;
    await find(() => (request, response) => {
      authorization = request.headers.authorization;
      poster('p')(request, response);
    });
    expect(authorization).toBe('Bearer secret');
    for (const name of await readdir(release))
      expect(await readFile(join(release, name), 'utf8')).not.toContain('secret');
  });
});

describe('the command', () => {
  const run = (args: readonly string[], env: Record<string, string>) =>
    new Promise<{ code: number | null; stderr: string; stdout: string }>((resolve) => {
      const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/posters.ts', ...args], {
        cwd: root,
        env: { ...process.env, TMDB_TOKEN: '', ...env }
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (data) => (stdout += String(data)));
      child.stderr.on('data', (data) => (stderr += String(data)));
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });

  it('says in one sentence what is missing or refused, and changes nothing', async () => {
    const before = await readFile(join(release, 'manifest.json'), 'utf8');
    server = await startTmdbServer(() => json(401, { status_code: 7 }));
    const args = ['--release', release, '--api', server.url, '--found', join(folder, 'found.csv')];
    const outcomes = await Promise.all([
      run(args, {}),
      run(args, { TMDB_TOKEN: 'wrong' }),
      run(['--release', folder], { TMDB_TOKEN: 'x' }),
      run([], { TMDB_TOKEN: 'x' })
    ]);
    const sentences = outcomes.map(({ stderr }) => stderr.trim().split('\n').at(-1));
    expect(outcomes.map(({ code }) => code)).toEqual([2, 1, 1, 2]);
    expect(sentences[0]).toContain('TMDB_TOKEN is not set');
    expect(sentences[1]).toContain('TMDB refused the token');
    expect(sentences[2]).toContain('is not a release');
    expect(sentences[3]).toContain('--release');
    expect(await readFile(join(release, 'manifest.json'), 'utf8')).toBe(before);
  });

  it('does the whole', async () => {
    server = await startTmdbServer(() => poster('p'));
    const args = ['--release', release, '--api', `${server.url}/`, '--found', join(folder, 'found.csv')];
    const { code, stdout } = await run([...args, '--images', '/mirror/p/'], { TMDB_TOKEN: 'a'.repeat(32) });
    expect([code, stdout.trim()]).toEqual([0, 'tiny-1: posters of 4 of 4 movies (4 asked for now)']);
    expect(server.asked[0]).toContain('?api_key=');
    expect((await listed()).imageBase).toBe('/mirror/p');
  });
});
