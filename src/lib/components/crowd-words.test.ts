import { expect, it } from 'vitest';
import { crowdWords } from './crowd-words.ts';

it.each([
  [0, 0, 'Nobody has rated it yet: predicted from its genres and the like'],
  [1, 0, 'Rated by 1 person so far'],
  [1, 1, 'Rated by 1 person so far'],
  [4, 4, 'Rated by 4 people so far'],
  [9, 0, 'Rated by 9 people so far'],
  [28, 14, 'Liked by 50% of 28'],
  [300, 300, 'Liked by 100% of 300']
])('says of %d ratings, %d of them likes: %s', (ratingCount, likeCount, words) => {
  expect(crowdWords({ ratingCount, likeCount })).toBe(words);
});
