import fc from 'fast-check';
import { isUtf8 } from 'node:buffer';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createUtf8Check, notUtf8 } from './utf8.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-utf8-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function passes(chunks: readonly Buffer[]): boolean {
  const check = createUtf8Check();
  return chunks.every((chunk) => check.add(chunk)) && check.end();
}

/** Bytes cut into chunks anywhere, also inside characters. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, k) => bytes.subarray(at[k], end));
}

it('passes exactly what is UTF-8 as a whole, wherever it is cut', () => {
  const text = fc.string({ unit: 'binary', maxLength: 30 }).map((string) => Buffer.from(string));
  const noise = fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.array(fc.oneof(text, noise), { maxLength: 4 }), fc.array(fc.nat()), (parts, places) => {
      const bytes = Buffer.concat(parts);
      expect(passes(cut(bytes, places))).toBe(isUtf8(bytes));
    }),
    { numRuns: 500 }
  );
});

it('names the line of the first byte that is none, also where it is the last of the file', async () => {
  const line = async (bytes: Buffer): Promise<string> => {
    await writeFile(join(folder, 'movies.csv'), bytes);
    return (await notUtf8({ directory: folder, name: 'movies.csv' })).message;
  };
  const latin1 = Buffer.from('movieId\n1,Léon\n2,Amélie\n', 'latin1');
  expect(await line(latin1)).toBe(`movies.csv in ${folder} is not UTF-8, first in line 2.`);
  expect(await line(Buffer.from('a\r\nb\r\nc\xc3', 'latin1'))).toMatch(/line 3\.$/);
});
