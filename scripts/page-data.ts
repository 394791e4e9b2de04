/**
 * Owns what the build puts into pages from the release in use: the general list (core/general-list.ts), which its model, as the
 * browser runs it, makes for a visitor without ratings, and the pages of single movies. Without a release both are empty.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Catalogue } from '#core/catalogue';
import type { GeneralLine } from '#core/general-list';
import { parsePointer } from '#core/release-format';
import type { VisitorModel } from '#core/visitor-model';
import { createVisitorModel } from '#scorer/create-model';
import { recommend } from '#scorer/recommend';
import { readReleaseFolder } from '#training/release/read';
import { useWasm } from '#training/tfjs-node';
import { moviePages } from './movie-pages.ts';

/** Fills the window of a large screen. */
const LENGTH = 24;

async function generalList(model: VisitorModel, catalogue: Catalogue): Promise<readonly GeneralLine[]> {
  const { list } = await recommend(model, catalogue, { ratings: [], limit: LENGTH });
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

async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(value));
}

/** Writes what the release in use under `modelsDir` says to these files. Throws what makes the release unusable. */
export async function writePageData(
  modelsDir: string,
  paths: { readonly generalList: string; readonly moviePages: string }
): Promise<void> {
  const pointer = await readFile(join(modelsDir, 'current.json'), 'utf8').catch(() => undefined);
  if (pointer === undefined) {
    for (const path of Object.values(paths)) await writeJson(path, []);
    return;
  }
  const { bundle } = await readReleaseFolder(join(modelsDir, parsePointer(JSON.parse(pointer)).version));
  await useWasm();
  const model = await createVisitorModel(bundle);
  await writeJson(paths.generalList, await generalList(model, bundle.catalogue));
  await writeJson(paths.moviePages, moviePages(model, bundle.catalogue));
  model.dispose();
}
