/** Owns the flags that the commands over a dataset share, and the step from flag to checked tables. */
import type { Command } from 'commander';
import { knownFolder } from '#training/evaluate/strangers';
import { refuseTooLittle } from '#training/movielens/enough';
import { DATA_FLAG_HELP, findData } from '#training/movielens/find';
import { loadMovieLens } from '#training/movielens/load';
import type { MovieLensTables } from '#training/movielens/tables';
import type { Progress } from '#training/progress';
import type { KnownFolder } from '#training/split';
import { integerBetween } from './command.ts';

export function addDataOption(command: Command): void {
  command.option('--data <dir>', DATA_FLAG_HELP);
}

export function addSeedOption(command: Command): void {
  command.option('--seed <n>', 'the seed of every random draw', integerBetween(0, 0x7fffffff), 1);
}

/** The folder that --hide-from names, if it does. Throws as `loadMovieLens` and `knownFolder` do. */
export async function openKnown(
  folder: string | undefined,
  data: MovieLensTables,
  { signal }: { signal: AbortSignal }
): Promise<KnownFolder | undefined> {
  return folder === undefined ? undefined : knownFolder(await loadMovieLens(folder, { signal }), data);
}

/** Finds, reads and checks the data. Throws as `findData` and `loadMovieLens` do, and `bad-data` for too little. */
export async function openData(
  data: string | undefined,
  { progress, signal }: { progress: Progress; signal: AbortSignal }
): Promise<MovieLensTables> {
  const directory = await findData({ data, progress, signal });
  progress.start(`Reading ${directory}`, 1);
  const tables = await loadMovieLens(directory, {
    onProgress: (done, total) => {
      progress.update(done / total);
    },
    signal
  });
  progress.finish();
  refuseTooLittle(tables, directory);
  return tables;
}
