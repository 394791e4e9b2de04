/** Owns how names stand one after the other, by the browser's own Intl. Pure. */
import { LOCALE, numberWords } from './words.ts';

/** "Ronin", "Ronin and Heat", "Ronin, Heat, and 2 more": at most `shown` are named. */
export function someOf(names: readonly string[], shown: number): string {
  const rest = names.length - shown;
  const named = rest > 0 ? [...names.slice(0, shown), `${numberWords(rest)} more`] : names;
  return new Intl.ListFormat(LOCALE, { type: 'conjunction' }).format(named);
}
