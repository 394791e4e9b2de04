/**
 * Owns in a word how sure a prediction is: only where it stands out from the list around it. An interval on every card says the
 * same on every card; the numbers are in the details. Pure.
 */
export type Sureness = 'sure' | 'unsure';

/** Beside the middle of the list: what is so much narrower or wider is told. */
const SURE_BELOW = 0.87;
const UNSURE_ABOVE = 1.13;
/** Movies that say what is usual: what somebody looks at. */
const LOOKED_AT = 60;

export interface SurenessLine {
  readonly deviation?: number | undefined;
}

/** The middle of the deviations of a list; undefined where the model states none. */
export function usualDeviation(lines: readonly SurenessLine[]): number | undefined {
  const known = lines.slice(0, LOOKED_AT).flatMap(({ deviation }) => deviation ?? []);
  return known.sort((a, b) => a - b)[Math.floor(known.length / 2)];
}

export function surenessOf({ deviation }: SurenessLine, usual: number | undefined): Sureness | undefined {
  if (deviation === undefined || usual === undefined) return undefined;
  if (deviation < SURE_BELOW * usual) return 'sure';
  return deviation > UNSURE_ABOVE * usual ? 'unsure' : undefined;
}

/** On a card, and what it means. */
export const SURENESS_WORDS: Readonly<Record<Sureness, readonly [word: string, meaning: string]>> = {
  sure: ['quite sure', 'YAMR is surer of this one than of most on the list'],
  unsure: ['a guess', 'YAMR is less sure of this one than of most on the list']
};
