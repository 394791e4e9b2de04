/** Owns hashing in the browser: sha256 by WebCrypto, which only secure pages have. */
import { YamrError } from '#core/errors';

/** The sha256 of bytes in lower-case hexadecimal. Throws `internal` where the page is not secure. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  // Absent on plain http other than localhost, whatever the type says.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) {
    throw new YamrError(
      'internal',
      'YAMR checks its model before it uses it, which needs a secure (https) page.'
    );
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
