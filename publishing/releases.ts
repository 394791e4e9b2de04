/**
 * Owns what a store's releases are made of: a manifest, which says what the folder holds, the files, and last the signature,
 * which seals it. Whatever ends before the seal leaves no release, and doing it again goes on.
 */
import { YamrError } from '#core/errors';
import { parseJsonBytes, verifyFile } from '#core/read-release';
import { parseManifest, refuseOtherVersion, type Manifest } from '#core/release-format';
import { parseSignatureFile, SIGNATURE_PATH, signersOf, verifyManifest } from '#core/release-signature';
import { DEVELOPMENT_PUBLIC_KEY } from '#training/release/development-key';
import { sha256InNode } from '#training/release/sha256';
import { signManifest, verifyInNode, type SigningKey } from '#training/release/sign';
import type { Authority } from './authority.ts';
import { isSame, type ReleaseStore } from './store.ts';

export const MANIFEST_PATH = 'manifest.json';

async function readThere(store: ReleaseStore, path: string): Promise<Uint8Array> {
  const bytes = await store.read(path);
  if (bytes) return bytes;
  throw new YamrError('not-found', `${store.name} has no ${path}.`);
}

/** The manifest of a folder, verified or not; undefined where the folder is no release: notes, a version that never arrived. */
export async function peekManifest(store: ReleaseStore, folder: string): Promise<Manifest | undefined> {
  const bytes = await store.read(`${folder}/${MANIFEST_PATH}`);
  if (!bytes) return undefined;
  try {
    const manifest = parseManifest(parseJsonBytes(MANIFEST_PATH, bytes));
    return manifest.version === folder ? manifest : undefined;
  } catch {
    return undefined;
  }
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

/**
 * Signs a version of the store, which the caller has verified, with another key. Signatures of other keys that hold stay beside
 * it, for apps that know only those; the development key's goes.
 */
export async function signAgain(store: ReleaseStore, version: string, key: SigningKey): Promise<void> {
  const manifest = await readThere(store, `${version}/${MANIFEST_PATH}`);
  const { signatures } = parseSignatureFile(await readThere(store, `${version}/${SIGNATURE_PATH}`));
  const holding = await signersOf(manifest, signatures, verifyInNode);
  const others = signatures.filter(
    ({ publicKey }) => holding.includes(publicKey) && publicKey !== DEVELOPMENT_PUBLIC_KEY
  );
  await store.write(`${version}/${SIGNATURE_PATH}`, signManifest(manifest, [key], others));
}

/**
 * Copies a release folder into a store under its version, signed. Throws what is wrong with the folder, with the key, or with
 * what is there of this version already, before it writes anything. Returns the manifest.
 */
export async function addRelease(
  store: ReleaseStore,
  read: (path: string) => Promise<Uint8Array>,
  authority: Authority | undefined
): Promise<Manifest> {
  const manifestBytes = await read(MANIFEST_PATH);
  const manifest = parseManifest(parseJsonBytes(MANIFEST_PATH, manifestBytes));
  for (const file of manifest.files) await verifyFile(file, await read(file.path), sha256InNode);
  const at = (path: string): string => `${manifest.version}/${path}`;
  // The manifest comes first, so that what was interrupted is known to be a release's.
  const parts = [MANIFEST_PATH, ...manifest.files.map(({ path }) => path)];
  const missing: string[] = [];
  for (const path of parts) {
    const there = await store.read(at(path));
    if (!there) missing.push(path);
    else if (!isSame(there, await read(path))) {
      throw new YamrError(
        'bad-release',
        `${store.name} has another ${at(path)} already, and files of a version never change; train again for a new version.`
      );
    }
  }
  // Without an authority it was only a look.
  if (!authority) return manifest;
  const signature = signManifest(manifestBytes, [authority.key]);
  await verifyManifest(manifestBytes, signature, authority.knownKeys, verifyInNode);
  for (const path of missing) await store.write(at(path), await read(path));
  // Who vouches for a version may change (a new key); apps ask past every cache for a signature that does not fit.
  const there = await store.read(at(SIGNATURE_PATH));
  if (!isSame(there, signature)) await store.write(at(SIGNATURE_PATH), signature);
  return manifest;
}
