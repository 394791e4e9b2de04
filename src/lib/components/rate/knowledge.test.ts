/** What is said about how much the model knows. */
import { expect, test } from 'vitest';
import { knowledgeInWords, LONGEST } from './knowledge.ts';

test('says that a star is saved, from the first word on', () => {
  expect(knowledgeInWords(0, 1)).toContain('saved on this device');
  expect(knowledgeInWords(1, undefined)).toBe('1 rating, saved on this device');
  expect(knowledgeInWords(1, 0.995)).toBe('1 rating, saved: just a beginning; about 15 make it sharp');
});

test('goes from a beginning to a sharp picture, and asks for no more then', () => {
  expect(knowledgeInWords(7, 0.93)).toContain('a good outline');
  expect(knowledgeInWords(40, 0.5)).toBe('40 ratings, saved: a sharp picture of your taste');
});

test('nothing that it says needs more room than is kept for it', () => {
  for (const count of [0, 1, 9, 14, 15, 999])
    for (const uncertainty of [undefined, 1, 0.98, 0.93])
      expect(knowledgeInWords(count, uncertainty).length).toBeLessThanOrEqual(LONGEST.length);
});
