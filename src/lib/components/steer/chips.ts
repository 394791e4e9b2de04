/** Owns what is steered, one at a time: its words, and the change that takes it back. Pure. */
import { UNSTEERED, type Steering } from '$lib/state/steering';
import { languageWord } from '../place-words.ts';

export interface SteerChip {
  readonly words: string;
  /** Takes it back. */
  readonly change: Partial<Steering>;
  /** Whether it leaves movies out; a dial only moves them. */
  readonly isFilter: boolean;
}

const without = (names: readonly string[], name: string): readonly string[] =>
  names.filter((one) => one !== name);

function yearsWords(from: number | undefined, to: number | undefined): string {
  if (from === undefined) return `up to ${to}`;
  if (to === undefined) return `from ${from}`;
  return from === to ? `${from}` : `${from} to ${to}`;
}

/** In the order of the panel. */
export function chipsOf(s: Steering): readonly SteerChip[] {
  const chips: SteerChip[] = [];
  const filter = (words: string, change: Partial<Steering>): void => {
    chips.push({ words, change, isFilter: true });
  };
  const dial = (words: string, change: Partial<Steering>): void => {
    chips.push({ words, change, isFilter: false });
  };
  for (const genre of s.genresIn) filter(genre, { genresIn: without(s.genresIn, genre) });
  for (const genre of s.genresOut) filter(`no ${genre}`, { genresOut: without(s.genresOut, genre) });
  for (const code of s.languagesIn)
    filter(languageWord(code) ?? code, { languagesIn: without(s.languagesIn, code) });
  if (s.fromYear !== undefined || s.toYear !== undefined)
    filter(yearsWords(s.fromYear, s.toYear), { fromYear: undefined, toYear: undefined });
  if (s.minStars !== undefined) filter(`${s.minStars}★ or more`, { minStars: undefined });
  if (s.show === 'watchlist') filter('watchlist', { show: UNSTEERED.show });
  if (s.show === 'all') dial('seen ones too', { show: UNSTEERED.show });
  if (s.adventurous !== UNSTEERED.adventurous)
    dial(`adventurous ${s.adventurous}%`, { adventurous: UNSTEERED.adventurous });
  if (s.obscure !== UNSTEERED.obscure) dial(obscureWords(s.obscure), { obscure: UNSTEERED.obscure });
  return chips;
}

/** "obscure 40%", "popular 20%". */
export const obscureWords = (percent: number): string =>
  `${percent > 0 ? 'obscure' : 'popular'} ${Math.abs(percent)}%`;
