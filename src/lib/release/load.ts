/**
 * Owns the choice of a release: the one that the pointer names if it verifies, else the newest that this
 * device keeps and that still verifies. Says in `notice` when it is not the one that was published.
 */
import { throwIfAborted, toPlainError, YamrError } from '#core/errors';
import { parseJsonBytes, readRelease, type LoadedRelease, type ReleaseSource } from '#core/read-release';
import { parsePointer } from '#core/release-format';
import { openReleaseCache, type ReleaseCache } from './cache.ts';
import { download, webSource, type ByteProgress, type Fetch } from './download.ts';
import { sha256Hex } from './hash.ts';

export interface LoadOptions {
  /** Where `current.json` and the version folders lie; no slash at its end. */
  readonly baseUrl: string;
  readonly onProgress?: (progress: ByteProgress) => void;
  readonly signal?: AbortSignal;
  readonly cache?: ReleaseCache;
  readonly fetch?: Fetch;
}

export interface CurrentRelease extends LoadedRelease {
  /** Whether the files came from this device's cache. */
  readonly fromCache: boolean;
  /** For the visitor, where something is not as it should be: one or two sentences. */
  readonly notice?: string;
}

/** A network that does not answer must not keep somebody waiting who has a model already. */
const POINTER_TIMEOUT_MS = 3000;

/** Remembers what was read, so that it can be kept once all of it is verified. */
function recording(source: ReleaseSource, files: Map<string, Uint8Array>): ReleaseSource {
  return {
    async read(path, expectedBytes) {
      const bytes = await source.read(path, expectedBytes);
      files.set(path, bytes);
      return bytes;
    }
  };
}

async function currentVersion(options: LoadOptions, hasKept: boolean): Promise<string> {
  const { baseUrl, signal, fetch } = options;
  const signals = [
    ...(signal ? [signal] : []),
    ...(hasKept ? [AbortSignal.timeout(POINTER_TIMEOUT_MS)] : [])
  ];
  const url = `${baseUrl}/current.json`;
  const bytes = await download(url, { fetch, cache: 'no-store', signal: AbortSignal.any(signals) });
  return parsePointer(parseJsonBytes('current.json', bytes)).version;
}

async function fromNetwork(
  version: string,
  cache: ReleaseCache,
  options: LoadOptions
): Promise<CurrentRelease> {
  const files = new Map<string, Uint8Array>();
  const source = recording(webSource(`${options.baseUrl}/${version}`, options), files);
  const release = await readRelease(source, sha256Hex);
  if (release.manifest.version !== version) {
    throw new YamrError('bad-release', `The folder ${version} holds the model ${release.manifest.version}.`);
  }
  try {
    await cache.keep(version, files);
    return { ...release, fromCache: false };
  } catch (error) {
    return {
      ...release,
      fromCache: false,
      notice: `${toPlainError(error).message} It works while you are online.`
    };
  }
}

/** Tries kept versions in order; undefined when none can be read. */
async function fromCache(
  versions: readonly string[],
  cache: ReleaseCache
): Promise<LoadedRelease | undefined> {
  for (const version of versions) {
    const release = await readRelease(cache.source(version), sha256Hex).catch(() => undefined);
    if (release) return release;
  }
  return undefined;
}

/**
 * Loads the release in use. Throws the network's or the release's error where nothing kept can take its
 * place, and `aborted`.
 */
export async function loadRelease(options: LoadOptions): Promise<CurrentRelease> {
  const cache = options.cache ?? openReleaseCache();
  const kept = await cache.versions();
  let version: string | undefined;
  try {
    version = await currentVersion(options, kept.length > 0);
    const known = kept.includes(version) ? await fromCache([version], cache) : undefined;
    return known ? { ...known, fromCache: true } : await fromNetwork(version, cache, options);
  } catch (error) {
    throwIfAborted(options.signal);
    const fallback = await fromCache(
      kept.filter((other) => other !== version),
      cache
    );
    if (!fallback) throw error;
    const { code, message } = toPlainError(error);
    const quiet = version === undefined && (code === 'offline' || code === 'network' || code === 'aborted');
    const kind = `the model kept on this device (${fallback.manifest.version})`;
    const notice = quiet ? `You are offline: using ${kind}.` : `${message} Using ${kind} instead.`;
    return { ...fallback, fromCache: true, notice };
  }
}
