/** Commands are tested as people run them: a process with arguments, output streams and signals. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 30_000 });

const root = fileURLToPath(new URL('..', import.meta.url));
const script = `
  import { Argument } from 'commander';
  import { YamrError } from '#core/errors';
  import { buildDirectoryAtomically } from '#training/atomic-output';
  import { integerBetween, runCommand } from './scripts/command.ts';
  await runCommand({
    name: 'example',
    description: 'An example.',
    setUp: (command) => command
      .addArgument(new Argument('[what]').choices(['fail', 'flag', 'crash', 'wait', 'hang', 'print']))
      .option('--seed <n>', 'the seed', integerBetween(0, 9)),
    run: async (options, { args: [what], signal, print }) => {
      if (what === 'fail') throw new YamrError('bad-data', 'This is the sentence.');
      if (what === 'flag') throw new YamrError('bad-input', 'These flags contradict each other.');
      if (what === 'crash') throw new TypeError('x is not\\na function');
      if (what === 'print') print(JSON.stringify(options));
      if (what === 'wait' || what === 'hang') await buildDirectoryAtomically(process.env.TARGET, async () => {
        setInterval(() => undefined, 1000);
        print('ready');
        await new Promise((resolve, reject) => {
          if (what === 'wait') signal.addEventListener('abort', () => reject(new YamrError('aborted', 'Cancelled.')));
        });
      });
    }
  }, process.argv.slice(1));
`;

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-command-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function run(args: readonly string[], env: Record<string, string> = {}, interrupt = false): Promise<Outcome> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', script, '--', ...args],
    {
      cwd: root,
      env: { ...process.env, TARGET: join(folder, 'release'), ...env }
    }
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (interrupt && text.includes('ready')) child.kill('SIGINT');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

it('explains itself with --help', async () => {
  const { code, stdout, stderr } = await run(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: npm run example -- \[options\] \[what\]\n\nAn example\./);
});

it.each([
  [['--sed', '1'], "Unknown option '--sed'; see npm run example -- --help.\n"],
  [['--seed'], "Option '--seed <n>' argument missing; see npm run example -- --help.\n"],
  [
    ['--seed', '1.5'],
    "Option '--seed <n>' argument '1.5' is invalid: It must be a whole number from 0 to 9; see npm run example -- --help.\n"
  ],
  [['print', 'more'], 'Too many arguments: Expected 1 argument but got 2; see npm run example -- --help.\n']
])('answers %j with one sentence and exit 2', async (args, sentence) => {
  expect(await run(args)).toEqual({ code: 2, stdout: '', stderr: sentence });
});

it('gives the options to the work', async () => {
  expect(await run(['--seed', '7', 'print'])).toEqual({ code: 0, stdout: '{"seed":7}\n', stderr: '' });
});

it('answers an expected error with its sentence and exit 1', async () => {
  expect(await run(['fail'])).toEqual({ code: 1, stdout: '', stderr: 'This is the sentence.\n' });
});

it('answers flags that are wrong together as one that is wrong alone', async () => {
  expect(await run(['flag'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'These flags contradict each other.\n'
  });
});

it('answers a bug with one line, and with the stack only on request', async () => {
  const { code, stderr } = await run(['crash']);
  expect(code).toBe(1);
  expect(stderr).toBe(
    'The command example failed unexpectedly: x is not a function. Set YAMR_DEBUG=1 to see where.\n'
  );
  expect((await run(['crash'], { YAMR_DEBUG: '1' })).stderr).toContain('    at ');
});

it.each(['wait', 'hang'])('ends with 130 on Ctrl-C and leaves no output (%s)', async (what) => {
  const { code, stderr } = await run([what], {}, true);
  expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
  expect(await readdir(folder)).toEqual([]);
});
