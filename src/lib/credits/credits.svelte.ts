/** Owns the credits of the release in use, read when the details of a movie or a search first ask for them. */
import { asset } from '$app/paths';
import { parseCreditsFile } from '#core/credits-file';
import { toPlainError } from '#core/errors';
import type { MovieId } from '#core/ids';
import { fileOfRole, readJsonOfRole, readManifest } from '#release/optional-file';
import { createCredits, type Credits, type MovieCredits } from './credits.ts';

export class CreditsState {
  #version: string | undefined;
  #credits = $state.raw<Credits>();

  /** Reads the credits of a version once; without any, or where they cannot be read, nothing is shown. */
  async load(version: string): Promise<void> {
    if (this.#version === version) return;
    this.#version = version;
    this.#credits = undefined;
    const options = { modelsUrl: asset('/models'), version };
    try {
      const manifest = await readManifest(options);
      if (!fileOfRole(manifest, 'credits')) return;
      const file = parseCreditsFile(await readJsonOfRole(options, manifest, 'credits'));
      if (this.#version === version) this.#credits = createCredits(file);
    } catch (error) {
      // The visitor has nothing to do about it; the next opening tries again.
      this.#version = undefined;
      console.warn(`Credits are not shown: ${toPlainError(error).message}`);
    }
  }

  /** Undefined until they are there, and where they say nothing of a movie. */
  of(movieId: MovieId): MovieCredits | undefined {
    return this.#credits?.of(movieId);
  }

  /** All of them, once they are there. */
  get all(): Credits | undefined {
    return this.#credits;
  }
}
