/**
 * Owns the protocol of the order: the list beside the one that the ranking alone would make, of the same fit and for the same people;
 * those of whom only the favourites are known; and whether the reasons that are told are true.
 */
import { createVisitorModel } from '#scorer/create-model';
import { reasons } from '#scorer/reasons';
import type { Bundle } from '#core/bundle';
import type { Catalogue } from '#core/catalogue';
import type { Profile, VisitorModel } from '#core/visitor-model';
import type { Dataset } from '../dataset.ts';
import type { FitHooks, TrainableModel } from '../models/model.ts';
import { quantise } from '../release/quantise.ts';
import { splitNewcomers, type Newcomer } from '../split.ts';
import { useWasm } from '../tfjs-node.ts';
import { judge, type Judgement } from './judgement.ts';
import { revealedProfile, listFor } from './outcome.ts';
import { createPanel } from './panel.ts';
import type { Judged } from './protocols.ts';

export const RANKING_ALONE = 'ranking alone';
const COUNTS = [10, 20];
const FAVOURITES = 10;
/** Whose first cards are looked at, and how many cards. */
const REASON_PEOPLE = 200;
const REASON_COUNT = 20;
const CARDS = 12;

/** Ratings that are named as the reason of a card, and those without which the card would not stand lower. */
export interface ReasonFigures {
  readonly named: number;
  readonly untrue: number;
}

export interface OrderJudgement {
  /** The model, and RANKING_ALONE. */
  readonly order: Judged;
  /** The same where each person's ten highest ratings are revealed. */
  readonly favourites: Judged;
  readonly reasons: ReasonFigures;
}

/** The release without its order: lists by the ranking. */
function withoutOrder(bundle: Bundle): Bundle {
  const { ranking, ...others } = bundle.hyperParameters as { ranking: Record<string, unknown> };
  return { ...bundle, hyperParameters: { ...others, ranking: { ...ranking, order: undefined } } };
}

/** A person whose highest ratings come first, those of one height in the order that they had. */
export function favouritesFirst({ userId, items, stars }: Newcomer): Newcomer {
  const places = [...items.keys()].sort((a, b) => stars[b]! - stars[a]! || a - b);
  return {
    userId,
    items: items.map((_, k) => items[places[k]!]!),
    stars: stars.map((_, k) => stars[places[k]!]!)
  };
}

function withoutMovie({ items, stars }: Profile, movieId: number, idOf: (item: number) => number): Profile {
  const isKept = (item: number): boolean => idOf(item) !== movieId;
  return { items: items.filter(isKept), stars: stars.filter((_, k) => isKept(items[k]!)) };
}

/** Scores each person without the rating that a card names: is the card's value really lower? */
export async function judgeReasons(
  model: VisitorModel,
  catalogue: Catalogue,
  newcomers: readonly Newcomer[]
): Promise<ReasonFigures> {
  let [named, untrue] = [0, 0];
  for (const newcomer of newcomers) {
    const profile = revealedProfile(newcomer, REASON_COUNT, model.itemCount);
    const [scores] = await model.score([profile]);
    const rated = new Set(profile.items);
    const cards = listFor(scores!, model.knowledge, (item) => rated.has(item)).slice(0, CARDS);
    const idOf = (item: number): number => catalogue.file.movieId[item]!;
    const told = await reasons(model, catalogue, {
      ratings: Array.from(profile.items, (item, k) => ({ movieId: idOf(item), stars: profile.stars[k]! })),
      movieIds: Array.from(cards, idOf)
    });
    const because = told.flatMap((reason) => ('because' in reason ? [reason] : []));
    // Cards often name the same rating: the person is scored once without each.
    const ratings = [...new Set(because.map((reason) => reason.because.movieId as number))];
    const without = await model.score(ratings.map((movieId) => withoutMovie(profile, movieId, idOf)));
    for (const reason of because) {
      const less = without[ratings.indexOf(reason.because.movieId)]!;
      const card = catalogue.indexOf(reason.movieId)!;
      named++;
      if (!(less.ranking[card]! < scores!.ranking[card]!)) untrue++;
    }
  }
  return { named, untrue };
}

async function judgeBoth(
  models: Readonly<Record<string, VisitorModel>>,
  newcomers: readonly Newcomer[],
  catalogue: Catalogue,
  revealedCounts: readonly number[],
  hooks: FitHooks
): Promise<Judged> {
  const panel = createPanel(newcomers, catalogue);
  const judgements = new Map<string, Judgement>();
  for (const [name, model] of Object.entries(models))
    judgements.set(name, await judge({ ...model, name }, panel, { ...hooks, revealedCounts }));
  const tables = Object.fromEntries(Array.from(judgements, ([name, { table }]) => [name, table]));
  return { fits: new Map(), tables, judgements };
}

/** Fits `model` without the people held out, and judges its order on them. */
export async function evaluateOnOrder(
  full: Dataset,
  model: TrainableModel,
  seed: number,
  hooks: FitHooks = {}
): Promise<OrderJudgement> {
  const { train, newcomers } = splitNewcomers(full, seed);
  const bundle = quantise((await model.fitRelease(train, seed, hooks)).bundle);
  await useWasm();
  const ordered = await createVisitorModel(bundle);
  const alone = await createVisitorModel(withoutOrder(bundle));
  const models = { [model.name]: ordered, [RANKING_ALONE]: alone };
  const judged = {
    order: await judgeBoth(models, newcomers, train.catalogue, COUNTS, hooks),
    favourites: await judgeBoth(models, newcomers.map(favouritesFirst), train.catalogue, [FAVOURITES], hooks),
    reasons: await judgeReasons(ordered, bundle.catalogue, newcomers.slice(0, REASON_PEOPLE))
  };
  ordered.dispose();
  alone.dispose();
  return judged;
}

const SHOWN = [
  ['ndcg10', 'NDCG@10'],
  ['recall20', 'Recall@20'],
  ['tailRecall20', 'Niche recall'],
  ['netGain10', 'Net gain'],
  ['meanPopularity10', 'Mean popularity'],
  ['mirrorOverlap10', 'Mirror overlap'],
  ['belowOwnMean20', 'Below own mean'],
  ['genreDistance20', 'Genre distance'],
  ['farGenreDistance20', 'Genre distance, farthest quarter'],
  ['languageDistance20', 'Language distance']
] as const;

/** Lines for the terminal: each figure of the order, beside the ranking alone. */
export function printOrder(name: string, results: readonly OrderJudgement[]): string[] {
  const mean = (of: (result: OrderJudgement) => number | undefined): number =>
    results.reduce((sum, result) => sum + (of(result) ?? NaN), 0) / results.length;
  const section = (title: string, part: 'order' | 'favourites', count: number): string[] => [
    `${title}: the order / ranking alone / ratio`,
    ...SHOWN.flatMap(([key, words]) => {
      const of = (who: string): number => mean((result) => result[part].tables[who]?.[count]?.[key]);
      const [own, alone] = [of(name), of(RANKING_ALONE)];
      if (Number.isNaN(own)) return [];
      return `  ${words.padEnd(34)}${own.toFixed(4).padStart(10)}${alone.toFixed(4).padStart(10)}${(own / alone).toFixed(3).padStart(8)}`;
    })
  ];
  const sum = (of: (figures: ReasonFigures) => number): number =>
    results.reduce((total, { reasons: figures }) => total + of(figures), 0);
  return [
    ...COUNTS.flatMap((count) => section(`After ${count} ratings`, 'order', count)),
    ...section(`After their ${FAVOURITES} highest ratings`, 'favourites', FAVOURITES),
    `Reasons of the first ${CARDS} cards, ${REASON_PEOPLE} people a seed: ${sum(({ named }) => named)} name a rating, ${sum(({ untrue }) => untrue)} of them are untrue`
  ];
}
