/**
 * Owns the measurements that the tests of `training/report` draw: a synthetic dataset, its newcomers, the real
 * baselines, and one of them standing in for a model with a stated uncertainty. No neighbour outside tests.
 */
import type { Scores, VisitorModel } from '#core/visitor-model';
import { buildDataset } from '../dataset.ts';
import { judge, type Judgement } from '../evaluate/judgement.ts';
import { createPanel } from '../evaluate/panel.ts';
import { fitBaselines } from '../models/baselines.ts';
import type { ReleaseFit } from '../models/model.ts';
import { splitNewcomers } from '../split.ts';
import { generateMovieLens } from '../synthetic/generate.ts';
import type { Measured } from './card.ts';
import { dialTable, questionTable, similarTable } from './simulations.ts';

/** The bias baseline's stars in the order of popularity, with a deviation of one star. */
function standIn(bias: VisitorModel, popularity: VisitorModel): VisitorModel {
  return {
    ...bias,
    name: 'yamr',
    async score(profiles): Promise<readonly Scores[]> {
      const [stars, order] = await Promise.all([bias.score(profiles), popularity.score(profiles)]);
      return stars.map((scores, k) => ({ ...scores, ranking: order[k]!.ranking, deviationOf: () => 1 }));
    }
  };
}

/** `name` becomes the dataset's. Everything else is always the same. */
export async function tinyMeasurements(name = 'tiny'): Promise<Measured> {
  const tables = { ...generateMovieLens({ users: 60, movies: 80, ratings: 1800, seed: 1 }), name };
  const split = splitNewcomers(buildDataset(tables), 1);
  const judgements = new Map<string, Judgement>();
  const baselines = fitBaselines(split.train, 1);
  const named = (model: string): VisitorModel => baselines.find((baseline) => baseline.name === model)!;
  const panel = createPanel(split.newcomers, split.train.catalogue);
  for (const model of [...baselines, standIn(named('bias'), named('popularity'))]) {
    judgements.set(model.name, await judge(model, panel));
  }
  const fit: ReleaseFit = {
    bundle: {
      modelName: 'yamr',
      hyperParameters: { epochs: 3, note: '<script>' },
      catalogue: split.train.catalogue,
      tensors: new Map()
    },
    curves: { 'set <encoder>': [3, 2, 1.5], empty: [] }
  };
  const table = judgements.get('yamr')!.table;
  return {
    tables,
    seed: 1,
    createdAt: new Date(0),
    codeCommit: 'abc',
    versions: { node: '20' },
    fit,
    newcomers: {
      split,
      fits: new Map([['yamr', fit]]),
      judgements,
      tables: Object.fromEntries([...judgements].map(([model, judgement]) => [model, judgement.table]))
    },
    knownUsers: { yamr: { rmse: 0.8, mae: 0.6, hidden: 9 }, bias: { rmse: 0.9, mae: NaN, hidden: 9 } },
    quantisation: {
      itemDtype: 'int4',
      loss: { rmse: 0.001, ndcg10: -0.001 },
      byCount: [{ revealed: 0, rmse: 0.001, ndcg10: -0.001 }]
    },
    ablations: [{ name: 'without it', change: 'It is left out.', table }],
    simulations: [
      questionTable({ 'popularity & more': { answered: 8, rmse: 0.9, ndcg10: 0.3 } }),
      dialTable(5, [{ diversity: 0, obscurity: 0, ndcg10: 0.4, diversity10: 0.5, coverage10: 0.1, meanPopularity10: 9, overlap10: 0.2 }]), // prettier-ignore
      similarTable({ yamr: { hit10: 0.2, weightedHit10: 0.1, meanPopularity10: 9, sameGenres10: 0.3 } })
    ],
    files: [{ path: 'catalogue.json', role: 'catalogue', bytes: 1500, sha256: '0'.repeat(64) }],
    phases: {
      list: [{ name: 'fit', startSeconds: 5, seconds: 60 }],
      time: () => ({ seconds: 65, cpuSeconds: 90 }),
      measure: (_, work) => work(),
      peakMemoryBytes: () => 5e8
    }
  };
}
