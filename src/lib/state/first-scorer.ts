/**
 * Owns the scorer that is begun before the page comes alive where the release is kept here (hooks.client.ts): its worker reads
 * it while the page is hydrated. The page's first start takes it, if that is what it wants.
 */
import { beginScorer, type BegunScorer } from '$lib/scorer/begin';
import { BACKEND_NAMES } from '#core/backend-names';
import type { RequestedBackend } from '$lib/scorer/worker-protocol';
import { fastestBefore } from './backend-memory.ts';
import { pinnedVersion } from './pinned-version.ts';

/** `?backend=`: an override for tests and for people. */
export function requestedBackend(search: string): RequestedBackend {
  const value = new URLSearchParams(search).get('backend');
  return BACKEND_NAMES.find((backend) => backend === value) ?? 'auto';
}

/** What a start begins with where nobody asked for a backend: what was fastest here before. */
export const firstBackend = (asked: RequestedBackend): RequestedBackend =>
  asked === 'auto' ? (fastestBefore() ?? asked) : asked;

let first: BegunScorer | undefined;

export function beginFirstScorer(modelsUrl: string): void {
  const backend = firstBackend(requestedBackend(location.search));
  first = beginScorer({ modelsUrl, version: pinnedVersion(), backend });
}

/** Once; undefined where none was begun, or with something else in mind. */
export function takeFirstScorer(modelsUrl: string, version: string | undefined, backend: RequestedBackend) {
  const begun = first;
  first = undefined;
  const { options } = begun ?? {};
  if (options?.modelsUrl === modelsUrl && options.version === version && options.backend === backend)
    return begun;
  begun?.worker.end();
  return undefined;
}
