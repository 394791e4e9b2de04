/**
 * Owns which version is published for this device: the pointer, signed by somebody whom this app knows, and no older than one
 * that this device has seen. One whose time is over holds on; the app tells.
 */
import { YamrError } from '#core/errors';
import { POINTER_BYTES_MAX, POINTER_PATH, verifyPointer } from '#core/pointer-signature';
import { isInShare } from '#core/rollout';
import { openReleaseCache, type ReleaseCache } from './cache.ts';
import { download, type Fetch } from './download.ts';
import { verifyEd25519 } from './hash.ts';
import { KNOWN_KEYS } from './known-keys.ts';

/** `deviceNumber` is asked for only while a candidate is rolled out; without one the device gets none. */
export interface PublishedOptions {
  /** Where `current.json` and the version folders lie; no slash at its end. */
  readonly baseUrl: string;
  readonly signal?: AbortSignal | undefined;
  readonly fetch?: Fetch | undefined;
  readonly cache?: ReleaseCache | undefined;
  readonly deviceNumber?: (() => number | undefined) | undefined;
  readonly nowMs?: number;
}

export interface Published {
  /** The candidate's where the device falls into its share. */
  readonly version: string;
  /** Until when that was somebody's word, where that time is over. */
  readonly expiredAt?: string;
}

/** Throws the network's error, `unknown-format`, `bad-release` or `bad-signature`. */
export async function publishedVersion(options: PublishedOptions): Promise<Published> {
  const { baseUrl, signal, fetch, deviceNumber, nowMs = Date.now() } = options;
  const seen = options.cache ?? openReleaseCache();
  const bytes = await download(`${baseUrl}/${POINTER_PATH}`, {
    fetch,
    cache: 'no-store',
    signal,
    bytesMax: POINTER_BYTES_MAX
  });
  const { version, candidate, counter, expiresAt } = await verifyPointer(bytes, KNOWN_KEYS, verifyEd25519);
  if (counter < (await seen.pointerCounter())) {
    throw new YamrError(
      'bad-release',
      'The server names an older choice of model than this device has seen before: it was put back, or is an old copy.'
    );
  }
  await seen.rememberPointer(counter);
  const expired = Date.parse(expiresAt) < nowMs && { expiredAt: expiresAt };
  const device = candidate && deviceNumber?.();
  const isCandidates =
    candidate && device !== undefined && isInShare(device, candidate.version, candidate.share);
  return { version: isCandidates ? candidate.version : version, ...expired };
}
