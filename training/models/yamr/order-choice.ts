/**
 * Owns what the parts of the order count (core/order.ts): chosen on people whom nothing was fitted to, for a stated objective. Hits
 * alone would say "what everybody watches"; what somebody's list should be besides stands in `worthOf`. Neighbours: `blend-choice.ts` and
 * `kernel-choice.ts` choose the rest; `options.ts` has what is taken where few people can be asked.
 */
import { createAffinity } from '#core/affinity';
import type { Bundle } from '#core/bundle';
import { catalogueRows, createCatalogue, ratedRows } from '#core/catalogue';
import { createLevel } from '#core/level';
import { applyOrder, ordersOf, type OrderFacts, type OrderWeights } from '#core/order';
import type { Profile, Scores, VisitorModel } from '#core/visitor-model';
import type { YamrParameters } from '#core/yamr-parameters';
import { createYamrModel } from '#scorer/yamr-model';
import { newcomerOutcomes } from '../../evaluate/newcomers.ts';
import { createPanel, type Panel } from '../../evaluate/panel.ts';
import { peopleOf, totals } from '../../evaluate/people.ts';
import type { Newcomer } from '../../split.ts';

/** Numbers of ratings that people are asked for; what is said of an order is the mean over them. */
const COUNTS = [10, 20];
/** More people than this add time; fewer say too little. */
const PEOPLE_MAX = 150;
const PEOPLE_MIN = 80;
/** What is tried, one weight after the other. The weights of tastes are none of them: hits pay for the crowd's taste, personas do not. */
const TRIED = { stars: [0.5, 0.9, 1.3], personal: [0, 0.4, 0.8], disappointment: [8, 12, 16] } as const;
type TriedWeight = keyof typeof TRIED;
const PASSES = 2;

/** What an order gives, beside the ranking alone (`...Ratio`: 1 is as good) and for itself. */
export interface OrderFigures {
  readonly ndcgRatio: number;
  readonly recallRatio: number;
  readonly nicheRecallRatio: number;
  readonly netGainRatio: number;
  readonly belowOwnMean: number;
  readonly mirrorOverlap: number;
  /** Of the quarter of people whose genres are farthest from the crowd's. */
  readonly genreDistance: number;
}

export interface OrderTrial {
  readonly weights: OrderWeights;
  readonly figures: OrderFigures;
}

/** Figures of the ranking alone, and of an order, from which the ratios are. */
type Judge = (weights: OrderWeights) => Promise<OrderFigures>;

/** What a list may hold below the own mean, and of what the visitor's opposite gets too, before it costs. */
const BELOW_OWN_MEAN = 0.03;
const MIRROR_OVERLAP = 0.4;

/**
 * What an order is worth: the geometric mean of four ways to be right (hits in ranks and in number, hits among what few know, stars above
 * the own mean), less what costs trust. Beyond what is allowed, one movie in a hundred below the own mean costs as much as two hits in a
 * hundred, and one in a hundred that the opposite gets too as much as half a hit.
 */
export function worthOf(of: OrderFigures): number {
  const right = of.ndcgRatio * of.recallRatio * of.nicheRecallRatio * of.netGainRatio;
  const below = Math.max(0, of.belowOwnMean - BELOW_OWN_MEAN);
  const shared = Math.max(0, of.mirrorOverlap - MIRROR_OVERLAP);
  return right ** 0.25 - 2 * below - shared / 2;
}

/** Changes one weight at a time for the better, from `start`: all that was tried, the best first. */
export async function searchOrder(
  start: OrderWeights,
  judge: Judge,
  onTrial: (count: number) => void = () => undefined
): Promise<readonly OrderTrial[]> {
  const trials: OrderTrial[] = [];
  const tryOut = async (weights: OrderWeights): Promise<OrderTrial> => {
    const trial = { weights, figures: await judge(weights) };
    trials.push(trial);
    onTrial(trials.length);
    return trial;
  };
  const isTried = (weights: OrderWeights): boolean =>
    trials.some((trial) =>
      (Object.keys(TRIED) as TriedWeight[]).every((key) => trial.weights[key] === weights[key])
    );
  let best = await tryOut(start);
  for (let pass = 0; pass < PASSES; pass++) {
    const before = best;
    for (const key of Object.keys(TRIED) as TriedWeight[]) {
      for (const value of TRIED[key]) {
        const weights = { ...best.weights, [key]: value };
        if (isTried(weights)) continue;
        const trial = await tryOut(weights);
        if (worthOf(trial.figures) > worthOf(best.figures)) best = trial;
      }
    }
    if (best === before) break;
  }
  return [best, ...trials.filter((trial) => trial !== best)];
}

/** Those of which no other is better in hits, in net gain, in what is below the own mean, and in the mirror at once. */
export function paretoFront(trials: readonly OrderTrial[]): readonly OrderTrial[] {
  const goods = ({ figures: of }: OrderTrial): number[] => [
    of.ndcgRatio + of.recallRatio,
    of.netGainRatio,
    -of.belowOwnMean,
    -of.mirrorOverlap
  ];
  const beats = (a: readonly number[], b: readonly number[]): boolean =>
    a.every((value, k) => value >= b[k]!) && a.some((value, k) => value > b[k]!);
  return trials.filter((trial) => !trials.some((other) => beats(goods(other), goods(trial))));
}

/** Scores that were made once, ordered as a trial says. */
function orderedModel(
  model: VisitorModel,
  facts: OrderFacts,
  made: Map<string, Scores>,
  weights?: OrderWeights
): VisitorModel {
  const keyOf = ({ items, stars }: Profile): string => `${items.join()} ${stars.join()}`;
  return {
    name: model.name,
    itemCount: model.itemCount,
    ...(model.knowledge && { knowledge: model.knowledge }),
    async score(profiles) {
      const fresh = profiles.filter((profile) => !made.has(keyOf(profile)));
      // The model gives views of what it made for all.
      (await model.score(fresh)).forEach(({ ranking, stars, level }, k) =>
        made.set(keyOf(fresh[k]!), {
          ranking: ranking.slice(),
          stars: stars.slice(),
          ...(level !== undefined && { level })
        })
      );
      return profiles.map((profile) => {
        const scores = made.get(keyOf(profile))!;
        if (!weights) return scores;
        const ranking = scores.ranking.slice();
        applyOrder(ordersOf(weights, facts.affinity, profile)(scores.level!), facts, ranking, scores.stars);
        return { ...scores, ranking };
      });
    },
    dispose: () => undefined
  };
}

type Sums = Readonly<Record<number, ReturnType<typeof totals>>>;

async function sumsOf(model: VisitorModel, { newcomers, mostLiked, facts }: Panel): Promise<Sums> {
  const sums: Record<number, ReturnType<typeof totals>> = {};
  for (const count of COUNTS)
    sums[count] = totals(peopleOf(await newcomerOutcomes(model, newcomers, count, { mostLiked, facts })));
  return sums;
}

/** Means over COUNTS of an order's figures, beside those of the ranking alone. */
function figuresOf(own: Sums, alone: Sums): OrderFigures {
  const mean = (of: (count: number) => number): number =>
    COUNTS.reduce((sum, count) => sum + of(count), 0) / COUNTS.length;
  type Metric = 'ndcg10' | 'recall20' | 'tailRecall20' | 'netGain10';
  const ratio = (metric: Metric): number =>
    mean((count) => Math.max(0, own[count]![metric]!) / Math.max(1e-9, alone[count]![metric]!));
  return {
    ndcgRatio: ratio('ndcg10'),
    recallRatio: ratio('recall20'),
    nicheRecallRatio: ratio('tailRecall20'),
    netGainRatio: ratio('netGain10'),
    belowOwnMean: mean((count) => own[count]!.belowOwnMean20!),
    mirrorOverlap: mean((count) => own[count]!.mirrorOverlap10!),
    genreDistance: mean((count) => own[count]!.farGenreDistance20!)
  };
}

/**
 * The order for a bundle that has not met `newcomers`, and all that was tried; `start` and nothing where they are too few. `onProgress`
 * counts from 0 to 1. A tfjs backend must be current.
 */
export async function chooseOrder(
  bundle: Bundle,
  parameters: YamrParameters,
  newcomers: readonly Newcomer[],
  start: OrderWeights,
  onProgress: (share: number) => void = () => undefined
): Promise<{ readonly order: OrderWeights; readonly trials: readonly OrderTrial[] }> {
  const judged = newcomers.filter(({ items }) => items.length > Math.max(...COUNTS)).slice(0, PEOPLE_MAX);
  if (judged.length < PEOPLE_MIN) {
    onProgress(1);
    return { order: start, trials: [] };
  }
  // Lists of what nobody has rated are none.
  const rows = ratedRows(bundle.catalogue);
  const catalogue = createCatalogue(catalogueRows(bundle.catalogue.file, 0, rows));
  const hyperParameters = { ...parameters, ranking: { ...parameters.ranking, order: undefined } };
  const model = await createYamrModel({ ...bundle, catalogue, hyperParameters });
  const facts: OrderFacts = {
    affinity: createAffinity(catalogue),
    crowdStars: model.head.mean,
    crowdLevel: createLevel(model.head, catalogue.file.ratingCount).crowd
  };
  const panel = createPanel(judged, catalogue);
  const made = new Map<string, Scores>();
  const alone = await sumsOf(orderedModel(model, facts, made), panel);
  const most = 1 + PASSES * Object.values(TRIED).reduce((sum, { length }) => sum + length - 1, 0);
  const trials = await searchOrder(
    start,
    async (weights) => figuresOf(await sumsOf(orderedModel(model, facts, made, weights), panel), alone),
    (count) => onProgress(count / most)
  );
  model.dispose();
  onProgress(1);
  return { order: trials[0]!.weights, trials };
}
