import * as Plot from '@observablehq/plot';
import { describe, expect, it } from 'vitest';
import { draw, spread, tick } from './svg.ts';

describe('a drawing', () => {
  const { text } = draw('a < b & "c"', { marks: [Plot.text([[1 / 3, 2 / 3]], { text: () => 'x < y' })] });

  it('is one element with an escaped description, without style sheet or long numbers', () => {
    expect(text).toMatch(/^<svg [^>]*aria-label="a &lt; b &amp; &quot;c&quot;"/);
    expect(text).toContain('x &lt; y');
    expect(text).not.toContain('<style');
    expect(text).not.toMatch(/="[^"]*\.\d{3}/);
  });
});

describe('labels that would collide', () => {
  it('move apart around their middle, the others stay', () => {
    const placed = spread([{ y: 5 }, { y: 1 }, { y: 1.2 }], 1);
    expect(placed.map(({ y }) => y)).toEqual([1, 1.2, 5]);
    [0.6, 1.6, 5].forEach((at, k) => expect(placed[k]?.at).toBeCloseTo(at, 12));
  });
});

it('writes a true minus sign', () => {
  expect([tick(2)(-0.5), tick(0)(3)]).toEqual(['−0.50', '3']);
});
