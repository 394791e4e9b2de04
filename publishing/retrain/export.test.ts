/** The export against dynalite: in pages, interrupted, and while people delete and take back. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { silentProgress, type Progress } from '#training/progress';
import { startTestBackend, type TestBackend } from '../../tests/backend.ts';
import { createRatingStore } from '../../server/api/store.ts';
import { writeItems } from '../../server/tables/batch-write.ts';
import { createTables } from '../../server/tables/create.ts';
import type { Tables } from '../../server/tables/client.ts';
import { exportVisitors } from './export.ts';
import type { Visitor } from './visitors.ts';

let backend: TestBackend;
let tables: Tables;
let folder = '';
let count = 0;
beforeAll(async () => {
  backend = await startTestBackend();
});
afterAll(() => backend.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-export-'));
  tables = { ...backend.tables, prefix: `export-${count++}-` };
  await createTables(tables);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const rate = (userId: string, stars: readonly (number | null)[], epoch = 0): Promise<unknown> =>
  createRatingStore(tables, backend.users, Date.now).apply(
    userId,
    stars.map((given, k) => ({
      eventId: randomUUID(),
      epoch,
      movieId: asMovieId(k + 1),
      stars: given,
      updatedAtMs: Date.now(),
      ratedAtMs: 86_400_000 * 10 + 5_000_000
    }))
  );
const run = (signal?: AbortSignal, pageItems = 4): Promise<Visitor[]> =>
  exportVisitors(tables, { folder, source: 'test', progress: silentProgress, signal, pageItems });
/** Each visitor's stars by movie, in an order of their own. */
const starsOf = (visitors: readonly Visitor[]): string[] =>
  visitors.map((visitor) => [...visitor].sort(([a], [b]) => a - b).map(([, stars]) => stars).join(' ')).sort(); // prettier-ignore

describe('the export', () => {
  it('has every visitor whole, and neither MovieLens’ people nor what was taken back', async () => {
    await Promise.all([rate(randomUUID(), [5, 4, 3]), rate(randomUUID(), [1, null, 2, 2.5, 3])]);
    await rate(randomUUID(), [null]);
    await writeItems(tables, 'ratings', 30, (k) => ({
      userId: 'ml-1',
      movieId: k + 1,
      stars: 3,
      updatedAtMs: 1,
      epoch: 0
    }));
    expect(starsOf(await run())).toEqual(['1 2 2.5 3', '5 4 3']);
  });

  it('keeps the day and forgets the hour, and leaves no file behind', async () => {
    await rate(randomUUID(), [5]);
    expect(await run()).toEqual([[[1, 5, 864_000]]]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes on where it was interrupted, in files that nobody else reads and that name nobody', async () => {
    const people = Array.from({ length: 6 }, () => randomUUID());
    for (const person of people) await rate(person, [5, 4, 3, 2, 1]);
    const whole = starsOf(await run());
    const interruption = new AbortController();
    interruption.abort();
    for (let stops = 1; stops <= 3; stops++) {
      await expect(run(interruption.signal)).rejects.toMatchObject({ code: 'aborted' });
      const lines = (await readFile(join(folder, 'export.jsonl'), 'utf8')).trim().split('\n');
      expect(lines).toHaveLength(4 * stops);
      for (const person of people) expect(lines.join()).not.toContain(person);
      for (const name of await readdir(folder)) {
        expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
      }
    }
    expect(starsOf(await run())).toEqual(whole);
    expect(whole).toHaveLength(6);
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves out who deleted everything after their page was read, and keeps what they rated since', async () => {
    const [stays, goes, returns] = [randomUUID(), randomUUID(), randomUUID()];
    await Promise.all([rate(stays, [5]), rate(goes, [4, 4]), rate(returns, [3, 3])]);
    const store = createRatingStore(tables, backend.users, Date.now);
    // One page has all; the reading stops behind it.
    const interruption = new AbortController();
    interruption.abort();
    await run(interruption.signal, 5).catch(() => undefined);
    await store.deleteAll(goes, 0);
    expect(starsOf(await run())).toEqual(['3 3', '5']);

    const progress: Progress = { ...silentProgress };
    await store.deleteAll(returns, 0);
    await rate(returns, [1], 1);
    const again = await exportVisitors(tables, { folder, source: 'test', progress });
    expect(starsOf(again)).toEqual(['1', '5']);
  });

  it('starts over for another database, under other pseudonyms', async () => {
    await rate(randomUUID(), [5, 4, 3, 2, 1]);
    const interruption = new AbortController();
    interruption.abort();
    const stop = async (source: string): Promise<string> => {
      const options = { folder, source, progress: silentProgress, signal: interruption.signal, pageItems: 4 };
      await expect(exportVisitors(tables, options)).rejects.toMatchObject({ code: 'aborted' });
      return readFile(join(folder, 'export.jsonl'), 'utf8');
    };
    const [one, other] = [await stop('one'), await stop('other')];
    expect(other.split('\n')).toHaveLength(one.split('\n').length);
    expect(other.slice(0, 64)).not.toBe(one.slice(0, 64));
  });
});
