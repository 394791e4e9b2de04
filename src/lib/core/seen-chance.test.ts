import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from './catalogue.ts';
import { asMovieId } from './ids.ts';
import { chanceToHaveSeen, createSeenModel, watchingTaste, type SeenAnswers } from './seen-chance.ts';

const COUNT = 40;
const rows = Array.from({ length: COUNT }, (_, row) => row);
/** Even rows are comedies of the nineties, odd ones horror of the fifties; popularity falls. */
const model = createSeenModel(
  createCatalogue({
    genreNames: ['Comedy', 'Horror'],
    movieId: rows.map((row) => asMovieId(row + 1)),
    title: rows.map(String),
    year: rows.map((row) => (row % 2 ? 1955 : 1995)),
    genres: rows.map((row) => [row % 2]),
    imdbId: rows,
    tmdbId: rows,
    ratingCount: rows.map((row) => COUNT - row),
    likeCount: rows
  })
);
const NONE: SeenAnswers = { seen: [], notSeen: [], volunteered: [] };
const chanceAfter = (answers: Partial<SeenAnswers>, item: number) =>
  chanceToHaveSeen(model, watchingTaste(model, { ...NONE, ...answers }), item);

describe('the chance to have seen a movie', () => {
  it('is the popularity of watching where nothing is known', () => {
    expect(chanceAfter({}, 0)).toBeCloseTo(0.5);
    expect(chanceAfter({}, COUNT / 2)).toBeCloseTo(0.25);
  });
  it('rises for movies like one that was seen, and falls for movies like one that was not', () => {
    expect(chanceAfter({ seen: [1] }, 3)).toBeGreaterThan(chanceAfter({}, 3));
    expect(chanceAfter({ notSeen: [0] }, 2)).toBeLessThan(chanceAfter({}, 2));
    expect(chanceAfter({ seen: [0], notSeen: [1] }, 20)).toBeGreaterThan(
      chanceAfter({ seen: [0], notSeen: [1] }, 21)
    );
  });
  it('learns what, but not how much, a visitor watches from ratings that nobody asked for', () => {
    const taste = watchingTaste(model, { ...NONE, volunteered: [1, 3, 5, 7] });
    expect(taste[taste.length - 1]).toBeCloseTo(0, 6);
    expect(chanceToHaveSeen(model, taste, 9)).toBeGreaterThan(chanceAfter({}, 9));
    expect(chanceToHaveSeen(model, taste, 8)).toBeLessThan(chanceAfter({}, 8));
  });
  it('is a chance whatever was answered', () => {
    const items = fc.array(fc.nat(COUNT - 1), { maxLength: 200 });
    fc.assert(
      fc.property(items, items, items, (seen, notSeen, volunteered) => {
        const taste = watchingTaste(model, { seen, notSeen, volunteered });
        for (const item of rows) {
          const chance = chanceToHaveSeen(model, taste, item);
          expect(chance > 0 && chance < 1).toBe(true);
        }
      }),
      { numRuns: 40 }
    );
  });
  it('finds the mode: no small step away from it is more probable', () => {
    const answers = { ...NONE, seen: [0, 4, 9], notSeen: [1, 2, 30] };
    const logPosterior = (w: Float64Array) =>
      -w.reduce((sum, value) => sum + value * value, 0) / 2 +
      answers.seen.reduce((sum, item) => sum + Math.log(chanceToHaveSeen(model, w, item)), 0) +
      answers.notSeen.reduce((sum, item) => sum + Math.log(1 - chanceToHaveSeen(model, w, item)), 0);
    const mode = watchingTaste(model, answers);
    const best = logPosterior(mode);
    mode.forEach((value, j) => {
      for (const step of [-0.01, 0.01]) {
        expect(
          logPosterior(Float64Array.from(mode, (other, k) => (k === j ? value + step : other)))
        ).toBeLessThan(best);
      }
    });
  });
});
