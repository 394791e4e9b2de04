/**
 * Owns the daily look at how old the newest model on offer is, as a function on AWS: it does not depend on the retrain
 * that it watches. One line for its log: the metric `ModelAgeDays` by Backend.
 */
import { parseJsonBytes } from '#core/read-release';
import { parseManifest } from '#core/release-format';
import { embeddedMetrics } from '../server/embedded-metrics.ts';
import { parseS3Address, s3Store } from './s3-store.ts';
import type { ReleaseStore } from './store.ts';
import { readPointer } from './stored-pointer.ts';

const DAY_MS = 86_400_000;

/** Of the version in use or the candidate, whichever is newer; undefined where nothing was ever published. */
export async function modelAgeDays(store: ReleaseStore, nowMs: number): Promise<number | undefined> {
  const pointer = await readPointer(store);
  const versions = pointer ? [pointer.version, pointer.candidate?.version] : [];
  const ages: number[] = [];
  for (const version of versions) {
    const path = `${version ?? ''}/manifest.json`;
    const bytes = version === undefined ? undefined : await store.read(path);
    if (bytes) ages.push((nowMs - Date.parse(parseManifest(parseJsonBytes(path, bytes)).createdAt)) / DAY_MS);
  }
  return ages.length > 0 ? Math.min(...ages) : undefined;
}

export const modelAgeMetric = (backend: string, days: number, timestampMs: number): string =>
  JSON.stringify(
    embeddedMetrics(timestampMs, {
      dimensions: { Backend: backend },
      metrics: [{ name: 'ModelAgeDays', value: days }]
    })
  );

/** What Lambda calls. YAMR_STORE is the releases' s3:// address. */
export async function handler(): Promise<void> {
  const { YAMR_STORE: store = '', YAMR_METRICS_BACKEND: backend = '' } = process.env;
  const nowMs = Date.now();
  const days = await modelAgeDays(s3Store(parseS3Address(store)), nowMs);
  console.log(days === undefined ? 'Nothing was published yet.' : modelAgeMetric(backend, days, nowMs));
}
