import { describe, expect, it } from 'vitest';
import { gridLayout, rowsInSight } from './grid-window.ts';

describe('gridLayout', () => {
  it('fills the width with whole columns', () => {
    for (const width of [500, 768, 1000, 1440, 3840]) {
      const { columns, columnPx, posterPx } = gridLayout(width, 16);
      expect(columns * columnPx - 1.25 * 16).toBeCloseTo(width);
      expect(columnPx - 20).toBeGreaterThanOrEqual(10.5 * 16);
      expect(posterPx).toBeCloseTo(columnPx - 20);
    }
  });
  it('puts the words beside the poster where there is room for one movie only', () => {
    expect(gridLayout(288, 16)).toMatchObject({ columns: 1, isNarrow: true, posterPx: 6.65 * 16 });
    expect(gridLayout(480, 20)).toMatchObject({ isNarrow: true });
  });
});

describe('rowsInSight', () => {
  it('draws some rows more than are in sight', () => {
    expect(rowsInSight(5000, 900, 450, 100)).toEqual([10, 15]);
  });
  it('stays inside the list', () => {
    expect(rowsInSight(-700, 900, 450, 100)).toEqual([0, 2]);
    expect(rowsInSight(90_000, 900, 450, 20)).toEqual([19, 20]);
    expect(rowsInSight(0, 900, 450, 0)).toEqual([0, 0]);
  });
});
