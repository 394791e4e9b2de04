import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createReportBuilder } from './data-report.ts';
import { lineOfRow, parseRatingRow, readRatings } from './ratings-file.ts';

it('the fast scanner and csv-parse agree on every row, good or odd', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'yamr-ratings-'));
  const isKnownMovie = (movieId: number): boolean => movieId % 2 === 1;
  const field = fc.oneof(
    fc.nat({ max: 12 }).map(String),
    fc.constantFrom(
      '4.0',
      '0.5',
      '3.50',
      '4.',
      '4.+',
      '4.:',
      '.5',
      '05',
      '4.5',
      '"5"',
      ' 3',
      '2147483647',
      '4294967295',
      '4294967296',
      'x'
    ),
    fc.string({ maxLength: 3, unit: fc.constantFrom('0', '1', '5', '9', '.', ',', '"', '-', ' ', 'x') })
  );
  const row = fc.array(field, { minLength: 3, maxLength: 5 }).map((fields) => fields.join(','));
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        await writeFile(
          join(directory, 'ratings.csv'),
          `userId,movieId,rating,timestamp\n${rows.join('\n')}\n`
        );
        const tally = createReportBuilder().open('ratings.csv');
        const file = { directory, name: 'ratings.csv', sha256: '' };
        const { columns, skippedLines } = await readRatings(file, 0, isKnownMovie, tally, {});
        const expected = rows.map((text) => parseRatingRow(text, isKnownMovie));
        const good = expected.filter((parsed) => typeof parsed !== 'string');
        const found = Array.from(columns.stars.keys(), (k) => [
          columns.userId[k]!,
          columns.movieId[k]!,
          columns.stars[k]!,
          columns.timestampSec[k]!
        ]);
        expect(found).toEqual(good);
        expect(skippedLines).toEqual(
          expected.flatMap((parsed, k) => (typeof parsed === 'string' ? [k + 2] : []))
        );
        const lines = Array.from(columns.stars.keys(), (k) => lineOfRow(k, skippedLines));
        expect(lines).toEqual(expected.flatMap((parsed, k) => (typeof parsed === 'string' ? [] : [k + 2])));
      }),
      { numRuns: 200 }
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
