/**
 * Owns how numbers stand in sentences, by the browser's own Intl: how many of what, stars, differences, enumerations.
 * Pure. The words themselves are chosen in docs/words.md.
 */
const LOCALE = 'en';
const plural = new Intl.PluralRules(LOCALE);
const whole = new Intl.NumberFormat(LOCALE);

/** "88,043". */
export const numberWords = (value: number): string => whole.format(value);

/** "1 movie", "1,200 movies"; `many` where it is not `one` with an s. Halves are many, but "0.5 stars" says so itself. */
export const countWords = (count: number, one: string, many = `${one}s`): string =>
  `${numberWords(count)} ${plural.select(count) === 'one' ? one : many}`;

export const movieCount = (count: number): string => countWords(count, 'movie');
export const ratingCount = (count: number): string => countWords(count, 'rating');
export const starsWords = (stars: number): string => countWords(stars, 'star');

/** "Ronin", "Ronin and Heat", "Ronin, Heat, and 2 more": at most `shown` are named. */
export function someOf(names: readonly string[], shown: number): string {
  const rest = names.length - shown;
  const named = rest > 0 ? [...names.slice(0, shown), `${numberWords(rest)} more`] : names;
  return new Intl.ListFormat(LOCALE, { type: 'conjunction' }).format(named);
}

/** What is less than this is no difference: nobody tells 3.96 stars from 4. */
export const LEAST_STARS = 0.1;

/** "+0.4", "−1.2" with a real minus; "about the same" below a tenth of a star. */
export function differenceWords(stars: number): string {
  const size = Math.abs(stars);
  return size < LEAST_STARS / 2 ? '±0' : `${stars < 0 ? '−' : '+'}${size.toFixed(1)}`;
}

/** "8.5 MB". */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
