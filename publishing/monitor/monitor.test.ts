/** From what devices send to what the maintainer reads, over real tables. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { addCounters, readCounters } from '../../server/tables/counter-table.ts';
import { ratingTable } from '../../server/tables/rating-table.ts';
import { startTestBackend, type TestBackend } from '../../tests/backend.ts';
import { counterReport } from '../../tests/counter-report.ts';
import type { RetrainRecord } from '../retrain/history.ts';
import { monitorFigures, NO_DATA, type MonitorInput } from './figures.ts';
import { monitorPage } from './page.ts';
import { readRatingsByDay } from './ratings-by-day.ts';
import { monitorText } from './text.ts';

let backend: TestBackend;
let input: MonitorInput;
const retrain: RetrainRecord = {
  time: '2026-11-22T03:04:05.000Z',
  result: 'Refused',
  version: 'yamr-3',
  reasons: ['NDCG@10 lost more than <allowed>.'],
  durationsSec: { total: 240 }
};
const MADE_AT = '2026-11-23T10:00:00.000Z';
const day = (of: number): number => Date.UTC(2026, 10, of, 12);
const bins = (at: number, count: number): number[] =>
  Array.from({ length: 13 }, (_, k) => (k === at ? count : 0));

beforeAll(async () => {
  backend = await startTestBackend();
  for (const of of [20, 21]) {
    const quality = { ratings: 100, squaredError: of === 20 ? 64 : 81, biasSquaredError: 100 };
    const good = counterReport({ rateToList: bins(3, 90), heap: [0, 0, 0, 5, 0, 0, 0, 0], quality });
    const slow = counterReport({ rateToList: bins(9, 10), errors: { network: of } });
    const made = counterReport({ version: 'made-up', rateToList: bins(1, 9_999), errors: { internal: 9 } });
    await addCounters(backend.tables, [good, slow, made, { ...slow, backend: 'webgl' }], day(of));
  }
  const ratings = ratingTable(backend.tables);
  for (const [userId, movieId, of, stars] of [
    ['ann', 1, 20, 4],
    ['ann', 2, 21, 3],
    ['bea', 1, 21, 5],
    ['bea', 2, 21, null],
    ['ml-1', 1, 21, 5]
  ] as const) {
    const event = {
      eventId: randomUUID(),
      epoch: 0,
      movieId: asMovieId(movieId),
      stars
    };
    await ratings.put(userId, { ...event, updatedAtMs: day(of) }, Date.now());
  }
  input = {
    sums: await readCounters(backend.tables),
    ratingsByDay: await readRatingsByDay(backend.tables),
    retrains: [retrain],
    versions: ['yamr-1', 'yamr-2'],
    pointer: { formatVersion: 1, version: 'yamr-2', history: ['yamr-1'] }
  };
});
afterAll(() => backend.close());

describe('the figures', () => {
  it('add days up, read percentiles from bins and leave versions out that the store never had', () => {
    const { speeds, errors, quality } = monitorFigures(input);
    expect(speeds.map(({ version, backend: name, count }) => [version, name, count])).toEqual([
      ['yamr-1', 'wasm', 200],
      ['yamr-1', 'webgl', 20]
    ]);
    expect(speeds[0]).toMatchObject({
      p50Ms: 16 + 9 * (100 / 180),
      p95Ms: 375,
      heapCount: 10,
      heapP50Mb: 96
    });
    expect(errors).toEqual([{ code: 'network', version: 'yamr-1', count: 82 }]);
    expect(quality).toEqual([
      { day: '2026-11-20', version: 'yamr-1', ratings: 100, rmse: 0.8, biasRmse: 1 },
      { day: '2026-11-21', version: 'yamr-1', ratings: 100, rmse: 0.9, biasRmse: 1 }
    ]);
  });

  it('count ratings of visitors that still count, and say what the pointer says', () => {
    const { ratings, releases } = monitorFigures(input);
    expect(ratings).toEqual([
      { day: '2026-11-20', count: 1 },
      { day: '2026-11-21', count: 2 }
    ]);
    expect(releases).toEqual([
      { version: 'yamr-1', role: '1 before' },
      { version: 'yamr-2', role: 'in use' }
    ]);
  });
});

describe('the text', () => {
  it('has every figure in a row', () => {
    const text = monitorText(monitorFigures(input)).join('\n');
    expect(text).toMatch(/yamr-1 +wasm +200 +21 +375 +96/);
    expect(text).toMatch(/network +yamr-1 +82/);
    expect(text).toMatch(/2026-11-21 +yamr-1 +100 +0\.900 +1\.000 +0\.100/);
    expect(text).toMatch(/2026-11-22 03:04 +Refused +yamr-3 +NDCG@10 lost/);
  });
});

describe('the page', () => {
  it('has plots and tables, fetches nothing, runs nothing and escapes what it was told', () => {
    const page = monitorPage(monitorFigures(input), MADE_AT);
    expect(page.match(/<svg/g)).toHaveLength(3);
    expect(page).toContain('lost more than &lt;allowed&gt;');
    expect(page).not.toMatch(/<script|<link|<img|url\(|src=/);
    expect(
      page.match(/https?:\/\/[^"]+/g)?.every((url) => url.startsWith('http://www.w3.org/')) ?? true
    ).toBe(true);
    expect(page).not.toMatch(/NaN|undefined|made-up/);
  });

  it('with one day, or a latency alone, has no gap', () => {
    const one = monitorFigures({ ...input, sums: input.sums.filter((sum) => sum.day === '2026-11-20'), ratingsByDay: new Map(), retrains: [] }); // prettier-ignore
    const page = monitorPage(one, MADE_AT);
    expect(page).not.toMatch(/NaN|undefined/);
    expect(page).toContain('No visitor with an account has rated anything yet.');
  });

  it('without data says so in one sentence, and still tells of the releases', () => {
    const empty = monitorFigures({ ...input, sums: [], ratingsByDay: new Map(), retrains: [] });
    expect(monitorText(empty)[0]).toBe(NO_DATA);
    const page = monitorPage(empty, MADE_AT);
    expect(page).toContain(NO_DATA);
    expect(page).toContain('in use');
    expect(page).not.toContain('<svg');
  });
});
