/** Owns new identifiers. `crypto.randomUUID` exists on secure pages only; these are as random anywhere. */

// In every runtime that YAMR knows, but in none of the type libraries that core may see.
declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };

/** A UUID of version 4, in small letters. */
export function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
