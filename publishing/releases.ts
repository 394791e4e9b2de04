/**
 * Owns what happens to releases in a store. The order is the safety: a release's files, its signature, its manifest,
 * then, once all of it is read back and verified, the pointer, in one step. Whatever ends before that last step leaves the
 * version in use in use, and doing it again goes on.
 */
import { YamrError } from '#core/errors';
import { parseJsonBytes, verifyFile } from '#core/read-release';
import {
  parseManifest,
  parsePointer,
  refuseOtherVersion,
  type Manifest,
  type Pointer
} from '#core/release-format';
import { SIGNATURE_PATH, verifyManifest } from '#core/release-signature';
import { sha256InNode } from '#training/release/sha256';
import { signManifest, verifyInNode, type SigningKey } from '#training/release/sign';
import { forget, reachable } from './pointer.ts';
import { POINTER_PATH, type ReleaseStore } from './store.ts';

const MANIFEST_PATH = 'manifest.json';

const asJson = (pointer: Pointer): Uint8Array => new TextEncoder().encode(`${JSON.stringify(pointer)}\n`);

/** Undefined where nothing was ever published. Throws `bad-release` or `unknown-format`. */
export async function readPointer(store: ReleaseStore): Promise<Pointer | undefined> {
  const bytes = await store.read(POINTER_PATH);
  return bytes && parsePointer(parseJsonBytes(POINTER_PATH, bytes));
}

async function readThere(store: ReleaseStore, path: string): Promise<Uint8Array> {
  const bytes = await store.read(path);
  if (bytes) return bytes;
  throw new YamrError('not-found', `${store.name} has no ${path}.`);
}

/** Reads every byte of a version. Throws what a browser that knows `knownKeys` would refuse it for, and `not-found`. */
export async function verifyRelease(
  store: ReleaseStore,
  version: string,
  knownKeys: readonly string[]
): Promise<Manifest> {
  const bytes = await readThere(store, `${version}/${MANIFEST_PATH}`);
  await verifyManifest(
    bytes,
    await readThere(store, `${version}/${SIGNATURE_PATH}`),
    knownKeys,
    verifyInNode
  );
  const manifest = parseManifest(parseJsonBytes(MANIFEST_PATH, bytes));
  refuseOtherVersion(manifest, version);
  for (const file of manifest.files) {
    await verifyFile(file, await readThere(store, `${version}/${file.path}`), sha256InNode);
  }
  return manifest;
}

/** A file of a version never changes: the same bytes again are nothing to do, others are refused. */
async function writeOnce(store: ReleaseStore, path: string, bytes: Uint8Array): Promise<void> {
  const there = await store.read(path);
  if (!there) return store.write(path, bytes);
  if (Buffer.compare(there, bytes) !== 0) {
    throw new YamrError(
      'bad-release',
      `${store.name} has another ${path} already, and files of a version never change; train again for a new version.`
    );
  }
}

/**
 * Copies a release folder into a store under its version, signed with `key` where one is given and as it is otherwise;
 * a version that is there already is only signed anew.
 * Returns the manifest. Throws what is wrong with the folder before it writes anything.
 */
export async function addRelease(
  store: ReleaseStore,
  read: (path: string) => Promise<Uint8Array>,
  key: SigningKey | undefined,
  dryRun = false
): Promise<Manifest> {
  const manifestBytes = await read(MANIFEST_PATH);
  const manifest = parseManifest(parseJsonBytes(MANIFEST_PATH, manifestBytes));
  for (const file of manifest.files) await verifyFile(file, await read(file.path), sha256InNode);
  const signature = key ? signManifest(manifestBytes, [key]) : await read(SIGNATURE_PATH);
  if (dryRun) return manifest;
  const at = (path: string): string => `${manifest.version}/${path}`;
  for (const { path } of manifest.files) await writeOnce(store, at(path), await read(path));
  // Who vouches for a version may change (a new key); apps ask past every cache for a signature that does not fit.
  const there = await store.read(at(SIGNATURE_PATH));
  if (!there || Buffer.compare(there, signature) !== 0) await store.write(at(SIGNATURE_PATH), signature);
  await writeOnce(store, at(MANIFEST_PATH), manifestBytes);
  return manifest;
}

/** Points to versions that verify, and to nothing else. The one step that visitors see. */
export async function movePointer(
  store: ReleaseStore,
  next: Pointer,
  knownKeys: readonly string[],
  dryRun = false
): Promise<void> {
  const versions = [next.version, ...(next.candidate ? [next.candidate.version] : [])];
  for (const version of versions) await verifyRelease(store, version, knownKeys);
  if (!dryRun) await store.write(POINTER_PATH, asJson(next));
}

/**
 * Removes the versions that the pointer leads to no more, once it remembers only `keep` earlier ones. Returns their
 * names. The pointer is written first: it never leads to what is gone.
 */
export async function prune(store: ReleaseStore, keep: number, dryRun = false): Promise<readonly string[]> {
  const pointer = await readPointer(store);
  if (!pointer) throw new YamrError('bad-input', `${store.name} has no version in use; nothing is removed.`);
  const next = forget(pointer, keep);
  const staying = reachable(next);
  const going = (await store.list()).filter((version) => !staying.has(version));
  if (dryRun) return going;
  if (reachable(pointer).size !== staying.size) await store.write(POINTER_PATH, asJson(next));
  for (const version of going) {
    // Without its manifest it is no release any more, whatever else is still there.
    await store.remove(`${version}/${MANIFEST_PATH}`);
    for (const path of await store.list(version)) await store.remove(path);
  }
  return going;
}
