import { describe, expect, it } from 'vitest';
import {
  UNSTEERED,
  filterOf,
  isFiltered,
  readSteering,
  sameSteering,
  writeSteering,
  type Steering
} from './steering.ts';

const home = new URL('http://localhost/?backend=wasm');
const steered: Steering = {
  sort: 'gems',
  show: 'all',
  genresIn: ['Sci-Fi', 'Drama'],
  genresOut: ['Horror'],
  languagesIn: ['ja', 'yue'],
  fromYear: 1980,
  toYear: 1989,
  minStars: 3.5,
  adventurous: 0,
  obscure: -40
};

describe('steering in the address', () => {
  it('comes back as it went in', () => {
    expect(readSteering(writeSteering(home, steered).searchParams)).toEqual(steered);
  });
  it('leaves no trace where nothing is steered, and other parameters alone', () => {
    expect(writeSteering(home, UNSTEERED).href).toBe(home.href);
    expect(writeSteering(writeSteering(home, steered), UNSTEERED).href).toBe(home.href);
  });
  it('takes what makes no sense as the default', () => {
    const odd = new URLSearchParams(
      'sort=best%20of&show=x&from=soon&stars=7&adventurous=-1&obscure=&genres=,'
    );
    expect(sameSteering(readSteering(odd), UNSTEERED)).toBe(true);
  });
  it('takes a name that stands there twice once', () => {
    expect(readSteering(new URLSearchParams('genres=Drama,Drama,War')).genresIn).toEqual(['Drama', 'War']);
  });
  it('keeps the watchlist to itself unless it is asked for', () => {
    expect(filterOf(steered, () => [1])).not.toHaveProperty('onlyMovieIds');
    expect(filterOf({ ...steered, show: 'watchlist' }, () => [1]).onlyMovieIds).toEqual([1]);
  });
});

it('knows whether movies are left out by what they are', () => {
  expect(isFiltered(UNSTEERED)).toBe(false);
  expect(isFiltered({ ...UNSTEERED, sort: 'newest', adventurous: 3 })).toBe(false);
  expect(isFiltered({ ...UNSTEERED, languagesIn: ['ja'] })).toBe(true);
  expect(isFiltered({ ...UNSTEERED, toYear: 1990 })).toBe(true);
});
