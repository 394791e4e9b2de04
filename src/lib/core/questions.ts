/**
 * Owns which movies a visitor is asked to rate next: those whose rating would teach most about what they
 * are likely to watch, and that they are likely to have seen. With nothing known this is the fixed list for
 * everybody; each answer, "haven't seen it" too, bends it to the visitor.
 *
 * Asking i reduces the variance of the predicted rating of j by K_ij^2 / (noise_i + K_ii), K the posterior
 * covariance (`rating-covariance.ts`). The value of asking is
 *
 *   P(seen i)^a sum_j P(seen j) K_ij^2 / (noise_i + K_ii)
 *
 * (RECOMMENDER.md, "Which movies to ask first"; Rubens et al. 2015, Active Learning in Recommender Systems).
 */
import type { Catalogue } from './catalogue.ts';
import { covarianceAfter, covarianceBefore, type CovarianceShape } from './rating-covariance.ts';
import type { RatingHead } from './rating-head.ts';
import { answerNoise } from './rating-sums.ts';
import { chanceToHaveSeen, createSeenModel, watchingTaste, type SeenModel } from './seen-chance.ts';
import type { Profile } from './visitor-model.ts';

/** How many of the most rated movies may be asked about. */
const CANDIDATE_COUNT = 250;
/** How many of the others stand for all of them in what an answer teaches. */
const TAIL_COUNT = 150;
/** a: more of it gets more answers that each teach less; measured in training/evaluate/question-strategies.ts. */
const CHANCE_POWER = 1;

export interface QuestionContext {
  readonly head: RatingHead;
  readonly seen: SeenModel;
  /** Candidates by targets; the candidates are the first of the targets. */
  readonly shape: CovarianceShape;
  /** How many movies each target stands for: [targets]. */
  readonly multiplicity: Float64Array;
  readonly before: Float64Array;
  readonly chancePower: number;
}

export interface QuestionRequest {
  /** How many movies to ask about. */
  readonly count: number;
  /** What the visitor has rated, asked or not. */
  readonly profile: Profile;
  /** What the visitor was asked about; those that `profile` lacks they have not seen. */
  readonly asked: readonly number[];
  /** Not to be asked about; nothing is concluded from it. */
  readonly excluded?: ReadonlySet<number>;
}

/** What questions to any visitor need: a few milliseconds of work, once a release. */
export function createQuestionContext(
  head: RatingHead,
  catalogue: Catalogue,
  chancePower = CHANCE_POWER
): QuestionContext {
  const { itemCount } = catalogue;
  const rowCount = Math.min(CANDIDATE_COUNT, itemCount);
  const stride = Math.max(1, Math.ceil((itemCount - rowCount) / TAIL_COUNT));
  const targets = Array.from({ length: rowCount }, (_, item) => item);
  for (let item = rowCount + (stride >> 1); item < itemCount; item += stride) targets.push(item);
  const shape = { rowCount, columns: Int32Array.from(targets) };
  return {
    head,
    seen: createSeenModel(catalogue),
    shape,
    multiplicity: Float64Array.from(targets, (item) => (item < rowCount ? 1 : stride)),
    before: covarianceBefore(head, shape),
    chancePower
  };
}

/** P(seen) of each target of the context, after what the visitor said: [targets]. */
export function seenChances(
  { seen, shape }: QuestionContext,
  { profile, asked }: Pick<QuestionRequest, 'profile' | 'asked'>
): Float64Array {
  const rated = new Set(profile.items);
  const wasAsked = new Set(asked);
  const taste = watchingTaste(seen, {
    seen: asked.filter((item) => rated.has(item)),
    notSeen: asked.filter((item) => !rated.has(item)),
    volunteered: Array.from(profile.items).filter((item) => !wasAsked.has(item))
  });
  return Float64Array.from(shape.columns, (item) => chanceToHaveSeen(seen, taste, item));
}

/**
 * The `count` movies to ask about next, most valuable first; ties: smaller itemIndex. After each choice the
 * covariance shrinks by what its answer is expected to teach, P(seen) K_i K_i' / (noise_i + K_ii), so that
 * the others of a batch are about something else. Shorter where fewer candidates are left.
 */
export function nextQuestions(context: QuestionContext, request: QuestionRequest): number[] {
  const { head, shape, multiplicity, chancePower } = context;
  const { count, profile, asked, excluded } = request;
  const width = shape.columns.length;
  const known = new Set([...profile.items, ...asked]);
  const chance = seenChances(context, request);
  const weight = chance.map((p, t) => (known.has(shape.columns[t]!) ? 0 : p * multiplicity[t]!));
  const k = covarianceAfter(head, shape, context.before, profile);
  const open = Array.from({ length: shape.rowCount }, (_, item) => item).filter(
    (item) => !known.has(item) && !excluded?.has(item)
  );
  const valueOf = (item: number): number => {
    let reduction = 0;
    for (let t = 0, at = item * width; t < width; t++, at++) reduction += weight[t]! * k[at]! * k[at]!;
    const variance = answerNoise(head, item) + k[item * width + item]!;
    return (chance[item]! ** chancePower * reduction) / variance;
  };
  const chosen: number[] = [];
  while (chosen.length < count && open.length > 0) {
    const values = open.map(valueOf);
    const best = values.reduce((at, value, c) => (value > values[at]! ? c : at), 0);
    const [item] = open.splice(best, 1) as [number];
    chosen.push(item);
    if (chosen.length === count) break;
    const row = k.slice(item * width, (item + 1) * width);
    const share = chance[item]! / (answerNoise(head, item) + row[item]!);
    for (const other of open) {
      const scale = share * row[other]!;
      for (let t = 0, at = other * width; t < width; t++, at++) k[at]! -= scale * row[t]!;
    }
  }
  return chosen;
}
