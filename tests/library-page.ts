/** Owns how end-to-end tests fill a library: straight into IndexedDB, as a visitor of an earlier day left it. */
import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

export interface StoredMovie {
  readonly list: 'rated' | 'seen' | 'hidden' | 'watchlist';
  readonly movieId: number;
  readonly stars?: number;
}

/** Writes to the database that the page has made. */
export async function addToLibrary(page: Page, movies: readonly StoredMovie[]): Promise<void> {
  await expect
    .poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)))
    .toContain('yamr');
  await page.evaluate(async (stored) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('yamr');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('IndexedDB'));
    });
    const transaction = database.transaction(['ratings', 'marks'], 'readwrite');
    for (const [place, { list, movieId, stars }] of stored.entries()) {
      const updatedAtMs = Date.UTC(2024, 0, 1) - place * 86_400_000;
      if (list === 'rated') transaction.objectStore('ratings').put({ movieId, stars, updatedAtMs });
      else transaction.objectStore('marks').put({ list, movieId, updatedAtMs, addedAtMs: updatedAtMs });
    }
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
  }, movies);
}

/** The ids of the first movies of the release in use. */
export function ratedCatalogue(page: Page, count: number): Promise<number[]> {
  return page.evaluate(async (length) => {
    const read = async <T>(path: string): Promise<T> => (await fetch(`/models/${path}`)).json() as Promise<T>;
    const { version } = await read<{ version: string }>('current.json');
    const { files } = await read<{ files: { role: string; path: string }[] }>(`${version}/manifest.json`);
    const tiers = await Promise.all(
      files
        .filter(({ role }) => role === 'catalogue')
        .map(({ path }) => read<{ movieId: number[] }>(`${version}/${path}`))
    );
    return tiers.flatMap(({ movieId }) => movieId).slice(0, length);
  }, count);
}
