import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GeneralLine } from '#core/general-list';
import { asItemIndex, asMovieId } from '#core/ids';
import { keepLastList, readLastList } from './last-list.ts';

vi.mock('virtual:yamr-general-list', () => ({ default: [] }));

const line: GeneralLine = {
  movie: {
    itemIndex: asItemIndex(3),
    movieId: asMovieId(296),
    title: 'Pulp Fiction',
    year: 1994,
    genres: ['Crime'],
    imdbId: 110912,
    tmdbId: 680,
    ratingCount: 9,
    likeCount: 7,
    languages: ['en'],
    countries: []
  },
  predictedStars: 4.2,
  deviation: 0.8,
  ranking: 1.5
};

describe('the last list', () => {
  const kept = new Map<string, string>();
  beforeEach(() =>
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key)
    })
  );
  afterEach(() => {
    kept.clear();
    vi.unstubAllGlobals();
  });

  it('comes back with the facts of its movies', () => {
    keepLastList([line]);
    const { movie, ...values } = line;
    expect(readLastList()?.list).toEqual([{ movieId: movie.movieId, ...values }]);
    expect(readLastList()?.movies.get(296)).toEqual(movie);
  });

  it('is gone where there is none any more', () => {
    keepLastList([line]);
    keepLastList([]);
    expect(readLastList()).toBeUndefined();
    expect(kept.size).toBe(0);
  });

  it('that cannot be read is none', () => {
    for (const text of ['{', '[{"movie":{}}]', 'null']) {
      kept.set('yamr:last-list', text);
      expect(readLastList()).toBeUndefined();
    }
  });

  it('is none, and no error, where nothing may be kept', () => {
    const refuse = (): never => {
      throw new Error('denied');
    };
    vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse });
    keepLastList([line]);
    expect(readLastList()).toBeUndefined();
  });
});
