/**
 * Owns the way to a release: the newest that this device keeps and that still verifies, so that nobody waits
 * for a network; where there is none, the one that the pointer names. What arrives is stored file by file once
 * it is verified (the manifest by its signature, the others by the manifest), and counts as kept when `keep` is called: after it has scored.
 */
import { fromPlainError, throwIfAborted, toPlainError, type YamrError } from '#core/errors';
import {
  readFile,
  readStages,
  type ReadVerified,
  type ReleaseSource,
  type StagedRelease
} from '#core/read-release';
import { refuseOtherVersion, type Manifest, type ReleaseFile } from '#core/release-format';
import { SIGNATURE_PATH } from '#core/release-signature';
import { openReleaseCache, type ReleaseCache } from './cache.ts';
import { webSource, type ByteProgress, type Fetch } from './download.ts';
import { sha256Hex } from './hash.ts';
import { publishedVersion } from './published.ts';
import { readSignedManifest, type SignedManifest } from './signed-manifest.ts';

export interface OpenOptions {
  /** Where `current.json` and the version folders lie; no slash at its end. */
  readonly baseUrl: string;
  /** This version and no other, from the device as far as it is there. */
  readonly version?: string | undefined;
  readonly onProgress?: (progress: ByteProgress) => void;
  readonly signal?: AbortSignal;
  readonly cache?: ReleaseCache;
  readonly fetch?: Fetch;
}

export interface OpenRelease extends StagedRelease {
  /** Whether this device keeps it. */
  readonly fromCache: boolean;
  /** For the visitor, where it is not the newest that was kept: one sentence. */
  readonly notice?: string;
  /**
   * Makes it the newest that this device keeps: to be called once the whole of it has scored. Throws
   * `storage-full` or `storage-failed`; it works all the same, while there is a network. `pinned` is a version that
   * stays kept whatever its age.
   */
  keep(pinned?: string): Promise<void>;
  /** Stores the files of the long tail on this device. Throws as `keep`, or the network's error. */
  keepTail(): Promise<void>;
}

/** What the page shows offline besides scores: kept too, and missed without harm. */
const COMPANION_ROLES: readonly ReleaseFile['role'][] = ['card', 'posters', 'tags', 'credits', 'licence'];

/** The files of the long tail. */
export const tailFiles = ({ files }: Pick<Manifest, 'files'>): readonly ReleaseFile[] =>
  files.filter(({ stage }) => stage === 3);

/** A release folder on the web. A wrong file may be an old copy on the way: asked for again, past every cache. */
function verifiedFromWeb(folderUrl: string, options: OpenOptions): ReadVerified {
  const web = webSource(folderUrl, options);
  const past = webSource(folderUrl, { ...options, httpCache: 'reload' });
  return async (file) => {
    try {
      return await readFile(web, file, sha256Hex);
    } catch (error) {
      const { code } = toPlainError(error);
      if (code !== 'truncated' && code !== 'hash-mismatch') throw error;
      return readFile(past, file, sha256Hex);
    }
  };
}

/** Stores files beside other work; the first failure is the last attempt. */
function createStorer(cache: ReleaseCache, version: string) {
  let refusal: YamrError | undefined;
  let tail = Promise.resolve();
  return {
    store(path: string, bytes: Uint8Array): void {
      tail = tail.then(async () => {
        if (refusal) return;
        await cache.put(version, path, bytes).catch((error: unknown) => {
          refusal = fromPlainError(toPlainError(error));
        });
      });
    },
    /** Resolves when all of it is stored. Throws `storage-full` or `storage-failed`. */
    async stored(): Promise<void> {
      await tail;
      if (refusal) throw refusal;
    }
  };
}

/** Reads what is shown besides scores, so that it is there offline; without it the page says so itself. */
async function readCompanions(files: readonly ReleaseFile[], read: ReadVerified): Promise<void> {
  const companions = files.filter(({ role }) => COMPANION_ROLES.includes(role));
  await Promise.allSettled(companions.map(read));
}

/**
 * The manifest of a kept release from the device (its signature from the web where a copy was kept before releases
 * were signed), else from the web; where the two do not fit there, one may be an old copy on the way.
 */
async function openManifest(
  kept: ReleaseSource | undefined,
  folderUrl: string,
  options: OpenOptions
): Promise<SignedManifest> {
  const web = webSource(folderUrl, options);
  if (kept) {
    const read = (path: string): Promise<Uint8Array> =>
      path === SIGNATURE_PATH ? kept.read(path).catch(() => web.read(path)) : kept.read(path);
    return readSignedManifest({ read });
  }
  try {
    return await readSignedManifest(web);
  } catch (error) {
    if (toPlainError(error).code !== 'bad-signature') throw error;
    return readSignedManifest(webSource(folderUrl, { ...options, httpCache: 'reload' }));
  }
}

/** Opens one version: each file from the device if it verifies there, else from the web, then stored. */
async function openVersion(
  version: string,
  isKept: boolean,
  cache: ReleaseCache,
  options: OpenOptions
): Promise<OpenRelease> {
  const folderUrl = `${options.baseUrl}/${version}`;
  const kept = cache.source(version);
  const fromWeb = verifiedFromWeb(folderUrl, options);
  const storer = createStorer(cache, version);
  const read: ReadVerified = async (file) => {
    try {
      return await readFile(kept, file, sha256Hex);
    } catch {
      throwIfAborted(options.signal);
      const bytes = await fromWeb(file);
      storer.store(file.path, bytes);
      return bytes;
    }
  };
  const { manifest, files } = await openManifest(isKept ? kept : undefined, folderUrl, options);
  refuseOtherVersion(manifest, version);
  const staged = await readStages(manifest, read);
  return {
    ...staged,
    fromCache: isKept,
    async keep(pinned) {
      await staged.whole();
      for (const [path, bytes] of files) storer.store(path, bytes);
      await storer.stored();
      await cache.keep(version, pinned);
      await readCompanions(manifest.files, read);
      await storer.stored();
    },
    async keepTail() {
      // What was brought a moment ago is not to be fetched again; where there is no room there is none for this.
      await storer.stored();
      await Promise.all(tailFiles(manifest).map(read));
      await storer.stored();
    }
  };
}

/**
 * Opens a release. Throws the network's or the release's error where nothing kept can take its place, and
 * `aborted`.
 */
export async function openRelease(options: OpenOptions): Promise<OpenRelease> {
  const cache = options.cache ?? openReleaseCache();
  const kept = await cache.versions();
  if (options.version !== undefined) {
    return openVersion(options.version, kept.includes(options.version), cache, options);
  }
  for (const [age, version] of kept.entries()) {
    try {
      const opened = await openVersion(version, true, cache, options);
      if (age === 0) return opened;
      const notice = `The model ${kept[0] ?? ''} kept on this device cannot be read: using ${version}, the one before it.`;
      return { ...opened, notice };
    } catch {
      // Whatever is wrong with it, an older one or the network may do.
      throwIfAborted(options.signal);
    }
  }
  const { version } = await publishedVersion({ ...options, cache });
  return openVersion(version, false, cache, options);
}
