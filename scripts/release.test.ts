/** `npm run release` as a maintainer runs it. */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
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

/** Without a key, as in a shell that names none. */
function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const { YAMR_SIGNING_KEY: _, YAMR_RELEASE_KEYS: __, ...own } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/release.ts', ...args], {
    cwd: root,
    env: { ...own, ...env }
  });
  let [out, error] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (error += text.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, error })));
}
const release = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  run([...args, '--store', join(folder, 'models')], env);
const OWN = '--development-key';
const pointer = async (): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, 'models', 'current.json'), 'utf8'));

it('publishes, offers, promotes, goes back, verifies and prunes, and looks before each', async () => {
  const [one, two] = [join(folder, 'tiny-1'), join(folder, 'tiny-2')];
  const looked = await release(['publish', one, '--dry-run']);
  expect(looked.out).toContain('Would write 6 files of tiny-1');
  expect(await stat(join(folder, 'models')).catch(() => 'missing')).toBe('missing');
  expect((await release(['publish', one, OWN])).out).toContain('Published tiny-1 for everybody');
  expect((await release(['publish', two, '--share', '0.5', OWN])).out).toContain('Published tiny-2 for 50% of the devices'); // prettier-ignore
  await mkdir(join(folder, 'models', 'notes'));
  await writeFile(join(folder, 'models', 'notes', 'why.txt'), 'remember');
  expect((await release(['list'])).out).toMatch(
    /notes {2}no release\ntiny-1 .* in use\ntiny-2 .* candidate for 50%\n2 versions .*\nThe pointer is signed with deee9d[0-9a-f]+ \(the development key, which everybody has\) and holds until 2/
  );
  expect((await release(['promote', OWN])).out).toContain('Promoted: tiny-2 is in use');
  expect((await release(['rollback', '--dry-run'])).out).toContain('Would be rolled back: tiny-1');
  expect((await release(['rollback', OWN])).out).toContain('Rolled back: tiny-1 is in use');
  expect(await pointer()).toMatchObject({ formatVersion: 1, version: 'tiny-1', retired: ['tiny-2'] });
  expect((await release(['verify'])).out).toMatch(
    /notes {2}no release\ntiny-1 {2}ok, 6 files, signed\ntiny-2 {2}ok/
  );
  expect((await release(['prune', OWN])).out).toBe('Leaves notes: it is no release\n0 versions removed\n');
  const wouldGo = 'Would remove tiny-2: 8 files, 0.00 MB\nLeaves notes: it is no release\n';
  expect((await release(['prune', '--keep', '0', '--dry-run'])).out).toBe(`${wouldGo}1 versions would go\n`);
  expect((await release(['prune', '--keep', '0', OWN])).out).toBe(
    `${wouldGo}Removed tiny-2\n1 versions removed\n`
  );
});

it('signs with the key of a file, which only builds that name it accept, and takes over a store only when told', async () => {
  const key = join(folder, 'key');
  const made = await run(['keygen', '--out', key]);
  expect((await stat(key)).mode & 0o777).toBe(0o600);
  const publicKey = made.out.trim().split('\n').at(-1) ?? '';
  const env = { YAMR_RELEASE_KEYS: publicKey };
  const one = join(folder, 'tiny-1');
  const [stranger, again, unnamed] = await Promise.all([
    release(['verify'], env),
    run(['keygen', '--out', key]),
    release(['publish', one])
  ]);
  const refused = await release(['publish', one, '--key-file', key], env);
  const unknown = await release(['rollback', '--key-file', key]);
  expect(stranger).toMatchObject({ code: 1, error: '2 faults in 1 versions.\n' });
  expect(stranger.out).toContain('not signed by anybody whom this version of YAMR knows');
  expect(again).toMatchObject({ code: 1, error: `${key} exists already; a key is never overwritten.\n` });
  expect(unnamed).toMatchObject({ code: 2, error: expect.stringContaining('Name the key to sign with') });
  expect(refused).toMatchObject({ code: 1, error: expect.stringMatching(/is signed with the key deee9d.*name that key, or say --new-key/) }); // prettier-ignore
  expect(unknown).toMatchObject({ code: 1, error: expect.stringContaining('YAMR_RELEASE_KEYS does not name') }); // prettier-ignore
  expect((await release(['verify'])).code).toBe(0);

  const signed = await release(['publish', one, '--key-file', key, '--new-key'], env);
  expect(signed.out).toContain('tiny-1 is in use already');
  const now = await release(['verify', 'tiny-1'], env);
  expect(now).toMatchObject({ code: 0, out: 'tiny-1  ok, 6 files, signed\n' });
  const renewed = await release(['sign', '--valid-days', '7'], { ...env, YAMR_SIGNING_KEY: await readFile(key, 'utf8') }); // prettier-ignore
  expect(renewed.out).toBe('Signed: tiny-1 is in use\n');
  const lastDay = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  expect((await release(['list'], env)).out).toContain(`signed with ${publicKey} and holds until ${lastDay}`);
});

it('keeps a promote and prunes at the same moment apart: one works, the others say who it is', async () => {
  const store = ['--store', join(folder, 'race'), OWN];
  const [one, two] = [join(folder, 'tiny-1'), join(folder, 'tiny-2')];
  await run(['publish', one, ...store]);
  await run(['publish', two, '--share', '0.5', ...store]);
  const ended = await Promise.all([
    run(['promote', ...store]),
    run(['prune', '--keep', '0', ...store]),
    run(['stop', ...store]),
    run(['prune', '--keep', '0', ...store])
  ]);
  for (const { code, error } of ended) {
    if (code !== 0) expect(error).toMatch(/is being changed by process \d+|No candidate is being rolled out/);
  }
  expect(ended.some(({ code }) => code === 0)).toBe(true);
  expect(await run(['verify', ...store.slice(0, 2)])).toMatchObject({ code: 0 });
});

it('compares two versions by what devices counted', async () => {
  const backend = await startTestBackend();
  for (const version of ['tiny-1', 'tiny-2']) {
    await cp(join(folder, version), join(folder, 'models', version), { recursive: true });
  }
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
  ['', '--store names nothing.'],
  ['package.json', 'package.json is no folder.'],
  ['s3://', '"s3://" is no bucket']
])('refuses a store at "%s" with exit 2 and one sentence', async (store, sentence) => {
  const { code, error } = await run(['list', '--store', store]);
  expect([code, error]).toEqual([2, expect.stringContaining(sentence)]);
});

it.each([
  [['fly'], 2, 'There is no "fly"; there is list, publish,'],
  [['toString'], 2, 'There is no "toString"'],
  [['constructor'], 2, 'There is no "constructor"'],
  [[], 2, 'Say what to do first: there is list,'],
  [['publish'], 2, "Missing required argument 'what'"],
  [['publish', '2099-none', '--dry-run'], 1, 'has no 2099-none/manifest.json.'],
  [['publish', 'x', '--share', '2'], 2, '--share must be a number from 0 to 1, not "2".'],
  [['publish', 'x', '--keep', '2'], 2, "Unknown option '--keep'"],
  [['rollback', 'x'], 2, 'Too many arguments'],
  [['rollback', '--share', '0.1'], 2, "Unknown option '--share'"],
  [['list', '--dry-run'], 2, "Unknown option '--dry-run'"],
  [['verify', '--key-file', 'x'], 2, "Unknown option '--key-file'"],
  [['keygen', '--out', 'x'], 2, "Unknown option '--store'"],
  [['promote', '--dry-run'], 1, 'No candidate is being rolled out.'],
  [['promote', '--development-key', '--key-file', 'x'], 2, 'Name one key'],
  [['promote', '--key-file', 'nowhere'], 1, 'The key file nowhere cannot be read.'],
  [['verify', 'x', 'y'], 2, 'Too many arguments'],
  [['compare', 'tiny-1'], 2, 'compare takes two versions, or none.'],
  [['compare', 'tiny-1', 'made-up'], 1, 'has no made-up.']
])('answers %j with exit %i and one sentence', async (args, exit, sentence) => {
  const { code, error } = await release(args);
  expect(error).toContain(sentence);
  expect(error.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(exit);
});
