import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, EXTRA, nearTerms, SegmentBuilder, termsFrom, type Segment } from './term-segment.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '2'), minLength: 1, maxLength: 9 });
const titles = fc.array(fc.array(word, { maxLength: 4 }), { maxLength: 40 });

function build(rows: readonly (readonly string[])[]): Segment {
  const builder = new SegmentBuilder();
  for (const [row, terms] of rows.entries()) builder.add(row, new Set(terms));
  return builder.build();
}
const termAt = ({ text, starts }: Segment, t: number) => text.slice(starts[t], starts[t + 1]! - 1);
const rowsOf = ({ firsts, rows }: Segment, first: number, last: number) =>
  [...new Set(rows.slice(firsts[first], firsts[last]))].sort((a, b) => a - b);

/** By the definition; `swap` is what two neighbours that are swapped cost. */
function edits(a: string, b: string, swap = 1): number {
  if (a === '' || b === '') return a.length + b.length;
  const [x, y] = [a.slice(1), b.slice(1)];
  if (a[0] === b[0]) return edits(x, y, swap);
  const isSwapped = a.length > 1 && a[0] === b[1] && a[1] === b[0];
  const swapped = isSwapped ? swap + edits(a.slice(2), b.slice(2), swap) : Infinity;
  return Math.min(1 + edits(x, y, swap), 1 + edits(a, y, swap), 1 + edits(x, b, swap), swapped);
}

describe('a segment of an index', () => {
  it('finds the rows of every term and of every beginning', () => {
    fc.assert(
      fc.property(titles, word, (rows, wanted) => {
        const segment = build(rows);
        const having = (test: (term: string) => boolean) =>
          rows.flatMap((terms, row) => (terms.some(test) ? [row] : []));
        expect(rowsOf(segment, ...termsFrom(segment, wanted, false))).toEqual(
          having((term) => term === wanted)
        );
        expect(rowsOf(segment, ...termsFrom(segment, wanted, true))).toEqual(
          having((term) => term.startsWith(wanted))
        );
      })
    );
  });

  it('remembers which terms are not of the title', () => {
    const builder = new SegmentBuilder();
    builder.add(3, ['dune']);
    builder.add(3, ['2021', 'dune'], EXTRA);
    const segment = builder.build();
    expect([...segment.rows]).toEqual([3 | EXTRA, 3]);
  });

  it('finds every word that is a few edits off, and no other', () => {
    fc.assert(
      fc.property(
        titles,
        fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 7 }),
        (rows, wanted) => {
          const letters = rows.map((terms) => terms.filter((term) => /^[a-zé]+$/.test(term)));
          const segment = build(letters);
          for (const most of [1, 2]) {
            const near = nearTerms(segment, wanted, most, false, new Map());
            const found = new Set([...near.keys()].map((t) => termAt(segment, t)));
            // A swap beside another edit may be missed.
            const sure = (term: string): boolean =>
              edits(wanted, term, Infinity) <= most || edits(wanted, term) <= 1;
            for (const term of letters.flat()) if (sure(term)) expect(found).toContain(term);
            for (const [t, off] of near) {
              expect(off).toBeLessThanOrEqual(most);
              expect(off).toBe(edits(wanted, termAt(segment, t)));
            }
          }
        }
      )
    );
  });
});

describe('the edits between words', () => {
  it.each([
    ['godfater', 'godfather', 1],
    ['oppenhiemer', 'oppenheimer', 1],
    ['matirx', 'matrix', 1],
    ['amtrxi', 'matrix', 2],
    ['matrix', 'amelie', 3]
  ])('of %s and %s are %d', (a, b, count) => {
    expect(editDistance(a, b, 2, false)).toBe(count);
  });
  it('of a beginning count no letters that are still to come', () => {
    expect(editDistance('oppenhim', 'oppenheimer', 2, true)).toBe(1);
  });
});
