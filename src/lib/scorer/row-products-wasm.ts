/**
 * Owns the one function of ours in WebAssembly, inner products of a vector with many rows: its instructions, put together
 * here because an assembler would be a dependency for twenty lines. WebAssembly Core Specification 2.0, section 5
 * (binary format); the vector instructions are those of fixed-width SIMD.
 */

/** Floats of one vector instruction: rows and vectors are padded to a multiple. */
export const LANES = 4;
/** One turn of the inner loop multiplies four times as many; what is left of a row goes four by four. */
const NARROW_BYTES = LANES * 4;
const WIDE_BYTES = 4 * NARROW_BYTES;

const I32 = 0x7f;
const V128 = 0x7b;
/** Parameters: addresses of the first row, its bytes (a multiple of NARROW_BYTES), of the vector, of where results go and end. */
const [ROW, ROW_BYTES, VECTOR, OUT, OUT_END] = [0, 1, 2, 3, 4];
const [AT, ROW_END, WIDE_END, SUM] = [5, 6, 7, 8];

/** LEB128, unsigned. */
function number(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...number(value >>> 7)];
}
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const I32_ADD = 0x6a;
const I32_AND = 0x71;
const I32_LT_U = 0x49;
const I32_GE_U = 0x4f;
/** i32.const is signed: one more byte from 64 on. */
const constant = (value: number): number[] =>
  value < 0x40 ? [0x41, value] : [0x41, (value & 0x7f) | 0x80, value >>> 7];
const advance = (local: number, bytes: number): number[] => [
  ...get(local),
  ...constant(bytes),
  I32_ADD,
  ...set(local)
];
/** At least once. */
const repeat = (body: number[], local: number, end: number): number[] => [
  ...[0x03, 0x40, ...body],
  ...[...get(local), ...get(end), I32_LT_U, 0x0d, 0x00, 0x0b]
];
const repeatWhile = (body: number[], local: number, end: number): number[] => [
  ...[0x02, 0x40, ...get(local), ...get(end), I32_GE_U, 0x0d, 0x00],
  ...[...repeat(body, local, end), 0x0b]
];
const load = (local: number, offset: number): number[] => [...get(local), 0xfd, 0x00, 0x04, offset];
const F32X4_ADD = [0xfd, ...number(0xe4)];
const F32X4_MUL = [0xfd, ...number(0xe6)];
/** i32.const -64: what is left of a number of bytes when WIDE_BYTES go into it. */
const MINUS_WIDE = [0x41, 0x40];
const ZERO = [0xfd, 0x0c, ...Array<number>(16).fill(0)];
const lane = (k: number): number[] => [...get(SUM), 0xfd, 0x1f, k];
const F32_ADD = 0x92;

/** Four sums, so that no addition waits for the one before it. */
const sums = [0, 1, 2, 3].map((k) => SUM + k);

/** Multiplies what lies at ROW and AT into the sums, and goes on. */
const multiply = (into: readonly number[], bytes: number): number[] => [
  ...into.flatMap((sum, k) => [
    ...get(sum),
    ...load(ROW, 16 * k),
    ...load(AT, 16 * k),
    ...F32X4_MUL,
    ...F32X4_ADD,
    ...set(sum)
  ]),
  ...advance(AT, bytes),
  ...advance(ROW, bytes)
];

const body = [
  // 3 locals of i32, 4 of v128.
  ...[2, 3, I32, 4, V128],
  ...repeat(
    [
      ...sums.flatMap((sum) => [...ZERO, ...set(sum)]),
      ...[...get(VECTOR), ...set(AT)],
      ...[...get(ROW), ...get(ROW_BYTES), I32_ADD, ...set(ROW_END)],
      ...[...get(ROW), ...get(ROW_BYTES), ...MINUS_WIDE, I32_AND, I32_ADD, ...set(WIDE_END)],
      ...repeatWhile(multiply(sums, WIDE_BYTES), ROW, WIDE_END),
      ...repeatWhile(multiply(sums.slice(0, 1), NARROW_BYTES), ROW, ROW_END),
      ...[...get(sums[0]!), ...get(sums[1]!), ...F32X4_ADD],
      ...[...get(sums[2]!), ...get(sums[3]!), ...F32X4_ADD, ...F32X4_ADD, ...set(SUM)],
      ...[...get(OUT), ...lane(0), ...lane(1), F32_ADD, ...lane(2), ...lane(3), F32_ADD, F32_ADD],
      // f32.store
      ...[0x38, 0x02, 0x00],
      ...advance(OUT, 4)
    ],
    OUT,
    OUT_END
  ),
  0x0b
];

const text = (value: string): number[] => [value.length, ...Array.from(value, (c) => c.charCodeAt(0))];
const section = (id: number, content: number[]): number[] => [id, ...number(content.length), ...content];

/** The module: imports `env.memory`, exports `products(row, rowBytes, vector, out, outEnd)`; at least one row. */
export const ROW_PRODUCTS_WASM = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 5, I32, I32, I32, I32, I32, 0]),
  ...section(2, [1, ...text('env'), ...text('memory'), 0x02, 0x00, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...text('products'), 0x00, 0]),
  ...section(10, [1, ...number(body.length), ...body])
]);
