/** Owns whose releases the apps of this environment use: the keys that it names, else the development key. */
import { parsePublicKeys } from '#core/release-signature';
import { DEVELOPMENT_PUBLIC_KEY } from './development-key.ts';

/** The variable that names public keys, with commas or blanks between them. */
export const namedKeys = (): string => process.env['YAMR_RELEASE_KEYS'] ?? '';

/** Throws `bad-input` for what is no key. */
export function knownKeys(): readonly string[] {
  const named = parsePublicKeys(namedKeys());
  return named.length > 0 ? named : [DEVELOPMENT_PUBLIC_KEY];
}
