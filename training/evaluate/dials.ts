/**
 * Owns what the dials of the list cost and give: the same newcomers as in `newcomers.ts`, scored once, listed at
 * every setting. The report draws it; the defaults of core/list.ts were chosen on it.
 */
import type { Catalogue } from '#core/catalogue';
import { genreFeatures } from '#core/features';
import { DEFAULT_DIALS, listItems, type Dials } from '#core/list';
import { coverage } from '#core/metrics/coverage';
import { diversity as listDiversity } from '#core/metrics/diversity';
import { meanPopularity } from '#core/metrics/mean-popularity';
import { ndcg } from '#core/metrics/ndcg';
import { overlap } from '#core/metrics/overlap';
import { LIKE_STARS } from '#core/rating';
import type { Matrix } from '#core/tensor';
import type { VisitorModel } from '#core/visitor-model';
import type { Newcomer } from '../split.ts';

/** One setting, and what the top 10s of the newcomers with a hidden like are there: JSON values. */
export interface DialMetrics extends Dials {
  readonly ndcg10: number;
  /** Mean distance of two movies of a list: by the vectors that re-ranking uses, and by genres alone. */
  readonly diversity10: number;
  readonly genreDiversity10: number;
  readonly coverage10: number;
  /** Mean ratings of a listed movie in the training part. */
  readonly meanPopularity10: number;
  /** Mean share of the top 10 that two newcomers have in common. */
  readonly overlap10: number;
}

/** By number of revealed ratings, in the order of the settings. */
export type DialTable = Readonly<Record<number, readonly DialMetrics[]>>;

const DIVERSITIES = [0, 0.1, 0.2, 0.3, 0.5, 0.75, 1];
const OBSCURITIES = [-1, -0.5, -0.25, 0.25, 0.5, 0.75, 1];

/** Each dial over its range, the other at its default; the first setting is the bare ranking. */
export const DIAL_SETTINGS: readonly Dials[] = [
  ...DIVERSITIES.map((diversity) => ({ ...DEFAULT_DIALS, diversity })),
  ...OBSCURITIES.map((obscurity) => ({ ...DEFAULT_DIALS, obscurity }))
];

const REVEALED_COUNTS: readonly number[] = [1, 5, 10, 20];
const BATCH = 32;
const LENGTH = 10;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

interface Listed {
  readonly list: Int32Array;
  readonly relevant: ReadonlySet<number>;
}

/** The top 10 of every newcomer with a hidden like, [settings][newcomers]. */
async function listAll(
  model: VisitorModel,
  newcomers: readonly Newcomer[],
  revealed: number,
  settings: readonly Dials[]
): Promise<Listed[][]> {
  const listed: Listed[][] = settings.map(() => []);
  for (let from = 0; from < newcomers.length; from += BATCH) {
    const batch = newcomers.slice(from, from + BATCH);
    const profiles = batch.map(({ items, stars }) => ({
      items: items.slice(0, revealed),
      stars: stars.slice(0, revealed)
    }));
    const scores = await model.score(profiles);
    batch.forEach(({ items, stars }, k) => {
      const relevant = new Set(items.filter((_, at) => at >= revealed && stars[at]! >= LIKE_STARS));
      if (relevant.size === 0) return;
      const shown = new Set(profiles[k]!.items);
      settings.forEach((dials, at) => {
        const exclude = (item: number): boolean => shown.has(item);
        const list = listItems(scores[k]!.ranking, LENGTH, exclude, model.knowledge, dials);
        listed[at]!.push({ list, relevant });
      });
    });
  }
  return listed;
}

function measure(dials: Dials, listed: readonly Listed[], catalogue: Catalogue, vectors: readonly Matrix[]) {
  const lists = listed.map(({ list }) => list);
  const [own = NaN, genres = NaN] = vectors.map((matrix) =>
    mean(lists.map((list) => listDiversity(list, LENGTH, matrix)))
  );
  return {
    ...dials,
    ndcg10: mean(listed.map(({ list, relevant }) => ndcg(list, relevant, LENGTH))),
    diversity10: own,
    genreDiversity10: genres,
    coverage10: coverage(lists, LENGTH, catalogue.itemCount),
    meanPopularity10: meanPopularity(lists, LENGTH, catalogue.file.ratingCount),
    overlap10: overlap(lists, LENGTH)
  };
}

/** Sweeps the dials; an empty table for a model without knowledge of movies, whose lists have no dials. */
export async function sweepDials(
  model: VisitorModel,
  newcomers: readonly Newcomer[],
  catalogue: Catalogue,
  settings: readonly Dials[] = DIAL_SETTINGS,
  revealedCounts: readonly number[] = REVEALED_COUNTS
): Promise<DialTable> {
  if (!model.knowledge) return {};
  const vectors = [model.knowledge.vectors, genreFeatures(catalogue)];
  const table: Record<number, DialMetrics[]> = {};
  for (const revealed of revealedCounts) {
    const listed = await listAll(model, newcomers, revealed, settings);
    if (listed[0]?.length) {
      table[revealed] = listed.map((lists, at) => measure(settings[at]!, lists, catalogue, vectors));
    }
  }
  return table;
}
