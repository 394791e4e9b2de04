import { describe, expect, it } from 'vitest';
import { createCatalogue, type CatalogueFile } from './catalogue.ts';
import { asMovieId } from './ids.ts';
import { topItems } from './ranking.ts';
import { createSimilarity } from './similar.ts';
import { createMatrix } from './tensor.ts';

const TITLES = ['Alien', 'Aliens', 'Toy Story', 'Toy Story 2', 'The Philadelphia Story', 'M'];

function catalogueOf(ratingCount: readonly number[], more: Partial<CatalogueFile> = {}) {
  const zeros = TITLES.map(() => 0);
  return createCatalogue({
    genreNames: [],
    movieId: TITLES.map((_, k) => asMovieId(k + 1)),
    title: TITLES,
    year: TITLES.map(() => null),
    genres: TITLES.map(() => []),
    imdbId: zeros,
    tmdbId: zeros,
    ratingCount: [...ratingCount],
    likeCount: zeros,
    ...more
  });
}

describe('similarity', () => {
  const flat = createMatrix(6, 1, new Float32Array(6));
  const zeros = [0, 0, 0, 0, 0, 0];

  it('adds the believed cosines of company and character', () => {
    const company = createMatrix(6, 2, Float32Array.of(1, 0, 3, 4, 0, 0, 0, 0, 0, 0, 0, 2));
    const character = createMatrix(6, 1, Float32Array.of(2, 3, 0, 0, 0, -1));
    const likeness = createSimilarity(catalogueOf([20, 60, 0, 0, 0, 20]), { company: [company], character })(
      0
    );
    const together = 0.6 * Math.sqrt(20 / 40) * Math.sqrt(60 / 80);
    expect(likeness[1]).toBeCloseTo(together + Math.sqrt(21 / 26) * Math.sqrt(61 / 66), 6);
    expect(likeness[5]).toBeCloseTo(-21 / 26, 6);
  });

  it('believes the company of a movie without ratings not at all', () => {
    const company = createMatrix(6, 1, new Float32Array(6).fill(1));
    const likeness = createSimilarity(catalogueOf(zeros), { company: [company], character: flat })(0);
    expect([...likeness.subarray(1)]).toEqual([0, 0, 0, 0, 0]);
  });

  it('gives every movie neighbours, also one without a vector, a rating or a series', () => {
    const similar = createSimilarity(catalogueOf(zeros), { company: [flat], character: flat });
    for (let item = 0; item < 6; item++) {
      expect(topItems(similar(item), 3, (other) => other === item)).toHaveLength(3);
    }
  });

  it('counts one series, and a language in common once however many are', () => {
    const facts = {
      series: [1, 1, 2, 2, 0, 0],
      languageNames: ['en', 'fr'],
      languages: [[0], [0, 1], [0, 1], [], [1], []]
    };
    const similar = createSimilarity(catalogueOf(zeros, facts), { company: [flat], character: flat });
    const rounded = (item: number): number[] =>
      Array.from(similar(item), (value) => Math.round(10 * value) / 10);
    expect(rounded(2)).toEqual([0.1, 0.1, 1.1, 1, 0.1, 0]);
    expect(rounded(5)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('says nothing of words that two titles share', () => {
    const similar = createSimilarity(catalogueOf(zeros), { company: [flat], character: flat });
    expect([...similar(2)]).toEqual(zeros);
  });
});
