import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../../../tests/import-catalogue.ts';
import { choicesOf, draftOf } from '../../../tests/import-runs.ts';
import { MovieMatcher } from './match.ts';
import type { FileChoices } from './plan.ts';
import { askingFirst, openQuestions } from './questions.ts';

const matcher = new MovieMatcher(COLUMNS);
const questions = (content: string, said: Partial<FileChoices> = {}): number[] => {
  const draft = draftOf(matcher, { name: 'a.csv', content });
  const { files } = choicesOf(draft, said);
  return draft.files.map((file, place) => openQuestions(file, files[place] as FileChoices));
};

describe('a question about a file', () => {
  it.each([
    ['rows without stars', 'Title,Year\nHeat,1995\n', 1],
    ['a 0', 'Title,Year,Rating\nHeat,1995,0\n', 1],
    ['dates with two readings', 'Title,Year,Rating,Date\nHeat,1995,4,03/04/2021\n', 1],
    ['numbers of nobody', '603\n13\n', 1],
    ['three of these', 'Title,Year,Rating,Date\nHeat,1995,0,03/04/2021\nThe Matrix,1999,,\n', 3],
    ['nothing', 'Title,Year,Rating\nHeat,1995,4\n', 0],
    ['rows that no movie was found for', 'Title,Year\nNobody Made This,2001\n', 0]
  ])('is asked because of %s', (_, content, count) => {
    expect(questions(content)).toEqual([count]);
  });

  it('is open until it is answered, and an answer may open the next', () => {
    const text = 'Title,Year,Rating\nHeat,1995,0\nThe Matrix,1999,4\n';
    expect(questions(text, { zeroIsRating: true })).toEqual([0]);
    expect(questions(text, { zeroIsRating: false })).toEqual([1]);
    expect(questions(text, { zeroIsRating: false, unrated: 'nothing' })).toEqual([0]);
  });

  it('brings its file before the others, which keep their order', () => {
    const draft = draftOf(
      matcher,
      { name: 'a.csv', content: 'Title,Year,Rating\nHeat,1995,4\n' },
      { name: 'b.csv', content: 'Title,Year\nHeat,1995\n' },
      { name: 'c.csv', content: 'Title,Year,Rating\nThe Matrix,1999,4\n' },
      { name: 'd.csv', content: 'Title,Year\nThe Matrix,1999\n' }
    );
    expect(askingFirst(draft.files, choicesOf(draft).files)).toEqual([1, 3, 0, 2]);
  });
});
