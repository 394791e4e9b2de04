/** Owns the first step of every use of a release: its manifest, signed by somebody whom this app knows. */
import { toPlainError, YamrError } from '#core/errors';
import { parseJsonBytes, type ReleaseSource } from '#core/read-release';
import { parseManifest, type Manifest } from '#core/release-format';
import { SIGNATURE_PATH, verifyManifest } from '#core/release-signature';
import { verifyEd25519 } from './hash.ts';
import { KNOWN_KEYS } from './known-keys.ts';

export interface SignedManifest {
  readonly manifest: Manifest;
  /** The two files as they arrived, by path, to be kept: a device trusts its own copy no more than the server's. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A server without the file may answer anything. */
async function readSignature(source: ReleaseSource): Promise<Uint8Array> {
  try {
    return await source.read(SIGNATURE_PATH);
  } catch (error) {
    const { code, message } = toPlainError(error);
    if (code !== 'http-status' && code !== 'not-found') throw error;
    throw new YamrError('bad-signature', `The model comes without a signature: ${message}`, { cause: error });
  }
}

/**
 * Reads and verifies. Throws `bad-signature`, `unknown-format`, `bad-release`, or what the source throws. The format
 * is looked at only once the signature holds: nothing unsigned is parsed.
 */
export async function readSignedManifest(source: ReleaseSource): Promise<SignedManifest> {
  const [manifest, signature] = await Promise.all([source.read('manifest.json'), readSignature(source)]);
  await verifyManifest(manifest, signature, KNOWN_KEYS, verifyEd25519);
  return {
    manifest: parseManifest(parseJsonBytes('manifest.json', manifest)),
    files: new Map([
      [SIGNATURE_PATH, signature],
      ['manifest.json', manifest]
    ])
  };
}
