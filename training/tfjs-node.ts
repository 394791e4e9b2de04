/**
 * Owns tfjs in Node: the wasm backend, with the kernels that training needs and that tfjs 4.22 lacks or has
 * slow. Neighbours: `models/yamr` and `models/ncf` call `useWasm` before they make a tensor.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
// Imported for its side effect: it registers the gradients, which tfjs-core alone does not in Node.
import '@tensorflow/tfjs-layers';
import { setWasmPaths, type BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { YamrError } from '#core/errors';

type KernelArguments = Parameters<tf.KernelFunc>[0];

let ready: Promise<void> | undefined;

/**
 * Makes wasm the current backend and registers the kernels; may be called any number of times.
 * Throws `no-backend` where the wasm files cannot be loaded.
 */
export async function useWasm(): Promise<void> {
  ready ??= start();
  await ready;
  await tf.setBackend('wasm');
}

async function start(): Promise<void> {
  const folder = path.dirname(
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')
  );
  setWasmPaths(path.join(folder, 'wasm-out') + path.sep);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm')))
    throw new YamrError('no-backend', "tfjs' wasm backend does not start in this Node.");
  transposeBeforeMultiplying('BatchMatMul');
  transposeBeforeMultiplying('_FusedMatMul');
  if (!hasKernel('UnsortedSegmentSum')) {
    tf.registerKernel({
      kernelName: 'UnsortedSegmentSum',
      backendName: 'wasm',
      kernelFunc: unsortedSegmentSum
    });
  }
}

const hasKernel = (name: string): boolean =>
  tf.getKernelsForBackend('wasm').some((kernel) => kernel.kernelName === name);

/**
 * Replaces a matrix multiplication by one that materialises a transposed operand first: the wasm kernel
 * falls back to plain loops, ten times slower, wherever transposeA or transposeB is set, and every dense
 * layer's gradient sets one. `a` [..., n, k] or transposed, `b` [..., k, m] or transposed, float32.
 */
function transposeBeforeMultiplying(kernelName: string): void {
  const original = tf.getKernel(kernelName, 'wasm');
  const transpose = tf.getKernel('Transpose', 'wasm');
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    ...original,
    kernelFunc({ inputs, backend, attrs }) {
      const made: tf.TensorInfo[] = [];
      const straight = (x: tf.TensorInfo | undefined, turned: boolean): tf.TensorInfo | undefined => {
        if (!x || !turned) return x;
        const last = x.shape.length - 1;
        const perm = x.shape.map((_, axis) => (axis < last - 1 ? axis : axis === last ? last - 1 : last));
        const result = transpose.kernelFunc({ inputs: { x }, backend, attrs: { perm } }) as tf.TensorInfo;
        made.push(result);
        return result;
      };
      const a = straight(inputs['a'], attrs?.['transposeA'] === true);
      const b = straight(inputs['b'], attrs?.['transposeB'] === true);
      const product = original.kernelFunc({
        inputs: { ...inputs, a, b },
        backend,
        attrs: { ...attrs, transposeA: false, transposeB: false }
      });
      for (const tensor of made) (backend as BackendWasm).disposeData(tensor.dataId);
      return product;
    }
  });
}

/**
 * Sums the slices of `x` [n, ...] with the same segmentIds [n] int32 into [numSegments, ...]: the gradient of
 * `gather`. Slices whose id is negative or too large are dropped (as TensorFlow does).
 */
function unsortedSegmentSum({ inputs, backend, attrs }: KernelArguments): tf.TensorInfo {
  const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  const segmentCount = attrs?.['numSegments'] as number;
  const wasm = backend as BackendWasm;
  const out = wasm.makeOutput([segmentCount, ...x.shape.slice(1)], x.dtype);
  // The heap may move when memory is allocated, so views are taken after the last allocation.
  const sums = wasm.typedArrayFromHeap(out);
  const values = wasm.typedArrayFromHeap(x);
  const ids = wasm.typedArrayFromHeap(segmentIds);
  const width = ids.length > 0 ? values.length / ids.length : 0;
  sums.fill(0);
  for (let row = 0; row < ids.length; row++) {
    const segment = ids[row]!;
    if (segment < 0 || segment >= segmentCount) continue;
    for (let k = 0; k < width; k++) sums[segment * width + k]! += values[row * width + k]!;
  }
  return out;
}
