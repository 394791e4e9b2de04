/** `npm run release` as a maintainer runs it. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addCounters } from '../server/tables/counter-table.ts';
import { startTestBackend } from '../tests/backend.ts';
import { counterReport } from '../tests/counter-report.ts';
import { tinyRelease } from '../tests/tiny-release.ts';

vi.setConfig({ testTimeout: 180_000 });
const root = fileURLToPath(new URL('..', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-release-command-'));
  for (const version of ['tiny-1', 'tiny-2']) {
    await mkdir(join(folder, version));
    for (const [path, bytes] of tinyRelease(version)) await writeFile(join(folder, version, path), bytes);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

function release(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const store = ['--store', join(folder, 'models')];
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/release.ts', ...args, ...store], {
    cwd: root,
    env: { ...process.env, ...env }
  });
  let [out, error] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (error += text.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, error })));
}
const pointer = async (): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, 'models', 'current.json'), 'utf8'));

it('publishes, offers, promotes, goes back and verifies, and looks before each', async () => {
  const [one, two] = [join(folder, 'tiny-1'), join(folder, 'tiny-2')];
  const looked = await release(['publish', one, '--dry-run']);
  expect(looked.out).toContain('Would write 6 files of tiny-1');
  expect(await stat(join(folder, 'models')).catch(() => 'missing')).toBe('missing');
  expect((await release(['publish', one])).out).toContain('Published tiny-1 for everybody');
  expect((await release(['publish', two, '--share', '0.5'])).out).toContain('Published tiny-2 for 50% of the devices'); // prettier-ignore
  expect((await release(['list'])).out).toMatch(/tiny-1 .* in use\ntiny-2 .* candidate for 50%\n2 versions/);
  expect((await release(['promote'])).out).toContain('Promoted: tiny-2 is in use');
  expect((await release(['rollback', '--dry-run'])).out).toContain('Would roll back: tiny-1');
  expect((await release(['rollback'])).out).toContain('Rolled back: tiny-1 is in use');
  expect(await pointer()).toEqual({ formatVersion: 1, version: 'tiny-1' });
  expect((await release(['verify'])).out).toMatch(/tiny-1 {2}ok, 6 files, signed\ntiny-2 {2}ok/);
});

it('signs with the key of a file, which only builds that name it accept', async () => {
  const key = join(folder, 'key');
  const made = await release(['keygen', '--out', key]);
  expect((await stat(key)).mode & 0o777).toBe(0o600);
  const publicKey = made.out.trim().split('\n').at(-1) ?? '';
  const [stranger, again] = await Promise.all([
    release(['verify'], { YAMR_RELEASE_KEYS: publicKey }),
    release(['keygen', '--out', key])
  ]);
  const signed = await release(['publish', join(folder, 'tiny-1'), '--key-file', key], {
    YAMR_RELEASE_KEYS: publicKey
  });
  expect(signed.out).toContain('tiny-1 is in use already');
  const now = await release(['verify', 'tiny-1'], { YAMR_RELEASE_KEYS: publicKey });
  expect(now).toMatchObject({ code: 0, out: 'tiny-1  ok, 6 files, signed\n' });
  expect(stranger).toMatchObject({ code: 1, error: '2 of 2 versions cannot be used.\n' });
  expect(stranger.out).toContain('not signed by anybody whom this version of YAMR knows');
  expect(again).toMatchObject({ code: 1, error: `${key} exists already; a key is never overwritten.\n` });
});

it('compares two versions by what devices counted', async () => {
  const backend = await startTestBackend();
  const comparison = {
    other: 'tiny-1',
    predicted: { wins: 20, losses: 4, ties: 6 },
    ranked: { wins: 9, losses: 9, ties: 0 }
  };
  await addCounters(backend.tables, [counterReport({ version: 'tiny-2', comparison })], Date.now());
  const { out } = await release(['compare', 'tiny-2', 'tiny-1', '--counters', backend.endpoint]);
  expect(out).toContain('tiny-2 against tiny-1\npredicted  20 wins, 4 losses, 6 ties; wins 83.3%');
  expect(out).toContain('Wait: too little was counted to tell.');
  const nobody = await release(['compare', 'tiny-2', 'tiny-1', '--counters', 'http://127.0.0.1:1']);
  expect(nobody).toMatchObject({ code: 1, error: 'No DynamoDB answers at http://127.0.0.1:1.\n' });
  await backend.close();
});

it.each([
  [['fly'], 'There is no "fly"'],
  [['publish'], 'publish needs a release folder or a version.'],
  [['publish', '2099-none'], 'has no 2099-none/manifest.json.'],
  [['publish', 'x', '--share', '2'], '--share must be a number from 0 to 1, not "2".'],
  [['rollback', 'x'], 'rollback takes no "x".'],
  [['promote'], 'No candidate is being rolled out.'],
  [['verify', 'x', 'y'], 'verify takes no "y".'],
  [['compare'], 'There is no candidate and no version before: name two versions.'],
  [['compare', 'tiny-1'], 'compare takes two versions, or none.'],
  [['compare', 'tiny-1', 'made-up'], 'has no made-up.']
])('answers %j with one sentence', async (args, sentence) => {
  const { code, error } = await release(args);
  expect(code).not.toBe(0);
  expect(error).toContain(sentence);
  expect(error.trim().split('\n')).toHaveLength(1);
});
