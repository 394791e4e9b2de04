import { describe, expect, it } from 'vitest';
import { buildDataset } from '../dataset.ts';
import { fitBaselines } from '../models/baselines.ts';
import { splitNewcomers } from '../split.ts';
import { generateMovieLens } from '../synthetic/generate.ts';
import { compareSeeds, printComparison } from './comparison.ts';
import { judge, type Judgement } from './judgement.ts';
import { createPanel } from './panel.ts';
import type { Judged } from './protocols.ts';

async function judgeBaselines(seed: number): Promise<Judged> {
  const tables = generateMovieLens({ users: 60, movies: 150, ratings: 2400, seed: 1 });
  const { train, newcomers } = splitNewcomers(buildDataset(tables), seed);
  const panel = createPanel(newcomers, train.catalogue);
  const judgements = new Map<string, Judgement>();
  for (const model of fitBaselines(train, seed)) judgements.set(model.name, await judge(model, panel));
  return {
    fits: new Map(),
    judgements,
    tables: Object.fromEntries(Array.from(judgements, ([name, { table }]) => [name, table]))
  };
}

describe('protocol B over seeds', async () => {
  const [one, two] = [await judgeBaselines(1), await judgeBaselines(2)];
  const pairs = [['popularity', 'random'] as const, ['bias', 'bias'] as const];
  const comparison = compareSeeds([one, two], pairs);

  it('has the mean of values and of standard errors', () => {
    const of = (pick: (judged: Judgement) => number): number[] =>
      [one, two].map(({ judgements }) => pick(judgements.get('bias')!));
    const [first, second] = of(({ table }) => table[5]!.rmse);
    expect(comparison.mean['bias']?.[5]?.rmse).toBeCloseTo((first! + second!) / 2, 12);
    const [a, b] = of(({ errors }) => errors[5]!['rmse']!);
    expect(comparison.errors['bias']?.[5]?.['rmse']).toBeCloseTo((a! + b!) / 2, 12);
  });

  it('sets pairs against each other: nothing against itself, and what the means differ by', () => {
    const [better, same] = comparison.differences;
    expect(same?.byCount[5]?.['ndcg10']).toEqual({ value: 0, error: 0 });
    const { popularity, random } = comparison.mean;
    expect(better?.byCount[5]?.['ndcg10']?.value).toBeCloseTo(
      popularity![5]!.ndcg10 - random![5]!.ndcg10,
      12
    );
    expect(better?.byCount[5]?.['ndcg10']?.error).toBeGreaterThan(0);
  });

  it('is printed with gains and differences', () => {
    const lines = printComparison(comparison, ['most-rated']);
    expect(lines).toContain('most-rated against the baselines');
    expect(lines).toContain('popularity less random, ± standard error of the paired difference');
    expect(lines).toContain('Recall@20 without the 100 most liked movies (niche recall), ± standard error');
  });
});
