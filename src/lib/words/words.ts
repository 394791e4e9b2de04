/**
 * Owns how numbers stand in sentences, by the browser's own Intl: how many of what, stars, bytes. Pure. Apart stand differences and
 * enumerations, which no page needs at once. The words themselves are chosen in docs/words.md.
 */
/** The language of the interface. */
export const LOCALE = 'en';
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

/** "8.5 MB". */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
