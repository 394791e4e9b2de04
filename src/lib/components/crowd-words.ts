/** Owns what is said of the crowd behind a movie: never a share of so few people that it means nothing. */
import type { Movie } from '#core/catalogue';
import { countWords, numberWords } from '$lib/words/words';

/** People of whom a share is worth telling. */
const LEAST_PEOPLE = 5;

/** "Liked by 62% of 28", or what is honest for few and for none. */
export function crowdWords({ ratingCount, likeCount }: Pick<Movie, 'ratingCount' | 'likeCount'>): string {
  if (ratingCount === 0) return 'Nobody has rated it yet: predicted from its genres and the like';
  const share = Math.round((100 * likeCount) / ratingCount);
  if (ratingCount < LEAST_PEOPLE || share === 0) {
    return `Rated by ${countWords(ratingCount, 'person', 'people')} so far`;
  }
  return `Liked by ${share}% of ${numberWords(ratingCount)}`;
}
