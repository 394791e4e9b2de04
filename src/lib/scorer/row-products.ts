/**
 * Owns the large products of one visitor on a processor: inner products of a vector with all rows of a matrix, in SIMD. For one
 * vector the work is reading the matrices, and tfjs' wasm backend, made for many at once, packs them anew first and reads
 * them at a third of the speed. Neighbours: ranking-engine.ts and rating-product.ts, which leave many visitors to tfjs.
 */
import { LANES, ROW_PRODUCTS_WASM } from './row-products-wasm.ts';

/** Rows that can be put one after the other: [rowCount, size]. */
export interface RowSource {
  readonly rowCount: number;
  readonly size: number;
  /** Writes row k at `k * stride`; what lies between two rows is left alone. */
  copyRows(out: Float32Array, stride: number): void;
}

/** Inner products of `vector` [size] with the rows of a source: [rowCount], a view that holds them until the next call. */
export type RowProducts = (vector: Float32Array) => Float32Array;

interface Kernel {
  readonly products: (row: number, rowBytes: number, vector: number, out: number, outEnd: number) => void;
}

const PAGE_BYTES = 65_536;
let compiled: Promise<WebAssembly.Module | undefined> | undefined;

/** Undefined where the browser has no SIMD. */
function compileOnce(): Promise<WebAssembly.Module | undefined> {
  return (compiled ??= WebAssembly.compile(ROW_PRODUCTS_WASM).catch(() => undefined));
}

const padded = (size: number): number => Math.ceil(size / LANES) * LANES;

/** The products of several matrices, which are copied; undefined where the device cannot compute them so. */
export async function createRowProducts(
  sources: readonly RowSource[]
): Promise<readonly RowProducts[] | undefined> {
  const module = await compileOnce();
  if (!module) return undefined;
  const floats = sources.reduce(
    (sum, { rowCount, size }) => sum + (rowCount + 1) * padded(size) + padded(rowCount),
    0
  );
  let memory: WebAssembly.Memory;
  try {
    memory = new WebAssembly.Memory({ initial: Math.ceil((floats * 4) / PAGE_BYTES) });
  } catch {
    return undefined;
  }
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const { products } = instance.exports as unknown as Kernel;
  let next = 0;
  /** Room for so many floats; zeros. */
  const room = (count: number): Float32Array => {
    const view = new Float32Array(memory.buffer, next, count);
    next += view.byteLength;
    return view;
  };
  return sources.map((source): RowProducts => {
    const { rowCount, size } = source;
    const stride = padded(size);
    const rows = room(rowCount * stride);
    const vectorThere = room(stride);
    const outThere = room(padded(rowCount)).subarray(0, rowCount);
    source.copyRows(rows, stride);
    return (vector) => {
      if (rowCount === 0) return outThere;
      vectorThere.set(vector);
      const { byteOffset, byteLength } = outThere;
      products(rows.byteOffset, stride * 4, vectorThere.byteOffset, byteOffset, byteOffset + byteLength);
      return outThere;
    };
  });
}
