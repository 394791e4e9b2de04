/**
 * Owns matrices and how a release stores them. A file is the values in row-major order, little-endian;
 * an int8 file appends, padded to 4 bytes, one float32 scale a row (value = scale * int8). An int4 file holds two
 * values a byte, the first in the low half, as value + 8, and appends, padded to 2 bytes, one float16 scale a row.
 */
import { YamrError } from './errors.ts';

export const TENSOR_DTYPES = ['float32', 'float16', 'int8', 'int4'] as const;
export type TensorDtype = (typeof TENSOR_DTYPES)[number];

/** A dense matrix [rows, columns] in float32, row-major: what everything computes with. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** A matrix of zeros, or around existing values. Throws `internal` if the length does not fit. */
export function createMatrix(
  rows: number,
  columns: number,
  values: Float32Array = new Float32Array(rows * columns)
): Matrix {
  if (values.length !== rows * columns) {
    throw new YamrError(
      'internal',
      `A ${rows} x ${columns} matrix needs ${rows * columns} values, not ${values.length}.`
    );
  }
  return { rows, columns, values };
}

/** A copy of the first rows of a matrix. */
export const firstRows = ({ columns, values }: Matrix, rows: number): Matrix =>
  createMatrix(rows, columns, values.slice(0, rows * columns));

/**
 * Inner product of `length` numbers of `a` from `i` and of `b` from `j`. Four sums, so that no addition waits for the
 * one before it. (Its like for float64 is in linalg.ts: one function for both is three times slower in V8.)
 */
export function dotProduct(a: Float32Array, i: number, b: Float32Array, j: number, length: number): number {
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s += a[i + k]! * b[j + k]!;
    t += a[i + k + 1]! * b[j + k + 1]!;
    u += a[i + k + 2]! * b[j + k + 2]!;
    v += a[i + k + 3]! * b[j + k + 3]!;
  }
  for (; k < length; k++) s += a[i + k]! * b[j + k]!;
  return s + t + u + v;
}

/** Where the scales of an int4 file begin. */
const int4ScalesAt = (count: number): number => Math.ceil(count / 4) * 2;

/** Bytes that `encodeMatrix` makes for this shape. */
export function encodedBytes(rows: number, columns: number, dtype: TensorDtype): number {
  const count = rows * columns;
  if (dtype === 'float32') return count * 4;
  if (dtype === 'float16') return count * 2;
  if (dtype === 'int4') return int4ScalesAt(count) + rows * 2;
  return Math.ceil(count / 4) * 4 + rows * 4;
}

const floatView = new Float32Array(1);
const bitView = new Uint32Array(floatView.buffer);

/** IEEE 754 binary16 bits of a number, round to nearest even; overflow becomes infinity. */
export function toFloat16Bits(value: number): number {
  floatView[0] = value;
  const bits = bitView[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const mantissa = bits & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (mantissa ? 0x200 : 0);
  const unbiased = exponent - 127;
  if (unbiased > 15) return sign | 0x7c00;
  if (unbiased < -25) return sign;
  // One rounding for both normal and subnormal halves: shift the full significand and round to even.
  const full = mantissa | 0x800000;
  const shift = unbiased < -14 ? 13 + (-14 - unbiased) : 13;
  const kept = full >>> shift;
  const rest = full & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  const rounded = kept + (rest > half || (rest === half && kept & 1) ? 1 : 0);
  return unbiased < -14 ? sign | rounded : sign | (((unbiased + 15) << 10) + rounded - 0x400);
}

/** The number that binary16 bits stand for. */
export function fromFloat16Bits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa ? NaN : sign * Infinity;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

/** Largest |value| of a row. */
function rowMaximum({ columns, values }: Matrix, row: number): number {
  let largest = 0;
  for (let k = row * columns; k < (row + 1) * columns; k++) largest = Math.max(largest, Math.abs(values[k]!));
  return largest;
}

function encodeInt8(matrix: Matrix, bytes: Uint8Array<ArrayBuffer>): void {
  const { rows, columns, values } = matrix;
  const quantised = new Int8Array(bytes.buffer, 0, values.length);
  const scales = new Float32Array(bytes.buffer, Math.ceil(values.length / 4) * 4, rows);
  for (let row = 0; row < rows; row++) {
    const scale = Math.fround(rowMaximum(matrix, row) / 127);
    scales[row] = scale;
    if (scale > 0)
      for (let k = row * columns; k < (row + 1) * columns; k++)
        // A denormal scale is so coarse that the quotient can leave int8.
        quantised[k] = Math.max(-127, Math.min(127, Math.round(values[k]! / scale)));
  }
}

function encodeInt4(matrix: Matrix, bytes: Uint8Array<ArrayBuffer>): void {
  const { rows, columns, values } = matrix;
  const scales = new Uint16Array(bytes.buffer, int4ScalesAt(values.length), rows);
  for (let row = 0; row < rows; row++) {
    scales[row] = toFloat16Bits(rowMaximum(matrix, row) / 7);
    const scale = fromFloat16Bits(scales[row]!);
    for (let k = row * columns; k < (row + 1) * columns; k++) {
      const level = scale > 0 ? Math.max(-7, Math.min(7, Math.round(values[k]! / scale))) : 0;
      bytes[k >> 1]! |= (level + 8) << (4 * (k & 1));
    }
  }
}

/**
 * Writes a matrix in the release's encoding. Symmetric integers with a scale a row: max |row| / 127 for int8,
 * max |row| / 7 for int4. A row beyond the range of float16 cannot be stored as int4 or float16.
 */
export function encodeMatrix(matrix: Matrix, dtype: TensorDtype): Uint8Array<ArrayBuffer> {
  const { rows, columns, values } = matrix;
  const bytes = new Uint8Array(encodedBytes(rows, columns, dtype));
  if (dtype === 'float32') new Float32Array(bytes.buffer).set(values);
  else if (dtype === 'float16') {
    const halves = new Uint16Array(bytes.buffer);
    for (let k = 0; k < values.length; k++) halves[k] = toFloat16Bits(values[k]!);
  } else if (dtype === 'int8') encodeInt8(matrix, bytes);
  else encodeInt4(matrix, bytes);
  return bytes;
}

let halfTable: Float32Array | undefined;

/** All 65536 halves as numbers. The negative ones are the others with the sign's bit. */
function halves(): Float32Array {
  if (halfTable) return halfTable;
  const table = new Float32Array(65536);
  const words = new Uint32Array(table.buffer);
  for (let bits = 0; bits < 0x400; bits++) table[bits] = bits * 2 ** -24;
  // A normal half has the exponent's bias 15 and 10 bits of fraction, a float 127 and 23.
  for (let bits = 0x400; bits < 0x7c00; bits++) words[bits] = (bits << 13) + ((127 - 15) << 23);
  for (let bits = 0x7c00; bits < 0x8000; bits++) table[bits] = fromFloat16Bits(bits);
  for (let bits = 0; bits < 0x8000; bits++) words[bits + 0x8000] = words[bits]! | 0x80000000;
  return (halfTable = table);
}

/** Reads what `encodeMatrix` wrote. Throws `truncated` where the bytes do not fit the shape. */
export function decodeMatrix(bytes: Uint8Array, rows: number, columns: number, dtype: TensorDtype): Matrix {
  const expected = encodedBytes(rows, columns, dtype);
  if (bytes.byteLength !== expected) {
    throw new YamrError(
      'truncated',
      `A model file holds ${bytes.byteLength} bytes where ${expected} were promised.`
    );
  }
  // Not by slice(): a Node Buffer's shares the memory, and stays where it was.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const count = rows * columns;
  const values = new Float32Array(count);
  if (dtype === 'float32') values.set(new Float32Array(aligned.buffer, aligned.byteOffset, count));
  else if (dtype === 'float16') {
    const table = halves();
    const bits = new Uint16Array(aligned.buffer, aligned.byteOffset, count);
    for (let k = 0; k < count; k++) values[k] = table[bits[k]!]!;
  } else if (dtype === 'int4') {
    const table = halves();
    const scales = new Uint16Array(aligned.buffer, aligned.byteOffset + int4ScalesAt(count), rows);
    for (let row = 0, k = 0; row < rows; row++) {
      const scale = table[scales[row]!]!;
      for (const end = k + columns; k < end; k++)
        values[k] = (((aligned[k >> 1]! >> (4 * (k & 1))) & 15) - 8) * scale;
    }
  } else {
    const quantised = new Int8Array(aligned.buffer, aligned.byteOffset, count);
    const scales = new Float32Array(aligned.buffer, aligned.byteOffset + Math.ceil(count / 4) * 4, rows);
    for (let row = 0, k = 0; row < rows; row++) {
      const scale = scales[row]!;
      for (const end = k + columns; k < end; k++) values[k] = quantised[k]! * scale;
    }
  }
  return createMatrix(rows, columns, values);
}
