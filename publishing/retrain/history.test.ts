import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startS3Server } from '../../tests/s3-server.ts';
import { diskStore } from '../disk-store.ts';
import { parseS3Address, s3Store } from '../s3-store.ts';
import { appendHistory, historyOf, readHistory, refusalsRunning, type RetrainRecord } from './history.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-history-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const refused: RetrainRecord = {
  time: '2026-11-23T04:00:00.000Z',
  result: 'Refused',
  version: '2026-11-23-yamr-00000000',
  previous: '2026-11-22-yamr-25f6713c',
  reasons: ['RMSE after 5 ratings is .0300 above that of the recipe in use (allowed: .0100).'],
  visitors: 3,
  visitorRatings: 120,
  ratings: 100_956,
  durationsSec: { export: 1.5, total: 200 }
};
const failed: RetrainRecord = {
  time: '2026-11-24T04:00:00.000Z',
  result: 'Failed',
  reasons: ['No database.'],
  durationsSec: { total: 1 }
};

it('is empty before the first run and has every run after it, oldest first', async () => {
  const history = historyOf(diskStore(join(folder, 'models')), join(folder, 'retrain'));
  expect(await readHistory(history)).toEqual([]);
  await appendHistory(history, refused);
  await appendHistory(history, failed);
  expect(await readHistory(history)).toEqual([refused, failed]);
  const text = await readFile(join(folder, 'retrain', 'history.jsonl'), 'utf8');
  expect(text).toBe(`${JSON.stringify(refused)}\n${JSON.stringify(failed)}\n`);
});

it('lies beside the releases of a bucket, where every reader asks for it anew', async () => {
  vi.stubEnv('AWS_REGION', 'eu-north-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'nobody');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  const server = await startS3Server();
  try {
    const history = historyOf(s3Store(parseS3Address('s3://yamr-test/models'), server.url), folder);
    await appendHistory(history, refused);
    expect(await readHistory(history)).toEqual([refused]);
    expect(server.objects.get('models/retrains.jsonl')?.headers.cacheControl).toBe('no-cache');
  } finally {
    vi.unstubAllEnvs();
    await server.close();
  }
});

it.each(['{"result":"Published"}', 'half a li', '{"time":"today","result":"Failed"}'])(
  'names the line that is no run: %s',
  async (line) => {
    await writeFile(join(folder, 'history.jsonl'), `${JSON.stringify(failed)}\n${line}\n`);
    const history = historyOf(diskStore(folder), folder);
    await expect(readHistory(history)).rejects.toMatchObject({
      code: 'bad-data',
      message: expect.stringMatching(/^Line 2 of history\.jsonl in .* is no retrain/)
    });
  }
);

it('counts the refusals since the last model that was published, whatever failed in between', () => {
  const published: RetrainRecord = { ...refused, result: 'Published' };
  expect(refusalsRunning([])).toBe(0);
  expect(refusalsRunning([refused, published])).toBe(0);
  expect(refusalsRunning([refused, published, refused, failed, refused])).toBe(2);
});
