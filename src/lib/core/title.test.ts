import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTitle } from './title.ts';

describe('a MovieLens title', () => {
  it.each([
    ['Toy Story (1995)', 'Toy Story', 1995],
    ['Matrix, The (1999)', 'The Matrix', 1999],
    ['Beautiful Mind, A (2001)', 'A Beautiful Mind', 2001],
    ['American in Paris, An (1951)', 'An American in Paris', 1951],
    ["Avventura, L' (Adventure, The) (1960)", "L'Avventura (The Adventure)", 1960],
    [
      'City of Lost Children, The (Cité des enfants perdus, La) (1995)',
      'The City of Lost Children (La Cité des enfants perdus)',
      1995
    ],
    ['Seven (a.k.a. Se7en) (1995)', 'Seven (a.k.a. Se7en)', 1995],
    [
      'Thing from Another World, The (a.k.a. Thing, The) (1951)',
      'The Thing from Another World (a.k.a. The Thing)',
      1951
    ],
    [
      'Good, the Bad and the Ugly, The (Buono, il brutto, il cattivo, Il) (1966)',
      'The Good, the Bad and the Ugly (Il Buono, il brutto, il cattivo)',
      1966
    ],
    ['I, Robot (2004)', 'I, Robot', 2004],
    ['2001: A Space Odyssey (1968)', '2001: A Space Odyssey', 1968],
    ['2046 (2004)', '2046', 2004],
    ['Babylon 5', 'Babylon 5', null],
    ['Death Note: Desu nôto (2006–2007)', 'Death Note: Desu nôto', 2006],
    ['Fawlty Towers (1975-1979)', 'Fawlty Towers', 1975],
    ['Big Bang Theory, The (2007-)', 'The Big Bang Theory', 2007],
    ['(500) Days of Summer (2009)', '(500) Days of Summer', 2009],
    ['  Generation Iron 2 ', 'Generation Iron 2', null],
    ['Moonlight (2016) ', 'Moonlight', 2016],
    ['"Great Performances" Cats (1998)', '"Great Performances" Cats', 1998]
  ])('%s is shown as %s', (raw, title, year) => {
    expect(parseTitle(raw)).toEqual({ title, year });
  });

  it('keeps its year whatever stands before it', () => {
    const words = fc.stringMatching(/^[A-Z][a-z]{0,8}( [A-Z][a-z]{0,8}){0,3}$/);
    fc.assert(
      fc.property(words, fc.integer({ min: 1900, max: 2099 }), fc.boolean(), (name, year, article) => {
        const raw = `${name}${article ? ', The' : ''} (${year})`;
        expect(parseTitle(raw)).toEqual({ title: article ? `The ${name}` : name, year });
      })
    );
  });

  it('loses neither letters nor its outer trim, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (raw) => {
        const { title } = parseTitle(raw);
        expect(title).toBe(title.trim());
        const letters = (text: string): string =>
          Array.from(text.replace(/[^\p{L}]/gu, ''))
            .sort()
            .join('');
        expect(letters(title)).toBe(letters(raw));
      })
    );
  });
});
