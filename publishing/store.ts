/** Owns what publishing asks of the place where releases lie: a folder that is served, or a bucket behind a CDN. */

/** The pointer's path; every other path is `<version>/<file>`, or another file beside the pointer. */
export { POINTER_PATH } from '#core/pointer-signature';

export interface ReleaseStore {
  /** For people: a folder or an address. */
  readonly name: string;
  /**
   * All paths below a folder; without one, the names of all folders, whatever they hold; of `''`, the files beside them. Sorted,
   * without names that begin with a dot.
   */
  list(folder?: string): Promise<readonly string[]>;
  /** Undefined where there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Writes a file that is there whole or not at all, with the cache headers that its path asks for. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /**
   * Compare and swap: writes as `write`, but only where the file still is `before` (undefined: is not there). Resolves whether
   * it did.
   */
  replace(path: string, bytes: Uint8Array, before: Uint8Array | undefined): Promise<boolean>;
  /** Removes one file. No error where there is none. */
  remove(path: string): Promise<void>;
}

export const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
