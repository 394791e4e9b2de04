/** Owns the credits of the release in use, read when the details of a movie or a search first ask for them. */
import type { MovieId } from '#core/ids';
import { CompanionFile } from '$lib/state/companion-file.svelte';
import type { Credits, MovieCredits } from './credits.ts';

export class CreditsState {
  readonly #file = new CompanionFile<Credits>('credits', async () => {
    const [{ parseCreditsFile }, { createCredits }] = await Promise.all([
      import('#core/credits-file'),
      import('./credits.ts')
    ]);
    return (json) => createCredits(parseCreditsFile(json));
  });

  /** Reads the credits of a version once. */
  load(version: string): Promise<void> {
    return this.#file.load(version);
  }

  /** Undefined until they are there, and where they say nothing of a movie. */
  of(movieId: MovieId): MovieCredits | undefined {
    return this.#file.value?.of(movieId);
  }

  /** All of them, once they are there. */
  get all(): Credits | undefined {
    return this.#file.value;
  }
}
