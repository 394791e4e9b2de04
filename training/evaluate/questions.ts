/**
 * Owns the simulation of the first twenty questions (RECOMMENDER.md, "Which movies to ask first"): what each
 * strategy of asking is worth to the list that follows. Neighbour: `core/questions.ts`, which is judged.
 *
 * A fixed 30% of each newcomer's ratings is the evaluation set, the others are what they could answer. They
 * are asked twenty movies and answer those that they could; a movie of the evaluation set gets no answer.
 * RMSE is pooled over the evaluation sets; NDCG@10 ranks the whole catalogue less all that they could answer.
 */
import type { Catalogue } from '#core/catalogue';
import { ndcg } from '#core/metrics/ndcg';
import { rmse } from '#core/metrics/rmse';
import { topItems } from '#core/ranking';
import { LIKE_STARS } from '#core/rating';
import type { Profile, VisitorModel } from '#core/visitor-model';
import type { Dataset } from '../dataset.ts';
import type { Newcomer } from '../split.ts';
import { answersTo, interviewees, type Interviewee } from './interview.ts';
import { questionStrategies } from './question-strategies.ts';
import { meanOf } from './tables.ts';

const LIST_LENGTH = 10;
/** Profiles scored at once: bounds the memory of the scores. */
const BATCH = 32;

export interface QuestionMetrics {
  /** Mean number of movies rated after the questions. */
  readonly answered: number;
  /** Pooled over the evaluation sets, in stars. */
  readonly rmse: number;
  /** Mean over those with a like in the evaluation set. */
  readonly ndcg10: number;
}

/** By strategy. */
export type QuestionTable = Readonly<Record<string, QuestionMetrics>>;

/** What the model makes of the answers. */
export async function judgeAnswers(
  model: VisitorModel,
  people: readonly Interviewee[],
  profiles: readonly Profile[]
): Promise<QuestionMetrics> {
  const predicted: number[] = [];
  const actual: number[] = [];
  const gains: number[] = [];
  for (let from = 0; from < people.length; from += BATCH) {
    const scores = await model.score(profiles.slice(from, from + BATCH));
    scores.forEach(({ stars, ranking }, k) => {
      const { answers, evaluation } = people[from + k]!;
      for (const [item, given] of evaluation) {
        predicted.push(stars[item]!);
        actual.push(given);
      }
      const relevant = new Set([...evaluation].flatMap(([item, given]) => (given >= LIKE_STARS ? item : [])));
      if (relevant.size === 0) return;
      gains.push(
        ndcg(
          topItems(ranking, LIST_LENGTH, (item) => answers.has(item)),
          relevant,
          LIST_LENGTH
        )
      );
    });
  }
  return {
    answered: profiles.reduce((sum, { items }) => sum + items.length, 0) / profiles.length,
    rmse: rmse(predicted, actual),
    ndcg10: gains.reduce((sum, value) => sum + value, 0) / gains.length
  };
}

/** Every strategy on the same newcomers. `train` is what the model was fitted on, `catalogue` its catalogue. */
export async function simulateQuestions(
  model: VisitorModel,
  catalogue: Catalogue,
  newcomers: readonly Newcomer[],
  train: Dataset,
  seed: number
): Promise<QuestionTable> {
  const people = interviewees(newcomers, seed);
  const table: Record<string, QuestionMetrics> = {};
  for (const { name, ask } of questionStrategies(model, catalogue, train, seed)) {
    const profiles = people.map((person) => answersTo(person, ask(person)));
    table[name] = await judgeAnswers(model, people, profiles);
  }
  return table;
}

/** By strategy, averaged over seeds. */
export function averageQuestions(seeds: readonly QuestionTable[]): QuestionTable {
  const names = Object.keys(seeds[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, meanOf(seeds.flatMap((seed) => seed[name] ?? []))]));
}

/** Lines of text: a row a strategy. */
export function printQuestions(table: QuestionTable): string[] {
  return [
    'strategy'.padEnd(44) + 'answered'.padStart(9) + 'RMSE'.padStart(9) + 'NDCG@10'.padStart(9),
    ...Object.entries(table).map(
      ([name, { answered, rmse: error, ndcg10 }]) =>
        name.padEnd(44) +
        answered.toFixed(1).padStart(9) +
        error.toFixed(4).padStart(9) +
        ndcg10.toFixed(4).padStart(9)
    )
  ];
}
