/** Owns the words for the languages and countries of movies: the browser's, and ours for what it has none for. */

/** States that are gone (ISO 3166-3; browsers call them by their successors), and names that nobody uses. */
const COUNTRIES: Readonly<Record<string, string>> = {
  SU: 'Soviet Union',
  CSHH: 'Czechoslovakia',
  YUCS: 'Yugoslavia',
  DDDE: 'East Germany',
  HK: 'Hong Kong',
  MO: 'Macao'
};
const LANGUAGES: Readonly<Record<string, string>> = { sh: 'Serbo-Croatian' };

function wordFor(
  own: Readonly<Record<string, string>>,
  type: 'language' | 'region'
): (code: string) => string | undefined {
  let names: Intl.DisplayNames | undefined;
  return (code) => {
    const word = own[code];
    if (word !== undefined) return word;
    try {
      names ??= new Intl.DisplayNames(['en'], { type, fallback: 'none' });
      return names.of(code);
    } catch {
      // No code at all: nothing is better than a riddle.
      return undefined;
    }
  };
}

/** "ja" -> "Japanese"; undefined for what has no name. */
export const languageWord = wordFor(LANGUAGES, 'language');
/** "JP" -> "Japan", likewise. */
export const countryWord = wordFor(COUNTRIES, 'region');
