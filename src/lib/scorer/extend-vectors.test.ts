import { beforeAll, describe, expect, it } from 'vitest';
import { createMatrix } from '#core/tensor';
import { useWasm } from '#training/tfjs-node';
import { extendVectors } from './extend-vectors.ts';

describe('extendVectors', () => {
  beforeAll(useWasm);

  const own = createMatrix(1, 2, Float32Array.of(7, 8));
  const content = createMatrix(3, 2, Float32Array.of(9, 9, 1, 2, 0, 3));

  it('keeps the vectors that movies have and maps the content of the others', async () => {
    const map = createMatrix(2, 2, Float32Array.of(1, 10, 100, 1000));
    expect(await extendVectors(own, content, map)).toEqual(
      createMatrix(3, 2, Float32Array.of(7, 8, 201, 2010, 300, 3000))
    );
  });
});
