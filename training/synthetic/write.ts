/** Owns writing tables as a new MovieLens folder: what `movielens/load.ts` reads. */
import { buildDirectoryAtomically } from '../atomic-output.ts';
import type { MovieLensTables } from '../movielens/tables.ts';
import { writeCredits, writeLinks, writeMovies, writeRatings, writeTags } from '../movielens/write-files.ts';

/** Writes its files, credits.csv where there are credits, in chunks. Throws `unwritable`; leaves all or nothing. */
export async function writeMovieLens(tables: MovieLensTables, directory: string): Promise<void> {
  const { movies, tags, ratings, credits } = tables;
  await buildDirectoryAtomically(directory, async (folder) => {
    await writeMovies(folder, movies);
    await writeLinks(folder, movies);
    await writeTags(folder, tags);
    await writeRatings(folder, ratings);
    if (credits) await writeCredits(folder, credits);
  });
}
