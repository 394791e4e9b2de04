/**
 * Owns the general list that the build puts into the page (core/general-list.ts): the model of the release in use, as
 * the browser runs it, asked for a visitor without ratings. Without a release the list is empty.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GeneralLine } from '#core/general-list';
import { parsePointer } from '#core/release-format';
import { createVisitorModel } from '#scorer/create-model';
import { recommend } from '#scorer/recommend';
import { readReleaseFolder } from '#training/release/read';
import { useWasm } from '#training/tfjs-node';

/** Fills the window of a large screen. */
const LENGTH = 24;

async function generalList(modelsDir: string): Promise<readonly GeneralLine[]> {
  const pointer = await readFile(join(modelsDir, 'current.json'), 'utf8').catch(() => undefined);
  if (pointer === undefined) return [];
  const { bundle } = await readReleaseFolder(join(modelsDir, parsePointer(JSON.parse(pointer)).version));
  await useWasm();
  const model = await createVisitorModel(bundle);
  const { catalogue } = bundle;
  const { list } = await recommend(model, catalogue, { ratings: [], limit: LENGTH });
  model.dispose();
  const rounded = (value: number): number => Number(value.toFixed(3));
  return list.flatMap(({ movieId, predictedStars, deviation, ranking }) => {
    const row = catalogue.indexOf(movieId);
    if (row === undefined) return [];
    return {
      movie: catalogue.movie(row),
      predictedStars: rounded(predictedStars),
      ...(deviation !== undefined && { deviation: rounded(deviation) }),
      ranking: rounded(ranking)
    };
  });
}

/** Writes the list of the release in use under `modelsDir` to `path`. Throws what makes the release unusable. */
export async function writeGeneralList(modelsDir: string, path: string): Promise<void> {
  const json = JSON.stringify(await generalList(modelsDir));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, json);
}
