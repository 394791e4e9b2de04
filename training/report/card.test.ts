import { describe, expect, it } from 'vitest';
import { parseModelCard } from '#core/model-card';
import { collectCard, reportFiles } from './card.ts';
import { tinyMeasurements } from './tiny-card.ts';

describe('the model card', async () => {
  const measured = await tinyMeasurements();
  const card = collectCard(measured);

  it('is JSON that its own schema accepts', () => {
    const [data] = reportFiles(card);
    expect(data?.role).toBe('card');
    expect(parseModelCard(JSON.parse(data?.content ?? ''))).toEqual(card);
  });

  it('has null for what could not be measured', () => {
    expect(card.knownUsers['bias']).toEqual({ rmse: 0.9, mae: null, hidden: 9 });
  });

  it('counts the data', () => {
    expect(card.dataset.ratings.count).toBe(1800);
    expect(card.dataset.movies.byYear.reduce((sum, { count }) => sum + count, 0)).toBe(
      card.dataset.movies.count - card.dataset.movies.withoutYear
    );
  });

  it('names what the data is made of', () => {
    expect(card.dataset.sources?.map(({ name }) => name)).toEqual(['tiny']);
    const pool = { ...measured.tables, name: 'movielens-pool', credits: [] };
    const { dataset } = collectCard({ ...measured, tables: pool });
    const [, report] = reportFiles({ ...card, dataset });
    for (const edition of ['2015-04', '2015-08', '2016-10', '2018-09'])
      expect(report?.content).toContain(`MovieLens ml-latest-small of ${edition}`);
    expect(report?.content).toContain('MovieLens ml-32m');
    expect(report?.content).toContain('CC0 1.0');
  });

  it('has the gains of every model at every K, none for the stand-in over the baselines that it is', () => {
    const own = card.newcomers.gains.filter(({ model }) => model === 'yamr');
    expect(own.map(({ revealed }) => revealed)).toEqual([0, 1, 3, 5, 10, 20]);
    for (const { rmseGain, ndcgRatio } of own) {
      expect(rmseGain).toEqual({ value: 0, low: 0, high: 0 });
      expect(ndcgRatio).toEqual({ value: 1, low: 1, high: 1 });
    }
  });

  it('looks at predictions where a visitor typically is', () => {
    expect(card.accuracy.revealed).toBe(5);
    expect(card.accuracy.errors.map(({ model }) => model)).toEqual(['yamr', 'bias']);
    const hidden = measured.newcomers.tables['yamr']?.[5]?.hidden;
    expect(card.accuracy.bins.reduce((sum, { count }) => sum + count, 0)).toBe(hidden);
  });

  it('holds a model back that gains nothing', () => {
    expect(card.verdict.outcome).toBe('hold');
    expect(card.verdict.checks.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['no', 'no']);
  });

  it('is refused in a format of the future and where a part is missing', () => {
    expect(() => parseModelCard({ ...card, cardVersion: 2 })).toThrow(/format 2/);
    expect(() => parseModelCard({ ...card, curves: undefined })).toThrow(/curves/);
  });
});
