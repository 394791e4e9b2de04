/** Owns what a dataset must hold before hours of training begin: people to hold out, and something to tell apart. */
import { YamrError } from '#core/errors';
import { LIKE_STARS } from '#core/rating';
import type { MovieLensTables } from './tables.ts';

const RATINGS_MIN = 500;
const PEOPLE_MIN = 20;
/** Somebody with fewer ratings can hardly be judged on: some are shown to the model, the others are foreseen. */
const RATINGS_OF_PERSON_MIN = 5;

/** Throws `bad-data` in one sentence; `directory` is how the person named the folder. */
export function refuseTooLittle({ ratings }: Pick<MovieLensTables, 'ratings'>, directory: string): void {
  const refuse = (message: string): never => {
    throw new YamrError('bad-data', message);
  };
  const counts = new Map<number, number>();
  for (const userId of ratings.userId) counts.set(userId, (counts.get(userId) ?? 0) + 1);
  if (counts.size < PEOPLE_MIN || ratings.stars.length < RATINGS_MIN) {
    refuse(
      `${directory} holds ${ratings.stars.length} ratings by ${counts.size} users; training needs at least ${RATINGS_MIN} by ${PEOPLE_MIN}.`
    );
  }
  const [first] = ratings.stars;
  if (ratings.stars.every((stars) => stars === first))
    refuse(`Every rating in ${directory} is ${first ?? 0} stars; there is nothing to learn from that.`);
  if (!ratings.stars.some((stars) => stars >= LIKE_STARS))
    refuse(`No rating in ${directory} is ${LIKE_STARS} stars or more; lists are judged by what people like.`);
  const judgeable = [...counts.values()].filter((count) => count >= RATINGS_OF_PERSON_MIN).length;
  if (judgeable < PEOPLE_MIN) {
    refuse(
      `Only ${judgeable} users in ${directory} have ${RATINGS_OF_PERSON_MIN} ratings or more; ${PEOPLE_MIN} are needed, so that some can be held out and judged on.`
    );
  }
}
