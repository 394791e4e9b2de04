import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import type { QuestionRequest } from '#core/questions';
import { toyCatalogue, toyModel } from '../../../tests/toy-model.ts';
import { questions } from './questions.ts';

const catalogue = createCatalogue(toyCatalogue());

describe('questions', () => {
  it('hands the model rows and the page movieIds, without movies that the release does not hold', () => {
    let got: QuestionRequest | undefined;
    const model = { ...toyModel(), questions: (request: QuestionRequest) => ((got = request), [4, 2]) };
    const asked = questions(model, catalogue, {
      ratings: [
        { movieId: 10, stars: 4 },
        { movieId: 999, stars: 1 }
      ],
      askedMovieIds: [10, 20, 20, 998],
      excludedMovieIds: [60],
      count: 2
    });
    expect(asked).toEqual([50, 30]);
    expect(got).toEqual({
      count: 2,
      profile: { items: Int32Array.of(0), stars: Float32Array.of(4) },
      asked: [0, 1],
      excluded: new Set([5])
    });
  });
  it('asks nothing where the model cannot tell', () => {
    expect(questions(toyModel(), catalogue, { ratings: [], count: 5 })).toEqual([]);
  });
});
