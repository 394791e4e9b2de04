/**
 * Owns what a browser holds that last ran YAMR with database version 1 (one store, `ratings`): the fixture
 * of the migration's test. Never changed; a later version gets a file of its own.
 */
import { openDB } from 'idb';

export const RATINGS_V1 = [
  { movieId: 1, stars: 4, updatedAtMs: 1_700_000_000_000 },
  { movieId: 296, stars: 0.5, updatedAtMs: 1_700_000_001_000 },
  { movieId: 2571, stars: 5, updatedAtMs: 1_700_000_002_000 }
] as const;

export async function createDatabaseV1(name: string): Promise<void> {
  const database = await openDB(name, 1, {
    upgrade: (opened) => opened.createObjectStore('ratings', { keyPath: 'movieId' })
  });
  for (const rating of RATINGS_V1) await database.put('ratings', rating);
  database.close();
}
