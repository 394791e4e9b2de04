/** The counters' way through the API into the table and the metrics, over a real table. */
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { LATENCY_EDGES_MS, REPORTS_MAX, type CounterReport } from '#core/counters';
import { startTestBackend, type TestBackend } from '../../tests/backend.ts';
import { counterReport } from '../../tests/counter-report.ts';
import { connectTables } from '../tables/client.ts';
import { readCounters } from '../tables/counter-table.ts';
import { createCounterMetrics } from './counter-metrics.ts';

let backend: TestBackend;
beforeAll(async () => {
  backend = await startTestBackend();
});
afterAll(() => backend.close());
afterEach(() => backend.logged.splice(0));

const post = (
  api: ReturnType<TestBackend['createApi']>,
  body: unknown,
  headers: Record<string, string> = {}
) =>
  api.request('/counters', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body)
  });
const wins = (won: number, lost: number, ties: number) => ({ wins: won, losses: lost, ties });

it('a batch without a token is added to the sums of the server’s UTC day', async () => {
  const api = backend.createApi({ now: () => Date.UTC(2026, 10, 23, 23, 59) });
  const one = counterReport({
    rateToList: [0, 3, ...Array<number>(11).fill(0)],
    heap: [0, 0, 1, 0, 0, 0, 0, 0],
    errors: { network: 2, 'storage-full': 1 },
    quality: { ratings: 4, squaredError: 2.5, biasSquaredError: 3 }
  });
  const compared = counterReport({
    comparison: { other: 'yamr-0', predicted: wins(5, 3, 1), ranked: wins(2, 0, 4) }
  });
  expect((await post(api, { reports: [one, one, compared] })).status).toBe(204);
  expect((await post(api, { reports: [one] })).status).toBe(204);
  const [plain, pair, ...more] = await readCounters(backend.tables);
  expect(more).toEqual([]);
  expect(plain).toEqual({
    day: '2026-11-23',
    version: 'yamr-1',
    backend: 'wasm',
    rateToList: [0, 9, ...Array<number>(11).fill(0)],
    heap: [0, 0, 3, 0, 0, 0, 0, 0],
    errors: { network: 6, 'storage-full': 3 },
    quality: { ratings: 12, squaredError: 7.5, biasSquaredError: 9 }
  });
  expect(pair?.comparison).toEqual({ other: 'yamr-0', predicted: wins(5, 3, 1), ranked: wins(2, 0, 4) });
});

it('a report adds at most 30 comparisons of a kind, in proportion', async () => {
  const api = backend.createApi({ now: () => Date.UTC(2026, 0, 1) });
  const comparison = { other: 'yamr-0', predicted: wins(6_000, 2_000, 2_000), ranked: wins(1, 0, 0) };
  await post(api, { reports: [counterReport({ version: 'yamr-heavy', comparison })] });
  const [heavy] = await readCounters(backend.tables);
  expect(heavy?.comparison).toEqual({ other: 'yamr-0', predicted: wins(18, 6, 6), ranked: wins(1, 0, 0) });
});

it('nothing of the sender is stored or logged', async () => {
  const lines: object[] = [];
  const api = backend.createApi({
    addressOf: () => '203.0.113.77',
    writeMetrics: (line) => lines.push(line)
  });
  await post(
    api,
    {
      reports: [counterReport({ version: 'yamr-private', errors: { offline: 1 }, appVersion: 'odd-build' })]
    },
    { 'User-Agent': 'Odd/1', 'X-Forwarded-For': '203.0.113.77', Authorization: 'Bearer odd' }
  );
  expect(backend.logged).toMatchObject([{ route: '/counters', status: 204 }]);
  const { Items } = await backend.tables.client.send(
    new ScanCommand({ TableName: `${backend.tables.prefix}counters` })
  );
  expect(JSON.stringify(Items)).toContain('yamr-private');
  expect(JSON.stringify([Items, backend.logged, lines])).not.toMatch(/203\.0|odd/i);
  expect(JSON.stringify([backend.logged, lines.map((line) => ({ ...line, Version: '' }))])).not.toContain(
    'yamr-private'
  );
});

it.each([
  ['a movie in it', { reports: [{ ...counterReport(), movieId: 1 }] }],
  ['too many reports', { reports: Array<CounterReport>(REPORTS_MAX + 1).fill(counterReport()) }],
  ['a bin too few', { reports: [counterReport({ rateToList: [1] })] }],
  ['a version that climbs', { reports: [counterReport({ version: '../x' })] }],
  ['nothing', { reports: [] }]
])('a batch with %s is refused', async (_, batch) => {
  const response = await post(backend.createApi(), batch);
  expect([response.status, (await response.json()) as object]).toMatchObject([
    400,
    { code: 'invalid-request' }
  ]);
});

it('an address has its limit, and another one its own', async () => {
  let address = 'here';
  const countersRateLimit = { pointsPerMinute: 1, pointsPerRequest: 1 };
  const api = backend.createApi({ countersRateLimit, addressOf: () => address });
  const batch = { reports: [counterReport()] };
  expect((await post(api, batch)).status).toBe(204);
  const refused = await post(api, batch);
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect(((await refused.json()) as { detail: string }).detail).toContain('more than one address may send');
  address = 'there';
  expect((await post(api, batch)).status).toBe(204);
});

it('what no API of ours wrote is left out, and a table that was never made holds nothing', async () => {
  const before = await readCounters(backend.tables);
  for (const subject of ['x', 'x#gpu', 'yamr-1#cpu']) {
    const Item = {
      day: '2020-01-01',
      subject,
      'errors.network': -5,
      'quality.ratings': 'many',
      'heap.99': 1
    };
    await backend.tables.client.send(new PutCommand({ TableName: `${backend.tables.prefix}counters`, Item }));
  }
  const [odd, ...rest] = await readCounters(backend.tables);
  expect(odd).toMatchObject({ backend: 'cpu', errors: {}, quality: { ratings: 0 } });
  expect(rest).toEqual(before);
  expect(await readCounters(connectTables({ endpoint: backend.endpoint, prefix: 'none-' }))).toEqual([]);
});

it('CloudWatch gets one line a report, whose percentiles are those of the bins', () => {
  const rateToList = Array<number>(LATENCY_EDGES_MS.length + 1).fill(0);
  rateToList[5] = 9_000;
  rateToList[8] = 1_000;
  const errors = { network: 2, internal: 1 } as const;
  const quality = { ratings: 2, squaredError: 1.5, biasSquaredError: 2.5 };
  const [line] = createCounterMetrics()([counterReport({ rateToList, errors, quality })], 77) as [
    { RateToList: number[]; _aws: { CloudWatchMetrics: [{ Metrics: { Name: string }[] }] } }
  ];
  expect(line).toMatchObject({
    _aws: { Timestamp: 77, CloudWatchMetrics: [{ Namespace: 'YAMR', Dimensions: [['Version', 'Backend']] }] },
    Version: 'yamr-1',
    Backend: 'wasm',
    Errors: 3,
    PredictedRatings: 2,
    SquaredError: 1.5,
    BiasSquaredError: 2.5
  });
  expect(line.RateToList).toHaveLength(100);
  expect([line.RateToList[49], line.RateToList[94]]).toEqual([51, 200.5]);
  for (const { Name } of line._aws.CloudWatchMetrics[0].Metrics) expect(line).toHaveProperty(Name);
});

it('a sender who makes versions up does not make metrics without end', () => {
  const metrics = createCounterMetrics();
  const reports = Array.from({ length: 20 }, (_, k) => counterReport({ version: `made-up-${k}` }));
  const names = metrics(reports, 0).map((line) => (line as { Version: string }).Version);
  expect(new Set(names)).toEqual(new Set([...names.slice(0, 8), 'other']));
  const [quiet] = metrics([counterReport()], 0);
  expect(quiet).not.toHaveProperty('RateToList');
});
