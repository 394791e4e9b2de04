import { describe, expect, it } from 'vitest';
import { createCatalogue } from './catalogue.ts';
import { asMovieId } from './ids.ts';
import { topItems } from './ranking.ts';
import { createSimilarity } from './similar.ts';
import { createMatrix } from './tensor.ts';
import { createTitleLikeness, titleWords } from './title-likeness.ts';

const TITLES = ['Alien', 'Aliens', 'Toy Story', 'Toy Story 2', 'The Philadelphia Story', 'M'];

function catalogueOf(ratingCount: readonly number[]) {
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
    likeCount: zeros
  });
}

describe('titleWords', () => {
  it('leaves out articles, numbering, alternative titles and accents', () => {
    expect(titleWords('The Lord of the Rings: Part II (Der Herr der Ringe)')).toEqual(['lord', 'rings']);
    expect(titleWords("Amélie's 3rd Déjà Vu 12")).toEqual(['amelies', '3rd', 'deja', 'vu']);
  });
});

describe('title likeness', () => {
  const likeness = (item: number): Float32Array => {
    const out = new Float32Array(TITLES.length);
    createTitleLikeness(TITLES)(item, 1, out);
    return out;
  };
  it('is 1 for a sequel that adds a number, and 0 without a common word', () => {
    expect(likeness(2)[3]).toBeCloseTo(1, 6);
    expect(likeness(2)[0]).toBe(0);
  });
  it('weighs rare words more: cosine of idf vectors', () => {
    const [toy, story, philadelphia] = [3, 2, 6].map((share) => Math.log(share));
    const cosine = story! ** 2 / (Math.hypot(toy!, story!) * Math.hypot(philadelphia!, story!));
    expect(likeness(2)[4]).toBeCloseTo(cosine, 6);
  });
});

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

  it('gives every movie neighbours, also one without a vector, a rating or a word in its title', () => {
    const similar = createSimilarity(catalogueOf(zeros), { company: [flat], character: flat });
    for (let item = 0; item < 6; item++) {
      expect(topItems(similar(item), 3, (other) => other === item)).toHaveLength(3);
    }
    expect(topItems(similar(3), 1, (other) => other === 3)[0]).toBe(2);
  });
});
