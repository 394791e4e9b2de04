/** Every script that a person can type answers `--help`, and refuses a flag that it does not know, before it does anything. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const AT_ONCE = 3;
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
/** Those of package.json, and those that are run by their path. */
const typed = Object.values(scripts).flatMap((line) => /(?:scripts|tests)\/[\w-]+\.ts/.exec(line)?.[0] ?? []);
const SCRIPTS = [...typed, 'scripts/check-amplify.ts', 'scripts/icons.ts', 'scripts/retrain-container.ts'];

/** Those whose flags are no command's: what a command makes of a wrong one is in command.test.ts. */
const WITHOUT_FLAGS = SCRIPTS.filter((script) =>
  /explainItself\(/.test(readFileSync(join(root, script), 'utf8'))
);

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}
function run(script: string, flag: string): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, flag], {
    cwd: root,
    env: { ...process.env, YAMR_DATA_FROM: 's3://nowhere/data' },
    timeout: 60_000
  });
  let [out, error] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (error += text.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, error })));
}

const helped = new Map<string, Ended>();
const refused = new Map<string, Ended>();
beforeAll(async () => {
  const waiting = [...SCRIPTS];
  const lane = async (): Promise<void> => {
    for (let script = waiting.shift(); script !== undefined; script = waiting.shift()) {
      helped.set(script, await run(script, '--help'));
      if (WITHOUT_FLAGS.includes(script)) refused.set(script, await run(script, '--no-such-flag'));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}, 600_000);

it('there is nobody left out: whatever runs at once when it is loaded is among them', () => {
  const runs = readdirSync(join(root, 'scripts'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .filter((name) =>
      /await runCommand|explainItself\(\n? *'/.test(readFileSync(join(root, 'scripts', name), 'utf8'))
    )
    .filter((name) => name !== 'command.ts')
    .map((name) => `scripts/${name}`);
  expect(runs.filter((name) => !SCRIPTS.includes(name))).toEqual([]);
  expect(runs.length).toBeGreaterThan(15);
});

it.each(SCRIPTS)('%s answers --help', (script) => {
  const { code, out, error } = helped.get(script) ?? { code: null, out: '', error: '' };
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toMatch(/^Usage: npm (?:run )?[\w-]+ -- .*\n\n[A-Z]/);
});

it.each(WITHOUT_FLAGS)('%s refuses a flag that it does not know', (script) => {
  const { code, out, error } = refused.get(script) ?? { code: null, out: '', error: '' };
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error.trim().split('\n')).toHaveLength(1);
});
