/**
 * Owns when the search over titles is made: not before somebody turns to its field. Its code is fetched and its
 * index built in slices then, so that neither the first page nor a key is held up; movies that come later are added the
 * same way, while those that are in can be found.
 */
import { ratedRows, type Catalogue, type Movie } from '#core/catalogue';
import type { CreditsFile } from '#core/credits-file';
import { nextTask } from '$lib/scorer/next-task';
import { SLICE_MS } from './grow.ts';
import type { PeopleSearch } from './people-search.ts';
import type { TitleIndex } from './search.ts';

export class TitleSearch {
  #catalogue: Catalogue;
  #index: Promise<TitleIndex> | undefined;
  #credits: CreditsFile | undefined;
  #people: PeopleSearch | undefined;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Begins what a search needs; `find` does so too. What fails here is tried again, and told, by `find`. */
  prepare(): void {
    this.#ready().catch(() => undefined);
  }

  /** At most `limit` movies, best first, as soon as all titles can be found. Rejects where its code cannot be fetched. */
  async find(query: string, limit: number): Promise<readonly Movie[]> {
    const index = await this.#ready();
    const catalogue = this.#catalogue;
    const also = this.#people?.find(query).flatMap((movieId) => catalogue.indexOf(movieId) ?? []) ?? [];
    return index.search(
      query,
      limit,
      also.sort((a, b) => a - b)
    );
  }

  /** Finds people by name too, once that is made; without names in the credits nothing changes. Resolves whether it does. */
  async addPeople(credits: CreditsFile): Promise<boolean> {
    if (this.#credits === credits) return false;
    this.#credits = credits;
    const { createPeopleSearch } = await import('./people-search.ts');
    this.#people = await createPeopleSearch(credits);
    return this.#people !== undefined;
  }

  /** The same catalogue with more rows. Resolves when they can be found; until then the others can. */
  async extend(catalogue: Catalogue): Promise<void> {
    const before = this.#catalogue;
    this.#catalogue = catalogue;
    const index = await this.#index?.catch(() => undefined);
    if (!index || this.#catalogue !== catalogue) return;
    const { createTitleIndex } = await import('./search.ts');
    // What is known of series is of the movies that people have rated: with more of these it is made anew.
    if (ratedRows(before) === ratedRows(catalogue)) {
      index.extend(catalogue);
      await this.#fill(index);
    } else {
      const next = createTitleIndex(catalogue);
      await this.#fill(next);
      this.#index = Promise.resolve(next);
    }
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
    await this.#fill(index);
    return index;
  }

  async #fill(index: TitleIndex): Promise<void> {
    while (!index.grow(performance.now() + SLICE_MS)) await nextTask();
  }
}
