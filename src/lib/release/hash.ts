/** Owns what is computed by WebCrypto, which only secure pages have: sha256 and Ed25519. */
import { YamrError } from '#core/errors';
import { toHex, type VerifyEd25519 } from '#core/release-signature';

function webCrypto(): SubtleCrypto {
  // Absent on plain http other than localhost, whatever the type says.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) {
    throw new YamrError(
      'internal',
      'YAMR checks its model before it uses it, which browsers allow on secure pages only: open it by an address that begins with https://, or with http://localhost on the machine that it runs on.'
    );
  }
  return subtle;
}

/** The sha256 of bytes in lower-case hexadecimal. Throws `internal` where the page is not secure. */
export const sha256Hex = async (bytes: Uint8Array): Promise<string> =>
  toHex(new Uint8Array(await webCrypto().digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));

/**
 * Ed25519 by WebCrypto (Chromium 137, Firefox 129, Safari 17), else by @noble/ed25519, which is only then loaded.
 * Throws `internal` where the page is not secure.
 */
export const verifyEd25519: VerifyEd25519 = async (publicKey, signature, bytes) => {
  const subtle = webCrypto();
  let key: CryptoKey;
  try {
    key = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  } catch {
    // Browsers disagree on the error for an algorithm that they lack; the library refuses what is no key, too.
    const { verifyAsync } = await import('@noble/ed25519');
    return verifyAsync(signature, bytes, publicKey);
  }
  return subtle.verify('Ed25519', key, signature, bytes as Uint8Array<ArrayBuffer>);
};
