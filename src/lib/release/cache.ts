/**
 * Owns the releases that this device keeps, in Cache Storage: only whole, verified ones, the newest first,
 * two generations. Where there is no Cache Storage (private modes, plain http) nothing is kept.
 */
import * as v from 'valibot';
import { YamrError } from '#core/errors';
import { parseJsonBytes, type ReleaseSource } from '#core/read-release';

/** Generations kept: the release in use and the one to fall back to. */
export const KEPT_GENERATIONS = 2;

const PREFIX = 'yamr-release';
const INDEX = `${PREFIX}-index`;
const IndexSchema = v.array(v.string());
/** Keys must look like addresses; the reserved name says that nothing is ever fetched from there. */
const addressOf = (path: string): string => `https://release.invalid/${path}`;

export interface ReleaseCache {
  /** Versions kept whole and verified, newest first. */
  versions(): Promise<readonly string[]>;
  /** The files of a kept version. They are verified again by whoever reads a release. */
  source(version: string): ReleaseSource;
  /**
   * Keeps the files of a verified release, all or none, and lets the oldest generation go.
   * Throws `storage-full` or `storage-failed`; what was kept before stays.
   */
  keep(version: string, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
}

function toStorageError(cause: unknown): YamrError {
  const full = cause instanceof Error && cause.name === 'QuotaExceededError';
  return full
    ? new YamrError('storage-full', 'There is no room to keep the model for offline use.', { cause })
    : new YamrError('storage-failed', 'This browser does not let YAMR keep the model for offline use.', {
        cause
      });
}

async function readFrom(
  storage: CacheStorage,
  cacheName: string,
  path: string
): Promise<Uint8Array | undefined> {
  if (!(await storage.has(cacheName))) return undefined;
  const response = await (await storage.open(cacheName)).match(addressOf(path));
  return response && new Uint8Array(await response.arrayBuffer());
}

/** Cache Storage as a release cache. */
export function createReleaseCache(storage: CacheStorage): ReleaseCache {
  const nameOf = (version: string): string => `${PREFIX}-${version}`;
  const versions = async (): Promise<readonly string[]> => {
    try {
      const bytes = await readFrom(storage, INDEX, 'index.json');
      return bytes ? v.parse(IndexSchema, parseJsonBytes('index.json', bytes)) : [];
    } catch {
      // An index that cannot be read keeps nothing; the next `keep` writes a new one.
      return [];
    }
  };
  return {
    versions,
    source: (version) => ({
      async read(path) {
        const bytes = await readFrom(storage, nameOf(version), path);
        if (bytes) return bytes;
        throw new YamrError('not-found', `The stored model ${version} lacks ${path}.`);
      }
    }),
    async keep(version, files) {
      const known = await versions();
      try {
        const cache = await storage.open(nameOf(version));
        for (const [path, bytes] of files) {
          await cache.put(addressOf(path), new Response(bytes as Uint8Array<ArrayBuffer>));
        }
        const kept = [version, ...known.filter((other) => other !== version)].slice(0, KEPT_GENERATIONS);
        const index = await storage.open(INDEX);
        await index.put(addressOf('index.json'), new Response(JSON.stringify(kept)));
        const dropped = known.filter((other) => !kept.includes(other));
        await Promise.all(dropped.map((other) => storage.delete(nameOf(other))));
      } catch (cause) {
        if (!known.includes(version)) await storage.delete(nameOf(version)).catch(() => false);
        throw toStorageError(cause);
      }
    }
  };
}

/** This browser's cache, or one that keeps nothing. */
export function openReleaseCache(): ReleaseCache {
  if (typeof caches !== 'undefined') return createReleaseCache(caches);
  return {
    versions: () => Promise.resolve([]),
    source: () => ({ read: (path) => Promise.reject(new YamrError('not-found', `Nothing keeps ${path}.`)) }),
    keep: () => Promise.reject(toStorageError(new Error('no Cache Storage')))
  };
}
