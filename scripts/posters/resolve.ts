/** Owns the flow of `npm run posters`: ask for what is not known yet, then put the list into the release. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseCatalogue, type CatalogueFile } from '#core/catalogue';
import { throwIfAborted, YamrError } from '#core/errors';
import { parsePostersFile, posterName, POSTERS_FORMAT_VERSION, type PostersFile } from '#core/posters-file';
import { parseJsonBytes, verifyFile } from '#core/read-release';
import { parseManifest, type Manifest, type ReleaseFile } from '#core/release-format';
import { writeFileAtomically } from '#training/atomic-output';
import type { Progress } from '#training/progress';
import { DEVELOPMENT_PRIVATE_KEY } from '#training/release/development-key';
import { folderSource } from '#training/release/folder';
import { sha256Hex, sha256InNode } from '#training/release/sha256';
import { signFolder, signingKeyOf } from '#training/release/sign';
import type { FoundPosters } from './found-posters.ts';
import { fetchPosterPath, type TmdbOptions } from './tmdb.ts';

/** Requests under way at once. */
const CONCURRENCY = 4;
const MANIFEST = 'manifest.json';

/** A release folder's manifest and verified catalogue. Throws what is wrong with it. */
export async function readCatalogue(
  release: string
): Promise<{ readonly manifest: Manifest; readonly catalogue: CatalogueFile }> {
  const folder = folderSource(release);
  const manifest = parseManifest(parseJsonBytes(MANIFEST, await folder.read(MANIFEST)));
  const file = manifest.files.find(({ role }) => role === 'catalogue');
  if (!file) throw new YamrError('bad-release', `The release ${release} has no catalogue.`);
  const bytes = await folder.read(file.path);
  await verifyFile(file, bytes, sha256InNode);
  return { manifest, catalogue: parseCatalogue(parseJsonBytes(file.path, bytes)).file };
}

/**
 * Asks TMDB for every movie that is not in `found`, at most `perSecond` requests a second, and keeps each
 * answer at once. Throws what `fetchPosterPath` throws; what was found stays found.
 */
export async function findPosters(
  tmdbIds: readonly number[],
  found: FoundPosters,
  perSecond: number,
  options: TmdbOptions & { readonly progress: Progress }
): Promise<number> {
  const missing = [...new Set(tmdbIds)].filter((tmdbId) => tmdbId > 0 && found.get(tmdbId) === undefined);
  const { progress, signal } = options;
  if (missing.length > 0) progress.start('Asking TMDB', missing.length);
  // One failure ends the others too: each has kept what it found.
  const failure = new AbortController();
  const both = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  let next = 0;
  let done = 0;
  let freeAtMs = 0;
  const work = async (): Promise<void> => {
    for (let tmdbId = missing[next++]; tmdbId !== undefined; tmdbId = missing[next++]) {
      throwIfAborted(both);
      const nowMs = performance.now();
      freeAtMs = Math.max(nowMs, freeAtMs + 1000 / perSecond);
      if (freeAtMs > nowMs) await sleep(freeAtMs - nowMs);
      await found.add(tmdbId, await fetchPosterPath(tmdbId, { ...options, signal: both }));
      progress.update(++done);
    }
  };
  let first: unknown;
  const workers = Array.from({ length: CONCURRENCY }, () =>
    work().catch((thrown: unknown) => {
      first ??= thrown;
      failure.abort();
    })
  );
  await Promise.all(workers);
  progress.finish();
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a worker threw, thrown again
  if (first !== undefined) throw first;
  return missing.length;
}

/**
 * Writes the list into the release under a name of its own, then the manifest that names it and its signature, and
 * only then removes an older list: the files are whole at every moment, and no cache takes the one for the other.
 */
export async function addPosters(
  release: string,
  manifest: Manifest,
  catalogue: CatalogueFile,
  found: FoundPosters,
  imageBase: string
): Promise<number> {
  const file: PostersFile = {
    formatVersion: POSTERS_FORMAT_VERSION,
    imageBase,
    names: catalogue.tmdbId.map((tmdbId) => posterName(found.get(tmdbId) ?? null))
  };
  parsePostersFile(file, catalogue.movieId.length);
  const bytes = new TextEncoder().encode(JSON.stringify(file));
  const entry: ReleaseFile = {
    path: `posters-${sha256Hex(bytes).slice(0, 8)}.json`,
    role: 'posters',
    bytes: bytes.byteLength,
    sha256: sha256Hex(bytes)
  };
  const others = manifest.files.filter(({ role }) => role !== 'posters');
  await writeFileAtomically(join(release, entry.path), bytes);
  await writeFileAtomically(
    join(release, MANIFEST),
    JSON.stringify({ ...manifest, files: [...others, entry] }, null, 1)
  );
  // As `npm run train` does; publishing signs with the maintainer's key.
  await signFolder(release, [signingKeyOf(DEVELOPMENT_PRIVATE_KEY)]);
  for (const { path, role } of manifest.files)
    if (role === 'posters' && path !== entry.path) await rm(join(release, path), { force: true });
  return file.names.filter(Boolean).length;
}
