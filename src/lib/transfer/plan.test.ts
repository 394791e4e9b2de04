import { describe, expect, it } from 'vitest';
import { LETTERBOXD_WATCHLIST, MOVIELENS } from '../../../tests/transfer-samples.ts';
import { COLUMNS } from '../../../tests/import-catalogue.ts';
import {
  choicesOf,
  contentsOf,
  draftOf,
  libraryAfter,
  libraryOf,
  planOf
} from '../../../tests/import-runs.ts';
import { asMovieId } from '#core/ids';
import { EMPTY_LIBRARY, type LibraryEntry } from '../library/library.ts';
import { MovieMatcher } from './match.ts';
import { planImport } from './plan.ts';
import { detectScale, toStars } from './rows.ts';

const matcher = new MovieMatcher(COLUMNS);
const rated = (movieId: number, stars: number): LibraryEntry => ({
  ...{ list: 'rated', movieId: asMovieId(movieId), stars, addedAtMs: 1, updatedAtMs: 1 }
});
const draft = draftOf(matcher, { name: 'ratings.csv', content: MOVIELENS });

describe('a plan', () => {
  it('tells new, changed, same and kept ratings apart', () => {
    const library = libraryOf([rated(2571, 4.5), rated(47, 3)]);
    expect(planImport(draft, library, choicesOf(draft)).counts).toEqual({
      new: 0,
      changed: 1,
      same: 1,
      kept: 0
    });
    const kept = planImport(draft, library, choicesOf(draft, {}, { replaceRatings: false }));
    expect(kept.counts).toEqual({ new: 0, changed: 0, same: 1, kept: 1 });
    expect(kept.wishes).toEqual([]);
  });

  it('does not take stars away where the import only says "seen"', () => {
    const library = libraryAfter(EMPTY_LIBRARY, planOf(draft));
    const seen = draftOf(matcher, {
      name: 'watched.csv',
      content: 'Name,Year,Letterboxd URI\nThe Matrix,1999,u\n'
    });
    expect(contentsOf(libraryAfter(library, planImport(seen, library, choicesOf(seen))))).toEqual(
      contentsOf(library)
    );
  });

  it('asks where two movies have the title, and takes the answer', () => {
    const listed = draftOf(matcher, { name: 'watchlist.csv', content: LETTERBOXD_WATCHLIST });
    const [asked] = planOf(listed).ambiguous;
    expect(asked?.row.match).toMatchObject({ kind: 'ambiguous', candidates: [1203, 77846] });
    const answers = new Map([[asked?.key ?? '', asMovieId(77846)]]);
    expect(planImport(listed, EMPTY_LIBRARY, choicesOf(listed, {}, { answers })).wishes).toContainEqual(
      expect.objectContaining({ kind: 'watch', movieId: 77846, addedAtMs: Date.UTC(2020, 5, 1) })
    );
  });

  it('takes each file on its own scale', () => {
    const both = draftOf(
      matcher,
      { name: 'five.csv', content: 'Name,Year,Letterboxd URI,Rating\nThe Matrix,1999,u,4.5\n' },
      { name: 'ten.csv', content: 'Const,Your Rating,Title,Year\ntt0113277,9,Heat,1995\n' }
    );
    expect(contentsOf(libraryAfter(EMPTY_LIBRARY, planOf(both)))).toEqual(['rated 2571 4.5', 'rated 6 4.5']);
  });

  it('takes a 0 for what its scale says, or its owner', () => {
    const zero = draftOf(matcher, {
      name: 'a.csv',
      content: 'Title,Year,Rating\nHeat,1995,0\nThe Matrix,1999,4\n'
    });
    const after = (said: object) => contentsOf(libraryAfter(EMPTY_LIBRARY, planOf(zero, said)));
    expect(after({})).toEqual(['rated 2571 4']);
    expect(after({ zeroIsRating: true })).toEqual(['rated 2571 4', 'rated 6 0.5']);
    expect(after({ zeroIsRating: false, unrated: 'seen' })).toEqual(['rated 2571 4', 'seen 6']);
  });

  it('names every row that it leaves out, with the reason', () => {
    const text =
      'Title,Year,Rating\nHeat,1995,4\nHeat,1995,3\nThe Matrix,1999,\nNobody Made This,2001,3\nSe7en,1995,9\n';
    const mixed = draftOf(matcher, { name: 'a.csv', content: text });
    const plan = planOf(mixed, { scaleMax: 5 });
    expect(plan.unused.map(({ row, reason }) => [row.line, reason])).toEqual([
      [4, 'nobody has said yet what the rows without stars mean in its file'],
      [6, '9 is more than 5']
    ]);
    expect(plan.notFound.map(({ row }) => row.line)).toEqual([5]);
    expect(plan.repeated.map(({ row }) => row.line)).toEqual([2]);
  });
});

describe('scales', () => {
  it('come from the highest rating', () => {
    expect([
      detectScale([1, 5], 5),
      detectScale([1, 5.5], 5),
      detectScale([3], 10),
      detectScale([55], 5),
      detectScale([8, 9], 100),
      detectScale([4, 9_999_999], 5)
    ]).toEqual([5, 10, 10, 100, 100, 5]);
  });
  it('become half stars, at least half a one', () => {
    expect([toStars(1, 10), toStars(7, 10), toStars(10, 10), toStars(0.1, 5), toStars(87, 100)]).toEqual([
      0.5, 3.5, 5, 0.5, 4.5
    ]);
  });
});
