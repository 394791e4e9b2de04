/** The age of the model on offer, as the alarm on staleness sees it. */
import { expect, it } from 'vitest';
import { tinyRelease } from '../tests/tiny-release.ts';
import { modelAgeDays, modelAgeMetric } from './model-age.ts';
import type { ReleaseStore } from './store.ts';

const nowMs = Date.UTC(2026, 10, 23);
const created = (version: string, day: string): [string, Uint8Array] => {
  const bytes = tinyRelease(version).get('manifest.json') as Uint8Array;
  const manifest = JSON.parse(Buffer.from(bytes).toString()) as object;
  const changed = JSON.stringify({ ...manifest, createdAt: `${day}T00:00:00.000Z` });
  return [`${version}/manifest.json`, new TextEncoder().encode(changed)];
};
const storeOf = (pointer: object | undefined): ReleaseStore => {
  const files = new Map([created('tiny-1', '2026-11-01'), created('tiny-2', '2026-11-21')]);
  if (pointer) files.set('current.json', new TextEncoder().encode(JSON.stringify(pointer)));
  const untouched = (): never => {
    throw new Error('Looking changes nothing.');
  };
  return {
    name: 'memory',
    list: untouched,
    write: untouched,
    remove: untouched,
    replace: untouched,
    read: (path) => Promise.resolve(files.get(path))
  };
};

it('is the days since the version in use was made', async () => {
  expect(await modelAgeDays(storeOf({ formatVersion: 1, version: 'tiny-1' }), nowMs)).toBe(22);
});

it('is the candidate’s where one is offered: the retrain does bring models', async () => {
  const pointer = { formatVersion: 1, version: 'tiny-1', candidate: { version: 'tiny-2', share: 0.1 } };
  expect(await modelAgeDays(storeOf(pointer), nowMs)).toBe(2);
});

it('is nothing where nothing was published, which the alarm sees as missing', async () => {
  expect(await modelAgeDays(storeOf(undefined), nowMs)).toBeUndefined();
});

it('is told by backend in the embedded metric format', () => {
  const told = JSON.parse(modelAgeMetric('main', 2.5, nowMs)) as Record<string, unknown>;
  expect(told).toMatchObject({ Backend: 'main', ModelAgeDays: 2.5, _aws: { Timestamp: nowMs } });
});
