/** The packages of the project's own locks, and what each check makes of others. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAllowed, licenceProblems } from './licences.ts';
import { readLock, type LockedPackage } from './lock.ts';
import { deprecatedInLock, parseView, upkeepProblems } from './upkeep.ts';

const root = join(import.meta.dirname, '..', '..');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-packages-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each(['', 'amplify'])(
  'no package of the lock in "%s" has a licence that may not be used, or is given up',
  async (at) => {
    const { packages, direct } = await readLock(join(root, at));
    expect(packages.length).toBeGreaterThan(500);
    expect(direct.every((name) => packages.some((found) => found.name === name))).toBe(true);
    expect(licenceProblems(packages)).toEqual([]);
    expect(deprecatedInLock(packages)).toEqual([]);
  }
);

describe('a licence', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['Apache-2.0 AND MIT', true],
    ['(MIT AND (GPL-2.0-only OR BSD-3-Clause))', true],
    ['(MIT OR ISC) AND (0BSD OR GPL-3.0-only)', true],
    ['GPL-3.0-or-later', false],
    ['AGPL-3.0-only OR SSPL-1.0', false],
    ['MIT AND GPL-2.0-only', false],
    ['(MIT) AND (GPL-2.0-only)', false],
    ['Apache-2.0 WITH LLVM-exception', false],
    ['SEE LICENSE IN LICENSE', false],
    ['UNLICENSED', false],
    ['', false]
  ])('%s: allowed is %s', (expression, allowed) => {
    expect(isAllowed(expression)).toBe(allowed);
  });

  it('that is not allowed, or not named, is told by the name of its package', () => {
    const found: LockedPackage = {
      name: 'a',
      version: '1.0.0',
      licence: undefined,
      deprecated: undefined,
      isDev: false
    };
    expect(licenceProblems([found, { ...found, name: 'b', licence: 'GPL-2.0-only' }])).toEqual([
      'a 1.0.0 names no licence (scripts/packages/licences.ts).',
      'b 1.0.0 is under GPL-2.0-only, which is not allowed (scripts/packages/licences.ts).'
    ]);
  });

  it('is read from the text where a package forgot to name it', async () => {
    const text = 'Permission is hereby granted, free of charge,\nto any person obtaining a copy';
    for (const [name, content] of [
      ['said', text],
      ['other', 'All rights reserved.']
    ] as const) {
      await mkdir(join(folder, 'node_modules', name), { recursive: true });
      await writeFile(join(folder, 'node_modules', name, 'LICENSE.md'), content);
    }
    const packages = {
      '': { devDependencies: { said: '1' } },
      'node_modules/said': { version: '1.0.0', dev: true, deprecated: 'Use another.' },
      'node_modules/other': { version: '1.0.0' },
      'node_modules/said/node_modules/@a/b': { version: '2.0.0', license: 'ISC' }
    };
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
    const lock = await readLock(folder);
    expect(lock.direct).toEqual(['said']);
    expect(lock.packages.map(({ name, licence }) => [name, licence])).toEqual([
      ['said', 'MIT'],
      ['other', undefined],
      ['@a/b', 'ISC']
    ]);
    expect(deprecatedInLock(lock.packages)).toEqual(['said 1.0.0 is given up: Use another.']);
  });
});

describe('a package', () => {
  const nowMs = Date.UTC(2026, 0, 1);
  const view = (name: string, time: string, more: object = {}) =>
    parseView(
      name,
      JSON.stringify({ version: '2.0.0', time: { '1.0.0': '2025-12-01', '2.0.0': time }, ...more })
    );

  it('without a release for two years, or given up, is told of, unless there is a reason to use it', () => {
    const found = [
      view('fresh', '2025-01-01T00:00:00.000Z'),
      view('quiet', '2022-07-01T00:00:00.000Z'),
      view('over', '2025-12-31T00:00:00.000Z', { deprecated: 'Use fresh.' }),
      view('known', '2010-01-01T00:00:00.000Z')
    ].flatMap((upkeep) => upkeep ?? []);
    const asked = ['fresh', 'quiet', 'over', 'known', 'silent'];
    expect(upkeepProblems(asked, found, nowMs, new Map([['known', 'nothing else does it']]))).toEqual({
      problems: ['quiet had its newest release, 2.0.0, 3.5 years ago.', 'over 2.0.0 is given up: Use fresh.'],
      unknown: ['silent']
    });
  });

  it('of which the registry says nonsense is one of which nothing is known', () => {
    expect(parseView('a', 'not json')).toBeUndefined();
    expect(parseView('a', '{"version":"1.0.0"}')).toMatchObject({ releasedMs: undefined });
  });
});
