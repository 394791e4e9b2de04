/**
 * What the largest and worst files cost: done, or one clear sentence, within ten seconds and bounded memory. Processor
 * time, because a machine that runs other tests beside it has its own clock; the page waits for none of it.
 */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { columnsOf, type MovieColumns } from '../../../tests/import-runs.ts';
import { MovieMatcher } from './match.ts';
import { readFiles } from './read-file.ts';

const LIMIT_MS = 10_000;
const MB = 2 ** 20;
/** As many titles as the whole of MovieLens, no two alike. */
const WORDS =
  'night day river stone glass summer winter king road house garden letter ghost train moon'.split(' ');
const titleAt = (place: number): string => {
  const word = (shift: number): string => WORDS[Math.floor(place / 15 ** shift) % 15] ?? '';
  return `The ${word(0)} of ${word(1)} and ${word(2)}: ${word(3)} ${Math.floor(place / 50_625)}`;
};
const MOVIES = Array.from({ length: 88_044 }, (_, place): MovieColumns => [
  ...([place + 1, titleAt(place), 1920 + (place % 104), place + 1, place + 1] as const)
]);

function timed<T>(work: () => T): { result: T | Error; ms: number; grownMb: number } {
  const before = process.memoryUsage();
  const begun = process.cpuUsage();
  let result: T | Error;
  try {
    result = work();
  } catch (error) {
    result = error as Error;
  }
  const after = process.memoryUsage();
  const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  const { user, system } = process.cpuUsage(begun);
  return { result, ms: (user + system) / 1000, grownMb: bytes / MB };
}
const readOf = (name: string, bytes: Uint8Array) => timed(() => readFiles([{ name, bytes }]));

describe('an import', { timeout: 120_000 }, () => {
  it('of 100,000 rows over 88,044 titles, half of which no title fits, is done in time', () => {
    const rowAt = (k: number): string =>
      k % 2 === 0
        ? `${titleAt(k % 88_044)},${1920 + ((k % 88_044) % 104)},${(k % 10) + 1}`
        : `A ${titleAt(k * 7)} that nobody made,${1920 + (k % 104)},3`;
    const bytes = strToU8(
      `Title,Year,Rating\n${Array.from({ length: 100_000 }, (_, k) => rowAt(k)).join('\n')}\n`
    );
    const { result, ms } = timed(() => {
      const [file] = readFiles([{ name: 'a.csv', bytes }]).files;
      return file && new MovieMatcher(columnsOf(MOVIES)).matchFile(file);
    });
    if (result instanceof Error || !result) throw new Error('nothing was read');
    const matched = result.rows.filter(({ match }) => match.kind === 'matched').length;
    expect([result.rows.length, matched]).toEqual([100_000, 50_000]);
    expect(ms).toBeLessThan(LIMIT_MS);
  });

  it.each<[string, () => string]>([
    ['of one line of commas', () => `Title,Year\n${','.repeat(60 * MB)}`],
    ['whose header is one line of columns', () => `${'Title,'.repeat(10 * MB)}\nHeat\n`],
    ['of one line without any comma', () => 'x'.repeat(60 * MB)],
    ['of quotes', () => `Title,Year\n${'"'.repeat(60 * MB)}`],
    ['of quotes that open in every line', () => `Title,Year\n${'"\n'.repeat(30 * MB)}`],
    ['of empty lines', () => `Title,Year\r${'\r'.repeat(60 * MB)}`],
    [
      'whose lines have quotes and no comma',
      () => `Title,Year\n${`x "y" ${'z'.repeat(290)}\n`.repeat(199_000)}`
    ],
    ['of objects in a list that never ends', () => `[${'{},'.repeat(20 * MB)}`],
    ['of lists in lists', () => '['.repeat(60 * MB)],
    ['of empty lines in JSON', () => `[${'\n'.repeat(60 * MB)}`],
    ['of one string in JSON', () => `[{"movie":{"title":"Heat"}},NaN,"${'x'.repeat(55 * MB)}`]
  ])('of 60 MB %s is done, or ends in a sentence', (_, textOf) => {
    const { result, ms, grownMb } = readOf('large.txt', strToU8(textOf()));
    if (result instanceof Error) expect(result.message).toMatch(/^large\.txt .*Nothing was changed\.$/);
    expect(ms).toBeLessThan(LIMIT_MS);
    expect(grownMb).toBeLessThan(512);
  });

  it('of archives that are small and unpack to 550 MB together ends in a sentence', () => {
    const bytes = zipSync({ 'a.csv': strToU8(`Title,Year\n${'x'.repeat(55 * MB)}`) }, { level: 1 });
    const picked = Array.from({ length: 10 }, (_, k) => ({ name: `${k}.zip`, bytes }));
    const { result, ms, grownMb } = timed(() => readFiles(picked));
    expect((result as Error).message).toBe(
      'Together the files have more than 128 MB: no library has. Nothing was changed.'
    );
    expect(ms).toBeLessThan(LIMIT_MS);
    expect(grownMb).toBeLessThan(512);
  });

  it('of files with 400,000 rows together ends in a sentence before the last of them is read', () => {
    const bytes = strToU8(`Title,Year\n${'Heat,1995\n'.repeat(100_000)}`);
    const picked = ['a', 'b', 'c', 'd'].map((name) => ({ name: `${name}.csv`, bytes }));
    expect((timed(() => readFiles(picked)).result as Error).message).toBe(
      'Together the files have more than 200,000 rows: no library has. Nothing was changed.'
    );
  });

  it('of 60 MB of CSV ends in a sentence', () => {
    const bytes = strToU8('Title,Year,Rating\n' + 'Heat,1995,4.5\n'.repeat((60 * 2 ** 20) / 14));
    const { result, ms, grownMb } = readOf('huge.csv', bytes);
    expect((result as Error).message).toBe(
      'huge.csv has more than 200,000 rows: no library has. Nothing was changed.'
    );
    expect(ms).toBeLessThan(LIMIT_MS);
    expect(grownMb).toBeLessThan(512);
  });

  it.each([
    ['lists', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['an item of a list', `[{"movie":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}]`],
    ['an object', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`]
  ])('of JSON nested 10,000 deep in %s ends in a sentence, or its item is left out', (_, text) => {
    const { result, ms } = readOf('deep.json', strToU8(text));
    if (result instanceof Error) expect(result.message).toMatch(/^deep\.json .*Nothing was changed\.$/);
    else
      expect(result.files.flatMap(({ rows }) => rows.filter(({ title }) => title !== undefined))).toEqual([]);
    expect(ms).toBeLessThan(LIMIT_MS);
  });

  it('of a ZIP that unpacks to 80 MB ends in a sentence before it is unpacked', () => {
    const part = zipSync({ 'ratings.csv': new Uint8Array(80 * 2 ** 20) }, { level: 1 });
    const { result, ms, grownMb } = readOf('bomb.zip', part);
    expect((result as Error).message).toBe(
      'The archive bomb.zip cannot be opened: it unpacks to more than 64 MB. Nothing was changed.'
    );
    expect(ms).toBeLessThan(LIMIT_MS);
    expect(grownMb).toBeLessThan(256);
  });
});
