/**
 * Owns when the search over titles is made: not before somebody turns to its field. Its code is fetched and its
 * index built in slices then, so that neither the first page nor a key is held up.
 */
import type { Catalogue, Movie } from '#core/catalogue';
import type { TitleIndex } from './search.ts';

/** Far below a long task (50 ms), on slow phones too. */
export const SLICE_MS = 6;
/** A task of its own, so that keys and frames come in between. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

export class TitleSearch {
  readonly #catalogue: Catalogue;
  #index: Promise<TitleIndex> | undefined;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Begins what a search needs; `find` does so too. What fails here is tried again, and told, by `find`. */
  prepare(): void {
    this.#ready().catch(() => undefined);
  }

  /** At most `limit` movies, best first, as soon as all titles can be found. Rejects where its code cannot be fetched. */
  async find(query: string, limit: number): Promise<readonly Movie[]> {
    return (await this.#ready()).search(query, limit);
  }

  #ready(): Promise<TitleIndex> {
    this.#index ??= this.#build().catch((error: unknown) => {
      this.#index = undefined;
      throw error;
    });
    return this.#index;
  }

  async #build(): Promise<TitleIndex> {
    const { createTitleIndex } = await import('./search.ts');
    const index = createTitleIndex(this.#catalogue);
    while (!index.grow(performance.now() + SLICE_MS)) await nextTask();
    return index;
  }
}
