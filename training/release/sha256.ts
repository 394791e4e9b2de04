/** Owns sha256 in Node; the browser's is src/lib/release/hash.ts. */
import { createHash } from 'node:crypto';
import type { Sha256 } from '#core/read-release';

/** Of bytes, or of a text as UTF-8, in lower-case hexadecimal. */
export const sha256Hex = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex');

/** As those who read releases ask for it. */
export const sha256InNode: Sha256 = (bytes) => Promise.resolve(sha256Hex(bytes));
