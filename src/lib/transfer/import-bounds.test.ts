/** What the largest and worst files cost: done, or one clear sentence, within ten seconds and bounded memory. */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { columnsOf, type MovieColumns } from '../../../tests/import-runs.ts';
import { MovieMatcher } from './match.ts';
import { readFiles } from './read-file.ts';

const LIMIT_MS = 10_000;
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
  const begun = performance.now();
  let result: T | Error;
  try {
    result = work();
  } catch (error) {
    result = error as Error;
  }
  const after = process.memoryUsage();
  const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  return { result, ms: performance.now() - begun, grownMb: bytes / 2 ** 20 };
}
const readOf = (name: string, bytes: Uint8Array) => timed(() => readFiles([{ name, bytes }]));

describe('an import', { timeout: 60_000 }, () => {
  it('of 100,000 rows over 88,044 titles is done in time', () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, k) => `${titleAt(k % 88_044)},${1920 + ((k % 88_044) % 104)},${(k % 10) + 1}`
    );
    const bytes = strToU8(`Title,Year,Rating\n${rows.join('\n')}\n`);
    const { result, ms } = timed(() => {
      const [file] = readFiles([{ name: 'a.csv', bytes }]).files;
      return file && new MovieMatcher(columnsOf(MOVIES)).matchFile(file);
    });
    expect(result).not.toBeInstanceOf(Error);
    const matched = result instanceof Error ? [] : (result?.rows ?? []);
    expect(matched.filter(({ match }) => match.kind === 'matched')).toHaveLength(100_000);
    expect(ms).toBeLessThan(LIMIT_MS);
  });

  it('of 100,000 rows that no title fits is done in time', () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, k) => `A ${titleAt(k * 7)} that nobody made,${1920 + (k % 104)},3`
    );
    const bytes = strToU8(`Title,Year,Rating\n${rows.join('\n')}\n`);
    const { result, ms } = timed(() => {
      const [file] = readFiles([{ name: 'a.csv', bytes }]).files;
      return file && new MovieMatcher(columnsOf(MOVIES)).matchFile(file);
    });
    expect(result).not.toBeInstanceOf(Error);
    expect(ms).toBeLessThan(LIMIT_MS);
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

  it('of a ZIP of a gigabyte ends in a sentence before it is unpacked', () => {
    const part = zipSync({ 'ratings.csv': new Uint8Array(200 * 2 ** 20) });
    const { result, ms, grownMb } = readOf('bomb.zip', part);
    expect((result as Error).message).toBe(
      'The archive bomb.zip cannot be opened: it unpacks to more than 64 MB. Nothing was changed.'
    );
    expect(ms).toBeLessThan(LIMIT_MS);
    expect(grownMb).toBeLessThan(256);
  });
});
