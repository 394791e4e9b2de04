import { describe, expect, it } from 'vitest';
import { titleWords } from './title-words.ts';

describe('titleWords', () => {
  it('leaves out articles, numbering, alternative titles and accents', () => {
    expect(titleWords('The Lord of the Rings: Part II (Der Herr der Ringe)')).toEqual(['lord', 'rings']);
    expect(titleWords("Amélie's 3rd Déjà Vu 12")).toEqual(['amelies', '3rd', 'deja', 'vu']);
  });
});
