/** Owns what publishing asks of the place where releases lie: a folder that is served, or a bucket behind a CDN. */

/** The pointer's path; every other path is `<version>/<file>`. */
export const POINTER_PATH = 'current.json';

export interface ReleaseStore {
  /** For people: a folder or an address. */
  readonly name: string;
  /** All paths below a version, or, without one, the names of all versions, whole or not. Sorted. */
  list(version?: string): Promise<readonly string[]>;
  /** Undefined where there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Writes a file that is there whole or not at all, with the cache headers that its path asks for. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Removes one file. No error where there is none. */
  remove(path: string): Promise<void>;
}
