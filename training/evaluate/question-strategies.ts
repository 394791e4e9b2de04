/** Owns the ways of asking that `questions.ts` compares, the baselines of RECOMMENDER.md among them. */
import type { Catalogue } from '#core/catalogue';
import { createQuestionContext, nextQuestions, seenChances, type QuestionContext } from '#core/questions';
import { createRandom } from '#core/random';
import type { RatingHead } from '#core/rating-head';
import type { Profile, VisitorModel } from '#core/visitor-model';
import type { Dataset } from '../dataset.ts';
import { answersTo, QUESTION_COUNT, type Interviewee } from './interview.ts';

export interface QuestionStrategy {
  readonly name: string;
  /** The movies that this person is asked about. */
  readonly ask: (person: Interviewee) => readonly number[];
}

const RANDOM_AMONG = 500;
const NOTHING: Profile = { items: new Int32Array(), stars: new Float32Array() };

/** The `QUESTION_COUNT` items of the highest value; ties: smaller itemIndex. */
const highest = (values: ArrayLike<number>): number[] =>
  Array.from(values, (_, item) => item)
    .sort((a, b) => values[b]! - values[a]! || a - b)
    .slice(0, QUESTION_COUNT);

/** Entropy of each movie's half-star histogram, in nats, times its number of ratings: [itemCount]. */
export function entropyTimesPopularity({ item, stars, itemCount }: Dataset): Float64Array {
  const histogram = new Float64Array(itemCount * 11);
  const count = new Float64Array(itemCount);
  item.forEach((row, k) => {
    histogram[row * 11 + Math.round(stars[k]! * 2)]!++;
    count[row]!++;
  });
  return count.map((total, row) => {
    let sum = 0;
    for (const n of histogram.subarray(row * 11, row * 11 + 11)) if (n > 0) sum -= n * Math.log(n / total);
    return sum;
  });
}

/**
 * Asks one by one; `next` knows the answers so far. What to ask depends on which movies were answered, not on
 * the stars, so people who have answered the same ones share the computation.
 */
function adaptively(next: (profile: Profile, asked: readonly number[]) => number | undefined) {
  const memory = new Map<string, number | undefined>();
  return (person: Interviewee): number[] => {
    const asked: number[] = [];
    let path = '';
    while (asked.length < QUESTION_COUNT) {
      if (!memory.has(path)) memory.set(path, next(answersTo(person, asked), asked));
      const item = memory.get(path);
      if (item === undefined) break;
      asked.push(item);
      path += `${person.answers.has(item) ? '+' : '-'}${item}`;
    }
    return asked;
  };
}

function likeliestSeen(context: QuestionContext, profile: Profile, asked: readonly number[]): number {
  const chances = seenChances(context, { profile, asked }).subarray(0, context.shape.rowCount);
  for (const item of asked) chances[item] = -1;
  return chances.indexOf(Math.max(...chances));
}

const always = (list: readonly number[]) => (): readonly number[] => list;
const ownChoice =
  (count: number) =>
  ({ answers }: Interviewee): number[] =>
    [...answers.keys()].slice(0, count);

/** All of them, or those that need no rating head where the model has none. */
export function questionStrategies(
  model: VisitorModel & { readonly head?: RatingHead },
  catalogue: Catalogue,
  train: Dataset,
  seed: number
): QuestionStrategy[] {
  const random = ({ userId }: Interviewee): number[] =>
    createRandom(seed)
      .fork(`random questions ${userId}`)
      .shuffle(Array.from({ length: Math.min(RANDOM_AMONG, catalogue.itemCount) }, (_, item) => item))
      .slice(0, QUESTION_COUNT);
  const strategies: QuestionStrategy[] = [
    { name: 'nothing', ask: always([]) },
    { name: 'random of the 500 most popular', ask: random },
    { name: 'popularity', ask: always(highest(catalogue.file.ratingCount)) },
    { name: 'entropy x P(seen)', ask: always(highest(entropyTimesPopularity(train))) }
  ];
  const { head } = model;
  if (head) {
    const ours = createQuestionContext(head, catalogue);
    const cautious = { ...ours, chancePower: 2 };
    const first = { count: QUESTION_COUNT, profile: NOTHING, asked: [] };
    const adaptive = (context: QuestionContext) =>
      adaptively((profile, asked) => nextQuestions(context, { count: 1, profile, asked })[0]);
    strategies.push(
      { name: 'greedy variance reduction x P(seen), fixed', ask: always(nextQuestions(ours, first)) },
      {
        name: 'adaptive, P(seen) only',
        ask: adaptively((profile, asked) => likeliestSeen(ours, profile, asked))
      },
      { name: 'adaptive, information x P(seen)^2', ask: adaptive(cautious) },
      { name: 'adaptive, information x P(seen) (ours)', ask: adaptive(ours) }
    );
  }
  strategies.push(
    { name: 'five movies of their own choice', ask: ownChoice(5) },
    { name: 'ten movies of their own choice', ask: ownChoice(10) }
  );
  return strategies;
}
