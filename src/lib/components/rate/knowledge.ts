/** Owns what is said about how much the model knows of a visitor. Pure. */
import { ratingCount as ratingWords } from '$lib/words/words';

/** About so many ratings make the list sharp; measured on newcomers (RECOMMENDER.md): later ones add little. */
const SHARP_AT = 15;
/** What is left of the uncertainty at which a step is reached: a taste at all, an outline, a sharp picture. */
const STEPS = [
  { below: 0.9, words: 'a sharp picture of your taste' },
  { below: 0.94, words: 'a good outline' },
  { below: 0.99, words: 'a first idea' }
] as const;

/** One line. `uncertainty` is 1 with no ratings and falls with every telling one; undefined where it is not known. */
export function knowledgeInWords(ratingCount: number, uncertainty: number | undefined): string {
  if (ratingCount === 0) return 'Every star counts at once and is saved on this device';
  const ratings = ratingWords(ratingCount);
  if (uncertainty === undefined) return `${ratings}, saved on this device`;
  const step = STEPS.find(({ below }) => uncertainty < below)?.words ?? 'just a beginning';
  if (ratingCount < SHARP_AT) return `${ratings}, saved: ${step}; about ${SHARP_AT} make it sharp`;
  return `${ratings}, saved: ${step}`;
}

/** The room for any of them: the line keeps its height whatever it says. */
export const LONGEST = `12 ratings, saved: just a beginning; about ${SHARP_AT} make it sharp`;
