import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createMatrix,
  decodeMatrix,
  encodedBytes,
  encodeMatrix,
  fromFloat16Bits,
  TENSOR_DTYPES,
  toFloat16Bits,
  type Matrix,
  type TensorDtype
} from './tensor.ts';

const roundTrip = (matrix: Matrix, dtype: TensorDtype): Matrix =>
  decodeMatrix(encodeMatrix(matrix, dtype), matrix.rows, matrix.columns, dtype);

/** Matrices of up to 6 x 7 finite float32 values, of wildly different sizes. */
const matrices = (limit: number): fc.Arbitrary<Matrix> =>
  fc.tuple(fc.nat(6), fc.nat(7)).chain(([rows, columns]) =>
    fc
      .array(fc.float({ min: -Math.fround(limit), max: Math.fround(limit), noNaN: true }), {
        minLength: rows * columns,
        maxLength: rows * columns
      })
      .map((values) => createMatrix(rows, columns, Float32Array.from(values)))
  );

describe('createMatrix', () => {
  it('makes zeros, and refuses values that do not fill the shape', () => {
    expect(createMatrix(2, 3).values).toEqual(new Float32Array(6));
    expect(() => createMatrix(2, 3, new Float32Array(5))).toThrow('A 2 x 3 matrix needs 6 values, not 5.');
  });
});

describe('float16', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.5, 0x3800],
    [65504, 0x7bff],
    [2 ** -14, 0x0400], // smallest normal
    [2 ** -24, 0x0001], // smallest subnormal
    [1023 * 2 ** -24, 0x03ff], // largest subnormal
    [Infinity, 0x7c00],
    [-Infinity, 0xfc00]
  ])('stands for %d as IEEE 754 says', (value, bits) => {
    expect(toFloat16Bits(value)).toBe(bits);
    expect(fromFloat16Bits(bits)).toBe(value);
  });

  it('keeps NaN', () => {
    expect(fromFloat16Bits(toFloat16Bits(NaN))).toBeNaN();
  });

  it('rounds ties to even, carries into the exponent and overflows to infinity', () => {
    expect(toFloat16Bits(1 + 2 ** -11)).toBe(0x3c00);
    expect(toFloat16Bits(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(toFloat16Bits(2 - 2 ** -12)).toBe(0x4000);
    expect(toFloat16Bits(2 ** -14 - 2 ** -26)).toBe(0x0400);
    expect(toFloat16Bits(2 ** -25)).toBe(0x0000);
    expect(toFloat16Bits(3 * 2 ** -26)).toBe(0x0001);
    expect(toFloat16Bits(65519)).toBe(0x7bff);
    expect(toFloat16Bits(65520)).toBe(0x7c00);
  });

  it('gives every one of its 63,488 numbers back', () => {
    const changed: number[] = [];
    for (let bits = 0; bits < 0x10000; bits++) {
      if ((bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0) continue;
      if (toFloat16Bits(fromFloat16Bits(bits)) !== bits) changed.push(bits);
    }
    expect(changed).toEqual([]);
  });
});

it('reads all 65,536 halves of a file as what they stand for', () => {
  const bits = Uint16Array.from({ length: 65536 }, (_, k) => k);
  const { values } = decodeMatrix(new Uint8Array(bits.buffer), 256, 256, 'float16');
  expect([...values]).toEqual([...bits].map(fromFloat16Bits));
});

describe('a matrix that is written and read again', () => {
  it('is the same in float32', () => {
    fc.assert(
      fc.property(matrices(3e38), (matrix) => {
        expect(roundTrip(matrix, 'float32')).toEqual(matrix);
      })
    );
  });

  it('is off by at most one part in 2048 in float16, or half of 2^-24 next to zero', () => {
    fc.assert(
      fc.property(matrices(65504), (matrix) => {
        const { values } = roundTrip(matrix, 'float16');
        matrix.values.forEach((value, k) => {
          expect(Math.abs(value - values[k]!)).toBeLessThanOrEqual(
            Math.max(Math.abs(value) / 2048, 2 ** -25)
          );
        });
      })
    );
  });

  it("is off by at most half a step of its row's largest value / 127 in int8", () => {
    fc.assert(
      fc.property(matrices(1e30), (matrix) => {
        const { values } = roundTrip(matrix, 'int8');
        for (let row = 0; row < matrix.rows; row++) {
          const own = matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns);
          const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          own.forEach((value, k) => {
            const off = Math.abs(value - values[row * matrix.columns + k]!);
            // The scale is float32 itself, so a little more than half; below 1e-38 float32 loses its digits.
            expect(off).toBeLessThanOrEqual((0.5001 * largest) / 127 + 1e-40);
          });
        }
      }),
      { numRuns: 300 }
    );
  });

  it("is off by at most half a step of its row's largest value / 7 in int4", () => {
    fc.assert(
      fc.property(matrices(60000), (matrix) => {
        const { values } = roundTrip(matrix, 'int4');
        for (let row = 0; row < matrix.rows; row++) {
          const own = matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns);
          const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          own.forEach((value, k) => {
            const off = Math.abs(value - values[row * matrix.columns + k]!);
            // The scale is a float16: off by 2^-11 of itself seven times, and by 2^-25 where it is denormal.
            expect(off).toBeLessThanOrEqual((largest / 7) * (0.5 + 7 * 2 ** -11) + 7 * 2 ** -25);
          });
        }
      }),
      { numRuns: 300 }
    );
  });

  it('has a scale of its own for every row, so that small rows survive large ones', () => {
    const { values } = roundTrip(createMatrix(2, 2, Float32Array.of(1000, -500, 0.001, 0)), 'int8');
    expect(values[2]).toBeCloseTo(0.001, 8);
    expect(values[3]).toBe(0);
  });

  it('does not wrap around where the scale itself is denormal', () => {
    const tiny = 190 * 2 ** -149;
    const { values } = roundTrip(createMatrix(1, 2, Float32Array.of(tiny, -tiny)), 'int8');
    expect(values[0]).toBeGreaterThan(0);
    expect(values[1]).toBe(-values[0]!);
  });

  it('keeps rows of zeros in int8', () => {
    expect(roundTrip(createMatrix(2, 3), 'int8').values).toEqual(new Float32Array(6));
  });
});

describe('the bytes of a matrix', () => {
  it.each([
    ['float32', 3, 5, 60],
    ['float16', 3, 5, 30],
    ['int8', 3, 5, 16 + 12], // 15 values padded to 16, three scales
    ['int8', 2, 4, 8 + 8],
    ['int8', 0, 4, 0],
    ['int4', 3, 5, 8 + 6], // 15 values padded to 16, three scales
    ['int4', 1, 5, 4 + 2],
    ['int4', 0, 4, 0]
  ] as const)('of %s %d x %d are %d', (dtype, rows, columns, bytes) => {
    expect(encodedBytes(rows, columns, dtype)).toBe(bytes);
    expect(encodeMatrix(createMatrix(rows, columns), dtype).byteLength).toBe(bytes);
  });

  it.each(TENSOR_DTYPES)('are refused where one is missing or too much (%s)', (dtype) => {
    const bytes = encodeMatrix(createMatrix(3, 5), dtype);
    const longer = new Uint8Array(bytes.length + 1);
    for (const wrong of [bytes.subarray(0, -1), longer, new Uint8Array(0)]) {
      expect(() => decodeMatrix(wrong, 3, 5, dtype)).toThrow(
        `A model file holds ${wrong.length} bytes where ${bytes.length} were promised.`
      );
    }
  });

  it.each(TENSOR_DTYPES)('can stand anywhere in a buffer, Node buffers included (%s)', (dtype) => {
    const matrix = createMatrix(2, 3, Float32Array.of(1, 2, 3, -4, 5, -6));
    const bytes = encodeMatrix(matrix, dtype);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const expected = decodeMatrix(bytes, 2, 3, dtype);
    expect(decodeMatrix(shifted.subarray(1), 2, 3, dtype)).toEqual(expected);
    expect(decodeMatrix(Buffer.from(shifted.buffer).subarray(1), 2, 3, dtype)).toEqual(expected);
  });

  it('are little-endian, row by row, with the scales of int8 and int4 behind', () => {
    const matrix = createMatrix(1, 2, Float32Array.of(1, -2));
    expect([...encodeMatrix(matrix, 'float32')]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
    expect([...encodeMatrix(matrix, 'float16')]).toEqual([0, 0x3c, 0, 0xc0]);
    const int8 = encodeMatrix(matrix, 'int8');
    expect([...new Int8Array(int8.buffer, 0, 4)]).toEqual([64, -127, 0, 0]); // 1 / (2 / 127) = 63.5, up to 64
    expect(new DataView(int8.buffer).getFloat32(4, true)).toBe(Math.fround(2 / 127));
    // 1 / (2 / 7) = 3.5, up to 4; -7; two halves of one byte, a byte of padding, 2 / 7 as a float16.
    const int4 = encodeMatrix(matrix, 'int4');
    expect([...int4.subarray(0, 2)]).toEqual([(4 + 8) | ((-7 + 8) << 4), 0]);
    expect(new DataView(int4.buffer).getUint16(2, true)).toBe(toFloat16Bits(2 / 7));
  });
});
