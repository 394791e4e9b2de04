/** Owns putting many ratings into a browser at once: written where the app keeps them, then read by a reload. */
import type { Page } from '@playwright/test';

export interface SeededMovie {
  readonly movieId: number;
  readonly title: string;
}

/**
 * Rates the `count` most rated movies with stars from `starsOf` and leaves the page reloaded at `path`; returns
 * these movies, the most rated first.
 */
export async function seedRatings(
  page: Page,
  path: string,
  stars: readonly number[]
): Promise<SeededMovie[]> {
  await page.goto('/diagnostics');
  await page.getByRole('definition').filter({ hasText: /^\d+$/ }).first().waitFor();
  const seeded = await page.evaluate(async (values) => {
    const read = async <T>(url: string): Promise<T> => (await fetch(url)).json() as Promise<T>;
    const { version } = await read<{ version: string }>('/models/current.json');
    const { files } = await read<{ files: { role: string; path: string }[] }>(
      `/models/${version}/manifest.json`
    );
    // The first tier has more movies than any test rates.
    const first = files.find(({ role }) => role === 'catalogue')?.path ?? '';
    const catalogue = await read<{ movieId: number[]; title: string[] }>(`/models/${version}/${first}`);
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('yamr');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
    });
    const transaction = database.transaction('ratings', 'readwrite');
    const movies = values.map((stars, k) => {
      const movieId = catalogue.movieId[k] ?? 0;
      transaction.objectStore('ratings').put({ movieId, stars, updatedAtMs: 1_700_000_000_000 + k * 1000 });
      return { movieId, title: catalogue.title[k] ?? '' };
    });
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
    return movies;
  }, stars);
  await page.goto(path);
  return seeded;
}
