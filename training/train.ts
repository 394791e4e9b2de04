/** Owns the flow of `npm run train`: evaluate on held-out people, fit on everybody, write the release. */
import { execFileSync } from 'node:child_process';
import type { Manifest } from '#core/release-format';
import { createVisitorModel } from '#scorer/create-model';
import { buildDataset } from './dataset.ts';
import { evaluateOnNewcomers, evaluateOnRatings } from './evaluate/protocols.ts';
import type { FitHooks, TrainableModel } from './models/model.ts';
import type { MovieLensTables } from './movielens/tables.ts';
import { makeGolden } from './release/golden.ts';
import { quantise } from './release/quantise.ts';
import { writeRelease } from './release/write.ts';
import { useWasm } from './tfjs-node.ts';

/** The commit that trained, or "unknown" outside a checkout. */
function codeCommit(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore']
    }).trim();
  } catch {
    return 'unknown';
  }
}

/** Trains `model` and writes a release folder. */
export async function train(
  tables: MovieLensTables,
  model: TrainableModel,
  seed: number,
  directory: string,
  hooks: FitHooks
): Promise<Manifest> {
  const dataset = buildDataset(tables);
  const newcomers = await evaluateOnNewcomers(dataset, [model], seed, hooks);
  const ratings = await evaluateOnRatings(tables, [model], seed, hooks);
  const { bundle } = await model.fitRelease(dataset, seed, hooks);
  const artefact = quantise(bundle);
  await useWasm();
  const scorer = await createVisitorModel(artefact);
  const golden = await makeGolden(artefact, scorer, seed);
  scorer.dispose();
  return writeRelease(directory, bundle, {
    dataset,
    seed,
    codeCommit: codeCommit(),
    createdAt: new Date(),
    metrics: { newcomers: newcomers.tables, ratings },
    golden
  });
}
