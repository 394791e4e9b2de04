/**
 * Owns the network: fetches a release's files with progress in bytes, and says in one sentence what went
 * wrong. Verification is core/read-release's; keeping what was verified is cache.ts'.
 */
import { throwIfAborted, YamrError } from '#core/errors';
import type { ReleaseSource } from '#core/read-release';

export type Fetch = typeof globalThis.fetch;

/** Bytes so far, of what has been asked for so far (0 where nothing promised a size yet). */
export interface ByteProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told the size of each piece as it arrives. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** `no-store` for the pointer, which changes; release files never do. */
  readonly cache?: RequestCache;
  readonly fetch?: Fetch | undefined;
  /** What the file may have at most: the download stops there. */
  readonly bytesMax?: number;
}

/** Of a file whose size nobody has promised: a manifest, a signature. */
const UNPROMISED_BYTES_MAX = 4_000_000;

/** Node and old browsers do not say whether they are online; only a plain "no" counts. */
const isOffline = (): boolean => typeof navigator !== 'undefined' && (navigator.onLine as unknown) === false;

function networkError(name: string, cause: unknown, loadedBytes: number): YamrError {
  if (isOffline())
    return new YamrError('offline', `You are offline, so ${name} cannot be downloaded.`, { cause });
  if (loadedBytes > 0) {
    return new YamrError('truncated', `The download of ${name} broke off after ${loadedBytes} bytes.`, {
      cause
    });
  }
  return new YamrError('network', `The server cannot be reached, so ${name} cannot be downloaded.`, {
    cause
  });
}

/** Joins pieces; one pass, one copy. */
function concatenate(pieces: readonly Uint8Array[], sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

/** Fetches a file. Throws `offline`, `network`, `http-status`, `truncated`, `hash-mismatch` for one that is too large, or `aborted`. */
export async function download(url: string, options: DownloadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { signal, onBytes, cache = 'default', fetch = globalThis.fetch } = options;
  const { bytesMax = UNPROMISED_BYTES_MAX } = options;
  const name = url.slice(url.lastIndexOf('/') + 1);
  const pieces: Uint8Array[] = [];
  let loadedBytes = 0;
  try {
    const response = await fetch(url, { cache, ...(signal && { signal }) });
    if (!response.ok) {
      throw new YamrError('http-status', `The server answered ${response.status} where ${name} should be.`);
    }
    const reader = response.body?.getReader();
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      pieces.push(read.value);
      loadedBytes += read.value.byteLength;
      if (loadedBytes > bytesMax) {
        // Not waited for: whoever sends for ever may not listen either.
        void reader?.cancel().catch(() => undefined);
        throw new YamrError(
          'hash-mismatch',
          `${name} is not the one that was published: it has more than ${bytesMax} bytes.`
        );
      }
      onBytes?.(read.value.byteLength);
    }
  } catch (cause) {
    if (cause instanceof YamrError) throw cause;
    throwIfAborted(signal);
    throw networkError(name, cause, loadedBytes);
  }
  return concatenate(pieces, loadedBytes);
}

export interface WebSourceOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
  /** `reload` passes every copy on the way by. */
  readonly httpCache?: RequestCache;
  readonly fetch?: Fetch | undefined;
}

/** A release folder on the web; `folderUrl` without a slash at its end. */
export function webSource(
  folderUrl: string,
  { signal, onProgress, httpCache, fetch }: WebSourceOptions = {}
): ReleaseSource {
  let loadedBytes = 0;
  let totalBytes = 0;
  return {
    read(path, expectedBytes) {
      totalBytes += expectedBytes ?? 0;
      // The manifest has no promised size; counting it would make more than 100%.
      const onBytes = (bytes: number): void => {
        loadedBytes += bytes;
        onProgress?.({ loadedBytes, totalBytes });
      };
      return download(`${folderUrl}/${path}`, {
        signal,
        fetch,
        ...(httpCache && { cache: httpCache }),
        onBytes: expectedBytes ? onBytes : undefined,
        ...(expectedBytes !== undefined && { bytesMax: expectedBytes })
      });
    }
  };
}
