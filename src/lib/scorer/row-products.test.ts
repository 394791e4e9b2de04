import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRowProducts, type RowSource } from './row-products.ts';

const source = (rowCount: number, size: number, values: readonly number[]): RowSource => ({
  rowCount,
  size,
  copyRows(out, stride) {
    for (let row = 0; row < rowCount; row++)
      for (let j = 0; j < size; j++) out[row * stride + j] = values[(row * size + j) % values.length]!;
  }
});
const numbers = fc.array(fc.float({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 97 });

it('products are those of plain loops, for matrices of any shape beside each other', async () => {
  const shape = fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 70 }), numbers);
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { minLength: 1, maxLength: 3 }), numbers, async (shapes, drawn) => {
      const products = await createRowProducts(shapes.map((each) => source(...each)));
      expect(products).toHaveLength(shapes.length);
      // Twice, in another order: nothing of one is left in another.
      for (const k of [...shapes.keys(), ...[...shapes.keys()].reverse()]) {
        const [rowCount, size, values] = shapes[k]!;
        const vector = Float32Array.from({ length: size }, (_, j) => drawn[(j + k) % drawn.length]!);
        const out = products![k]!(vector);
        expect(out).toHaveLength(rowCount);
        out.forEach((value, row) => {
          let expected = 0;
          for (let j = 0; j < size; j++) expected += vector[j]! * values[(row * size + j) % values.length]!;
          expect(Math.abs(value - expected)).toBeLessThan(1e-2);
        });
      }
    }),
    { numRuns: 60 }
  );
});
