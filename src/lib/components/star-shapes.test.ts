import { expect, it } from 'vitest';
import { filled, OUTLINES } from './star-shapes.ts';

const stars = (path: string): number => path.split('M').length - 1;

it('fills as many stars as were given, the last one by half where it is half a star', () => {
  expect([0, 0.5, 1, 4.5, 5].map((value) => stars(filled(value)))).toEqual([0, 1, 1, 5, 5]);
  expect(filled(5)).toBe(OUTLINES);
  expect(filled(4.5).startsWith(filled(4))).toBe(true);
  expect(filled(4.5).length).toBeLessThan(OUTLINES.length);
});
