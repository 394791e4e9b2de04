import { expect, it } from 'vitest';
import { COUNTRY_CODES, LANGUAGE_CODES } from '#training/movielens/places';
import { countryWord, languageWord } from './place-words.ts';

it('has a word for every language and country that training knows', () => {
  for (const codes of LANGUAGE_CODES.values()) {
    for (const code of codes) expect(languageWord(code), code).toMatch(/^\p{Lu}\p{L}/u);
  }
  for (const codes of COUNTRY_CODES.values()) {
    for (const code of codes) expect(countryWord(code), code).toMatch(/^\p{Lu}\p{L}/u);
  }
});

it.each([
  ['SU', 'Soviet Union'],
  ['JP', 'Japan'],
  ['not a code', undefined],
  ['QM', undefined]
])('calls the country %s %s', (code, word) => {
  expect(countryWord(code)).toBe(word);
});

it.each([
  ['yue', 'Cantonese'],
  ['sh', 'Serbo-Croatian'],
  ['', undefined],
  ['qqq', undefined]
])('calls the language "%s" %s', (code, word) => {
  expect(languageWord(code)).toBe(word);
});
