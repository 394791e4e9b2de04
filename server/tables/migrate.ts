/**
 * Owns bringing MovieLens into the tables, in order: movies, links, tags, ratings. Writing an item again changes
 * nothing, so that an interrupted migration goes on from its last checkpoint, and a repeated one is harmless.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { YamrError } from '#core/errors';
import { writeFileAtomically } from '#training/atomic-output';
import type { MovieLensTables } from '#training/movielens/tables';
import type { Progress } from '#training/progress';
import { BATCH_ITEMS, writeItems, type Item } from './batch-write.ts';
import type { Tables } from './client.ts';
import { fullTableName } from './definitions.ts';
import { MOVIELENS_USER_PREFIX } from './live-ratings.ts';

type MigratedTable = 'movies' | 'links' | 'tags' | 'ratings';

/** What goes into one table. */
export interface MigrationStep {
  readonly table: MigratedTable;
  readonly count: number;
  readonly itemAt: (index: number) => Item;
}

const userIdOf = (userId: number): string => `${MOVIELENS_USER_PREFIX}${userId}`;
const UTC_MS = 1000;

/** The items of a dataset. Tags that one person gave a movie twice in the same words are one. */
export function migrationSteps({ movies, tags, ratings }: MovieLensTables): MigrationStep[] {
  const tagItems = new Map<string, Item>();
  for (const { userId, movieId, tag, timestampSec } of tags) {
    const userTag = `${userIdOf(userId)}#${tag}`;
    const item = { movieId, userTag, userId: userIdOf(userId), tag, taggedAtMs: timestampSec * UTC_MS };
    tagItems.set(`${movieId}#${userTag}`, item);
  }
  const tagList = [...tagItems.values()];
  return [
    {
      table: 'movies',
      count: movies.length,
      itemAt: (index) => {
        const { movieId, rawTitle, genres } = movies[index] as (typeof movies)[number];
        return { movieId, title: rawTitle, genres };
      }
    },
    {
      table: 'links',
      count: movies.length,
      itemAt: (index) => {
        const { movieId, imdbId, tmdbId } = movies[index] as (typeof movies)[number];
        return { movieId, ...(imdbId ? { imdbId } : {}), ...(tmdbId ? { tmdbId } : {}) };
      }
    },
    { table: 'tags', count: tagList.length, itemAt: (index) => tagList[index] as Item },
    {
      table: 'ratings',
      count: ratings.stars.length,
      itemAt: (index) => ({
        userId: userIdOf(ratings.userId[index] as number),
        movieId: ratings.movieId[index],
        stars: ratings.stars[index],
        updatedAtMs: (ratings.timestampSec[index] as number) * UTC_MS,
        epoch: 0
      })
    }
  ];
}

const CheckpointSchema = v.object({
  /** Of the dataset and where it goes: another one starts over. */
  of: v.string(),
  /** Batches known to be written, by table. */
  batches: v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0)))
});
type Checkpoint = v.InferOutput<typeof CheckpointSchema>;

async function readCheckpoint(path: string, of: string): Promise<Checkpoint> {
  try {
    const found = v.parse(CheckpointSchema, JSON.parse(await readFile(path, 'utf8')));
    if (found.of === of) return found;
  } catch {
    // None, or half a one of another program: everything is written again, which changes nothing.
  }
  return { of, batches: {} };
}

/** How many of MovieLens' items the table holds. */
async function countStored({ client, prefix }: Tables, table: MigratedTable): Promise<number> {
  const isShared = table === 'ratings';
  let count = 0;
  const pages = paginateScan(
    { client },
    {
      TableName: fullTableName(prefix, table),
      Select: 'COUNT',
      ConsistentRead: true,
      ...(isShared
        ? {
            FilterExpression: 'begins_with(userId, :movieLens)',
            ExpressionAttributeValues: { ':movieLens': MOVIELENS_USER_PREFIX }
          }
        : {})
    }
  );
  for await (const page of pages) count += page.Count ?? 0;
  return count;
}

export interface MigrationOptions {
  /** Where the checkpoint lies; it is removed at the end. */
  readonly checkpointPath: string;
  /** Names the destination in the checkpoint. */
  readonly destination: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

const CHECKPOINT_EVERY_MS = 1000;

/** Writes and counts everything. Throws `network`, `aborted`, and `bad-data` where a count is not as it should be. */
export async function migrate(
  tables: Tables,
  data: MovieLensTables,
  { checkpointPath, destination, progress, signal }: MigrationOptions
): Promise<Record<MigratedTable, number>> {
  const steps = migrationSteps(data);
  const checkpoint = await readCheckpoint(checkpointPath, `${data.sha256} -> ${destination}${tables.prefix}`);
  const total = steps.reduce((sum, { count }) => sum + count, 0);
  let before = 0;
  let savedMs = 0;
  progress.start('Writing items', total);
  await mkdir(dirname(checkpointPath), { recursive: true });
  const save = (): Promise<void> => writeFileAtomically(checkpointPath, JSON.stringify(checkpoint));
  try {
    for (const { table, count, itemAt } of steps) {
      await writeItems(tables, table, count, itemAt, {
        signal,
        firstBatch: checkpoint.batches[table] ?? 0,
        onWritten: async (batches) => {
          checkpoint.batches[table] = batches;
          progress.update(before + Math.min(count, batches * BATCH_ITEMS));
          if (performance.now() - savedMs < CHECKPOINT_EVERY_MS) return;
          savedMs = performance.now();
          await save();
        }
      });
      before += count;
    }
  } finally {
    await save();
  }
  progress.start('Counting items', 0);
  const counts: Record<MigratedTable, number> = { movies: 0, links: 0, tags: 0, ratings: 0 };
  for (const { table, count } of steps) {
    counts[table] = await countStored(tables, table);
    if (counts[table] === count) continue;
    await rm(checkpointPath, { force: true });
    throw new YamrError(
      'bad-data',
      `The table ${fullTableName(tables.prefix, table)} holds ${counts[table]} items of MovieLens and not ${count}: migrate again, or into other tables if they held another dataset before.`
    );
  }
  progress.finish();
  await rm(checkpointPath, { force: true });
  return counts;
}
