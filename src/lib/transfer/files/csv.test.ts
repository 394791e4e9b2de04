import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTable } from '../format-table.ts';
import { scanTable } from './csv.ts';

const scan = (text: string, columns = 3) => scanTable(text, { delimiter: ',', columns });
const good = (text: string, columns = 3) =>
  scan(text, columns).filter(({ problem }) => problem === undefined);

describe('a table', () => {
  it('has cells in quotes, with commas, quotes and lines in them', () => {
    expect(scan('a,"b, ""c""","d\ne"\r\n1,2,3').map(({ line, cells }) => [line, ...cells])).toEqual([
      [1, 'a', 'b, "c"', 'd\ne'],
      [3, '1', '2', '3']
    ]);
  });

  it('loses one row to quotes that close too early', () => {
    const rows = scan('Title,Year,Rating\n"Odd" one,1998,2\nHeat,1995,4\n');
    expect(rows.map(({ line, problem }) => [line, problem === undefined])).toEqual([
      [1, true],
      [2, false],
      [3, true]
    ]);
    expect(rows[1]?.cells).toEqual(['"Odd" one,1998,2']);
  });

  it.each([
    ['to the end of the file', '"Odd,2001,4\nAlien,1979,5\nFargo,1996,4\n'],
    ['to the quotes of another row', '"Odd,2001,4\nAlien,1979,5\nFargo,1996,4\n"Heat",1995,3\n'],
    ['to quotes that end a row', '"Odd,2001,4\nAlien,1979,5\nFargo,1996,4\nHeat",1995,3\n'],
    ['to quotes inside a later row', '"Odd,2001,4\nAlien,1979,5\nFargo,1996,4\nHeat,"1995",3\n']
  ])('loses one row to a quote that stays open %s', (_, text) => {
    const titles = good(`Title,Year,Rating\n${text}`).map(({ cells }) => cells[0]);
    expect(titles).toEqual(expect.arrayContaining(['Title', 'Alien', 'Fargo']));
    expect(titles).not.toContain('Odd');
  });

  it('takes quotes inside a cell as they stand', () => {
    expect(good('5\' 10" tall,1995,3')[0]?.cells[0]).toBe('5\' 10" tall');
  });

  it('says of a row with too many cells how many it has, and of one with too few nothing', () => {
    const [many, few] = scan('The Good, the Bad,1966,5\nHeat,1995');
    expect(many?.problem).toBe('it has 4 cells where the first line has 3');
    expect(few).toEqual({ line: 2, cells: ['Heat', '1995'] });
  });

  it('is read in moments where every line has a quote that stays open', () => {
    const text = '"odd,1,2\n'.repeat(50_000);
    const begun = performance.now();
    expect(scan(text)).toHaveLength(50_000);
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it('comes back as it was written, whatever is in its cells', () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', '1', ',', '"', ';', ' ', 'é') })
      .map((text) => text.trim());
    const rows = fc.array(fc.tuple(fc.constant('x'), cell, cell), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(rows, (written) => {
        const text = formatTable(['x', 'b', 'c'], written);
        expect(scan(text).map(({ cells }) => cells)).toEqual([['x', 'b', 'c'], ...written]);
      })
    );
  });

  it('never loses a good row to an odd one beside it', () => {
    const odd = fc.string({ unit: fc.constantFrom('"', 'a', ',', ' ') });
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 6 }), (lines) => {
        const text = ['Title,Year,Rating', ...lines, 'Heat,1995,4'].join('\n');
        expect(scan(text).at(-1)).toMatchObject({ cells: ['Heat', '1995', '4'] });
      })
    );
  });
});
