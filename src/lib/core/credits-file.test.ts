import { describe, expect, it } from 'vitest';
import { parseCreditsFile } from './credits-file.ts';

const file = {
  formatVersion: 1,
  movieId: [1, 2],
  directors: [[0], [0, 1]],
  directorNames: ['Ida Lupino', 'Agnès Varda'],
  series: [0, 1],
  seriesNames: ['Toys'],
  cast: [[], [0]],
  castNames: ['Tom Hanks']
};

describe('the credits of a release', () => {
  it('are read as they were written, with names and without', () => {
    expect(parseCreditsFile(file)).toEqual(file);
    const { directorNames: _, seriesNames: __, cast: ___, castNames: ____, ...bare } = file;
    expect(parseCreditsFile(bare)).toEqual(bare);
  });
  it.each([
    ['a column too short', { series: [0] }, /a column has 1 entries, not 2/],
    ['a person of no name', { directors: [[0], [7]] }, /people that it does not have/],
    ['a series of no name', { series: [0, 2] }, /series that it does not have/],
    ['an empty name', { directorNames: ['', 'x'] }, /Expected names/],
    ['a number that is none', { directors: [[-1], []] }, /lists of numbers/]
  ])('are refused with %s', (_, change, reason) => {
    expect(() => parseCreditsFile({ ...file, ...change })).toThrow(reason);
  });
  it('are refused in a format of the future', () => {
    expect(() => parseCreditsFile({ ...file, formatVersion: 2 })).toThrow(
      expect.objectContaining({ code: 'unknown-format' })
    );
  });
});
