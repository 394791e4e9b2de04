/**
 * Owns one file of the release in use that lies beside the model (tags, credits, posters): read and verified when the page first
 * asks for it, with the code that this takes. Where there is none, or it cannot be read, nothing of it is shown.
 */
import { asset } from '$app/paths';
import { toPlainError } from '#core/errors';
import type { ReleaseFile } from '#core/release-format';

/** What it makes of the file's JSON; `movies` are those of the whole release: the catalogue on the page may still grow. */
export type ParseCompanion<T> = (json: unknown, movies: number) => T;

export class CompanionFile<T> {
  readonly #role: ReleaseFile['role'];
  readonly #loadParse: () => Promise<ParseCompanion<T>>;
  #version: string | undefined;
  #value = $state.raw<T>();

  constructor(role: ReleaseFile['role'], loadParse: () => Promise<ParseCompanion<T>>) {
    this.#role = role;
    this.#loadParse = loadParse;
  }

  /** Undefined until it is there. */
  get value(): T | undefined {
    return this.#value;
  }

  /** Reads the file of a version once. Never rejects: the visitor has nothing to do about it, and the next asking tries again. */
  async load(version: string): Promise<void> {
    if (this.#version === version) return;
    this.#version = version;
    this.#value = undefined;
    const options = { modelsUrl: asset('/models'), version };
    try {
      const { fileOfRole, readJsonOfRole, readManifest } = await import('#release/optional-file');
      const manifest = await readManifest(options);
      if (!fileOfRole(manifest, this.#role)) return;
      const parse = await this.#loadParse();
      const value = parse(await readJsonOfRole(options, manifest, this.#role), manifest.dataset.movies);
      if (this.#version === version) this.#value = value;
    } catch (error) {
      if (this.#version === version) this.#version = undefined;
      console.warn(`The ${this.#role} of the release are not shown: ${toPlainError(error).message}`);
    }
  }
}
