/**
 * Owns the releases that this device keeps, in Cache Storage: the newest first, two generations, and beside
 * them the verified files of one that is still arriving, so that a download goes on where it broke off. Where
 * there is no Cache Storage (private modes, plain http) nothing is kept.
 */
import * as v from 'valibot';
import { YamrError } from '#core/errors';
import { parseJsonBytes, type ReleaseSource } from '#core/read-release';

/** Generations kept: the release in use and the one to fall back to. */
export const KEPT_GENERATIONS = 2;

const PREFIX = 'yamr-release';
const INDEX = `${PREFIX}-index`;
const IndexSchema = v.array(v.string());
const POINTER_SEEN = 'pointer-seen.json';
const CounterSchema = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Keys must look like addresses; the reserved name says that nothing is ever fetched from there. */
const addressOf = (path: string): string => `https://release.invalid/${path}`;
const nameOf = (version: string): string => `${PREFIX}-${version}`;

export interface ReleaseCache {
  /** Versions kept whole, newest first. */
  versions(): Promise<readonly string[]>;
  /** The stored files of a version, whole or not. They are verified again by whoever reads them. */
  source(version: string): ReleaseSource;
  /** Stores one verified file. Throws `storage-full` or `storage-failed`; the version is then given up. */
  put(version: string, path: string, bytes: Uint8Array): Promise<void>;
  /**
   * Makes a version, all of whose files are stored, the newest; lets the oldest generation and what never
   * arrived whole go, but not `pinned`: another makes room for it. Throws as `put`; what was kept before stays.
   */
  keep(version: string, pinned?: string): Promise<void>;
  /** The counter of the newest pointer that this device has seen; 0 where it has seen none. */
  pointerCounter(): Promise<number>;
  /** Remembers it, unless a newer one was seen. Where nothing is kept, nothing is remembered: no error. */
  rememberPointer(counter: number): Promise<void>;
}

function toStorageError(cause: unknown): YamrError {
  const full = cause instanceof Error && cause.name === 'QuotaExceededError';
  return full
    ? new YamrError('storage-full', 'There is no room to keep the model for offline use.', { cause })
    : new YamrError('storage-failed', 'This browser does not let YAMR keep the model for offline use.', {
        cause
      });
}

/** A cache that is there: opening alone would make one. */
const find = async (storage: CacheStorage, name: string): Promise<Cache | undefined> =>
  (await storage.has(name)) ? storage.open(name) : undefined;

async function readFrom(cache: Cache | undefined, path: string): Promise<Uint8Array | undefined> {
  const response = await cache?.match(addressOf(path));
  return response && new Uint8Array(await response.arrayBuffer());
}

/** Cache Storage as a release cache. */
export function createReleaseCache(storage: CacheStorage): ReleaseCache {
  const versions = async (): Promise<readonly string[]> => {
    try {
      const bytes = await readFrom(await find(storage, INDEX), 'index.json');
      return bytes ? v.parse(IndexSchema, parseJsonBytes('index.json', bytes)) : [];
    } catch {
      // An index that cannot be read keeps nothing; the next `keep` writes a new one.
      return [];
    }
  };
  const pointerCounter = async (): Promise<number> => {
    try {
      const bytes = await readFrom(await find(storage, INDEX), POINTER_SEEN);
      return bytes ? v.parse(CounterSchema, parseJsonBytes(POINTER_SEEN, bytes)) : 0;
    } catch {
      return 0;
    }
  };
  /** A version that is not kept makes room; the failure goes on as a sentence. */
  const giveUp = async (version: string, cause: unknown): Promise<never> => {
    if (!(await versions()).includes(version)) await storage.delete(nameOf(version)).catch(() => false);
    throw toStorageError(cause);
  };
  return {
    versions,
    pointerCounter,
    async rememberPointer(counter) {
      if (counter <= (await pointerCounter())) return;
      try {
        const index = await storage.open(INDEX);
        await index.put(addressOf(POINTER_SEEN), new Response(String(counter)));
      } catch {
        // Without room the next visit sees it again.
      }
    },
    source(version) {
      /** Looked for once, not once a file; again where there was none yet. */
      let finding: Promise<Cache | undefined> | undefined;
      return {
        async read(path) {
          const cache = await (finding ??= find(storage, nameOf(version)));
          if (!cache) finding = undefined;
          const bytes = await readFrom(cache, path);
          if (bytes) return bytes;
          throw new YamrError('not-found', `The stored model ${version} lacks ${path}.`);
        }
      };
    },
    async put(version, path, bytes) {
      try {
        const cache = await storage.open(nameOf(version));
        await cache.put(addressOf(path), new Response(bytes as Uint8Array<ArrayBuffer>));
      } catch (cause) {
        await giveUp(version, cause);
      }
    },
    async keep(version, pinned) {
      try {
        const others = (await versions()).filter((other) => other !== version);
        // Sorting keeps the order of the others.
        const byAge = others.toSorted((a, b) => Number(b === pinned) - Number(a === pinned));
        const kept = [version, ...byAge].slice(0, KEPT_GENERATIONS);
        const index = await storage.open(INDEX);
        await index.put(addressOf('index.json'), new Response(JSON.stringify(kept)));
        const names = new Set([INDEX, ...kept.map(nameOf)]);
        const dropped = (await storage.keys()).filter((name) => name.startsWith(PREFIX) && !names.has(name));
        await Promise.all(dropped.map((name) => storage.delete(name)));
      } catch (cause) {
        await giveUp(version, cause);
      }
    }
  };
}

/** This browser's cache, or one that keeps nothing. */
export function openReleaseCache(): ReleaseCache {
  if (typeof caches !== 'undefined') return createReleaseCache(caches);
  const refuse = (): Promise<never> => Promise.reject(toStorageError(new Error('no Cache Storage')));
  return {
    versions: () => Promise.resolve([]),
    source: () => ({ read: (path) => Promise.reject(new YamrError('not-found', `Nothing keeps ${path}.`)) }),
    put: refuse,
    keep: refuse,
    pointerCounter: () => Promise.resolve(0),
    rememberPointer: () => Promise.resolve()
  };
}
