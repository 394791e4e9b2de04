/**
 * Owns who may publish a release: `manifest.sig.json` beside a manifest holds Ed25519 signatures of exactly that
 * file's bytes, and the manifest has the sha256 of every other file. A public key, 64 hexadecimal digits, is its own
 * id. Several signatures let keys follow each other: an app uses a release that any key it knows has signed.
 */
import * as v from 'valibot';
import { YamrError } from './errors.ts';
import { parseJsonBytes } from './read-release.ts';

export const SIGNATURE_PATH = 'manifest.sig.json';

const PublicKey = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a public key is 64 hexadecimal digits'));
export const SignaturesSchema = v.array(
  v.object({
    publicKey: PublicKey,
    signature: v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/, 'a signature is 128 hexadecimal digits'))
  })
);
export type Signatures = v.InferOutput<typeof SignaturesSchema>;
const SignatureFileSchema = v.object({ formatVersion: v.literal(1), signatures: SignaturesSchema });
export type SignatureFile = v.InferOutput<typeof SignatureFileSchema>;

/** Whether `signature` (64 bytes) of `bytes` was made with the private half of `publicKey` (32 bytes). */
export type VerifyEd25519 = (
  publicKey: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array
) => Promise<boolean>;

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const fromHex = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: hex.length / 2 }, (_, k) => parseInt(hex.slice(2 * k, 2 * k + 2), 16));

/** Public keys with commas or blanks between them. Throws `bad-input`. */
export function parsePublicKeys(text: string): string[] {
  const keys = text.split(/[\s,]+/).filter(Boolean);
  const wrong = keys.find((key) => !v.safeParse(PublicKey, key).success);
  if (wrong !== undefined) {
    throw new YamrError(
      'bad-input',
      `"${wrong}" is no public key: one is 64 hexadecimal digits, lower case.`
    );
  }
  return keys;
}

/** Parses manifest.sig.json. Throws `bad-signature`. */
export function parseSignatureFile(bytes: Uint8Array): SignatureFile {
  try {
    return v.parse(SignatureFileSchema, parseJsonBytes(SIGNATURE_PATH, bytes));
  } catch (cause) {
    throw new YamrError('bad-signature', `The model's signature, ${SIGNATURE_PATH}, cannot be read.`, {
      cause
    });
  }
}

/** The keys whose signatures of `bytes` hold, whoever they belong to. */
export async function signersOf(
  bytes: Uint8Array,
  signatures: Signatures,
  verify: VerifyEd25519
): Promise<string[]> {
  const signers: string[] = [];
  for (const { publicKey, signature } of signatures) {
    if (await verify(fromHex(publicKey), fromHex(signature), bytes)) signers.push(publicKey);
  }
  return signers;
}

/** Throws `bad-signature` unless one of the known keys has signed these very bytes. */
export async function verifyManifest(
  manifest: Uint8Array,
  signatureFile: Uint8Array,
  knownKeys: readonly string[],
  verify: VerifyEd25519
): Promise<void> {
  const { signatures } = parseSignatureFile(signatureFile);
  const known = signatures.filter(({ publicKey }) => knownKeys.includes(publicKey));
  if (known.length === 0) {
    throw new YamrError(
      'bad-signature',
      'The model is not signed by anybody whom this version of YAMR knows.'
    );
  }
  if ((await signersOf(manifest, known, verify)).length > 0) return;
  throw new YamrError('bad-signature', 'The model is not the one that was signed: its manifest was changed.');
}
