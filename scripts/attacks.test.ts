/** What docs/attacks.md says of the tests is true: each file, each name and each command is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, 'docs/attacks.md'), 'utf8');
const holders = text
  .split('\n')
  .flatMap((line) => (line.startsWith('- ') ? (line.split(' -> ')[1] ?? []) : []));

it('every attack names a test that is there, or a command', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const missing = holders.filter((holder) => {
    const [, command] = /^`npm run ([\w-]+)`$/.exec(holder) ?? [];
    if (command !== undefined) return !(command in scripts);
    const [, path = '', name = ''] = /^`([\w./-]+)`: (.+)$/.exec(holder) ?? [];
    const file = join(root, path);
    const quoted = ["'", '"', '`'].map((quote) => `${quote}${name}${quote}`);
    const code = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return path === '' || !quoted.some((one) => code.includes(one));
  });
  expect(missing).toEqual([]);
  expect(holders.length).toBeGreaterThan(90);
});
