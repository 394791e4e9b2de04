/**
 * Owns whose releases this app uses: the public keys that the build was given (`YAMR_RELEASE_KEYS`), or, where it was
 * given none, the development key, whose private half everybody has (vite.config.ts puts either here).
 */
declare const __YAMR_RELEASE_KEYS__: readonly string[];

export const KNOWN_KEYS: readonly string[] = __YAMR_RELEASE_KEYS__;
