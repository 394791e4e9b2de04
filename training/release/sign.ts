/** Owns signing in Node: the keys, and `manifest.sig.json` of a release folder. */
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { YamrError } from '#core/errors';
import { pointerBytes, pointerFile } from '#core/pointer-signature';
import type { Pointer } from '#core/release-format';
import {
  SIGNATURE_PATH,
  toHex,
  verifyManifest,
  type SignatureFile,
  type Signatures,
  type VerifyEd25519
} from '#core/release-signature';
import { writeFileAtomically } from '../atomic-output.ts';

/** What stands before the 32 bytes of a key in its DER form (RFC 8410). */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export interface SigningKey {
  /** 64 hexadecimal digits: what an app is told to know. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** The key of 32 secret bytes in hexadecimal. Throws `bad-input`, without repeating what was given. */
export function signingKeyOf(secretHex: string): SigningKey {
  if (!/^[0-9a-f]{64}$/.test(secretHex)) {
    throw new YamrError(
      'bad-input',
      'The signing key must be 64 hexadecimal digits (npm run release -- keygen).'
    );
  }
  const key = Buffer.concat([PRIVATE_PREFIX, Buffer.from(secretHex, 'hex')]);
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { publicKey: toHex(spki.subarray(PUBLIC_PREFIX.length)), privateKey };
}

/** As the browser's, by node:crypto. */
export const verifyInNode: VerifyEd25519 = (publicKey, signature, bytes) => {
  const key = Buffer.concat([PUBLIC_PREFIX, publicKey]);
  return Promise.resolve(
    verify(null, bytes, createPublicKey({ key, format: 'der', type: 'spki' }), signature)
  );
};

const signBytes = (bytes: Uint8Array, keys: readonly SigningKey[]): Signatures =>
  keys.map(({ publicKey, privateKey }) => ({ publicKey, signature: toHex(sign(null, bytes, privateKey)) }));

/** The content of manifest.sig.json for these bytes of a manifest; `others` are signatures that stay beside the keys'. */
export function signManifest(
  manifest: Uint8Array,
  keys: readonly SigningKey[],
  others: Signatures = []
): Uint8Array {
  const own = signBytes(manifest, keys);
  const kept = others.filter((other) => !own.some(({ publicKey }) => publicKey === other.publicKey));
  const file: SignatureFile = { formatVersion: 1, signatures: [...own, ...kept] };
  return new TextEncoder().encode(`${JSON.stringify(file)}\n`);
}

/** How long a pointer is its signer's word, in days, unless somebody says otherwise. */
export const POINTER_VALID_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * The content of current.json: `pointer` with a counter above its own, signed. The counter is a time, so that a store that was
 * lost, or brought back from a copy, is ahead of what devices have seen as soon as it is written again.
 */
export function signPointer(
  pointer: Pointer,
  keys: readonly SigningKey[],
  nowMs = Date.now(),
  validDays = POINTER_VALID_DAYS
): Uint8Array {
  const counter = Math.max((pointer.counter ?? 0) + 1, Math.floor(nowMs / 1000));
  const expiresAt = new Date(nowMs + validDays * DAY_MS).toISOString();
  const text = JSON.stringify({ ...pointer, counter, expiresAt });
  return new TextEncoder().encode(pointerFile(text, signBytes(pointerBytes(text), keys)));
}

/** Signs a release folder, whatever signature it had. */
export async function signFolder(directory: string, keys: readonly SigningKey[]): Promise<void> {
  const manifest = await readFile(join(directory, 'manifest.json'));
  await writeFileAtomically(join(directory, SIGNATURE_PATH), signManifest(manifest, keys));
}

/** Throws `bad-signature` unless one of the keys has signed the folder's manifest, `not-found` where a file is missing. */
export async function verifyFolderSignature(directory: string, knownKeys: readonly string[]): Promise<void> {
  const read = (path: string): Promise<Uint8Array> =>
    readFile(join(directory, path)).catch((cause: unknown) => {
      throw new YamrError('not-found', `${directory} has no ${path}.`, { cause });
    });
  await verifyManifest(await read('manifest.json'), await read(SIGNATURE_PATH), knownKeys, verifyInNode);
}
