/**
 * Owns the choice of tfjs backend in a browser. A GPU is taken only where it is a real one: software adapters
 * are slower than wasm by 5 to 500 times (PLATFORM.md, "Backends in a worker"). Each backend is its own chunk.
 */
import * as tf from '@tensorflow/tfjs-core';
import { YamrError } from '#core/errors';
import type { BackendName } from '#core/backend-names';
import { webGlObstacle, webGpuObstacle } from './gpu-adapters.ts';

export interface StartedBackend {
  readonly name: BackendName;
  /** Why this one, in words for a person. */
  readonly reason: string;
}

/** The GPU behind the current backend, where there is one. What it computes after its loss means nothing. */
export interface GpuWatch {
  readonly isLost: () => boolean;
  /** Called when it is lost; deleted from when nobody waits. (A promise raced again and again would grow.) */
  readonly listeners: Set<() => void>;
}
let watch: GpuWatch | undefined;
export const gpuWatch = (): GpuWatch | undefined => watch;

/** Watches the device of the backend that has just become current. */
function watchGpu(name: BackendName): GpuWatch | undefined {
  const listeners = new Set<() => void>();
  let isLost = false;
  const lose = (): void => {
    isLost = true;
    for (const listener of listeners) listener();
  };
  if (name === 'webgpu') {
    void (tf.backend() as unknown as { readonly device: GPUDevice }).device.lost.then(lose);
    return { isLost: () => isLost, listeners };
  }
  if (name !== 'webgl') return undefined;
  const { gl } = (tf.backend() as unknown as { readonly gpgpu: { readonly gl: WebGL2RenderingContext } })
    .gpgpu;
  gl.canvas.addEventListener('webglcontextlost', lose);
  return { isLost: () => isLost || gl.isContextLost(), listeners };
}

const importers: Readonly<Record<BackendName, () => Promise<void>>> = {
  async webgpu() {
    await import('@tensorflow/tfjs-backend-webgpu');
  },
  async webgl() {
    await import('@tensorflow/tfjs-backend-webgl');
  },
  async wasm() {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const [plain, simd] = await Promise.all([
      import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url'),
      import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url')
    ]);
    // Threads hang for ever in a minified Vite build and gain nothing at this size (PLATFORM.md).
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plain.default,
      'tfjs-backend-wasm-simd.wasm': simd.default,
      'tfjs-backend-wasm-threaded-simd.wasm': simd.default
    });
  },
  async cpu() {
    await import('@tensorflow/tfjs-backend-cpu');
  }
};

/** Makes one backend current. Throws `no-backend` where it does not start. */
async function start(name: BackendName): Promise<void> {
  try {
    await importers[name]();
    if (await tf.setBackend(name)) {
      await tf.ready();
      watch = watchGpu(name);
      return;
    }
  } catch (cause) {
    throw new YamrError('no-backend', `The backend ${name} does not start on this device.`, { cause });
  }
  throw new YamrError('no-backend', `The backend ${name} does not start on this device.`);
}

/**
 * Brings what a start will most likely need, before the catalogue is known: scripts, and of wasm all of it. A GPU is left
 * alone: to start one can take seconds. Throws where something does not come.
 */
export async function warmBackend(requested: BackendName | 'auto'): Promise<void> {
  const likely = requested === 'auto' ? 'wasm' : requested;
  await importers[likely]();
  if (likely === 'wasm') await tf.setBackend(likely);
}

/**
 * From this many movies on a GPU is worth its start and its read-back before anybody has measured; below, wasm is
 * there sooner and answers sooner (ARCHITECTURE.md has the measurement).
 */
const GPU_ITEM_COUNT = 50_000;

/**
 * Starts the requested backend (as it is, software or not), or with `auto` one that suits the device and a catalogue
 * of `itemCount` movies: where a trial has measured better, the page asks for that one by name. Throws `no-backend`.
 */
export async function startBackend(
  requested: BackendName | 'auto',
  itemCount: number
): Promise<StartedBackend> {
  if (requested !== 'auto') {
    await start(requested);
    return { name: requested, reason: 'asked for' };
  }
  const reasons: string[] = [];
  const works = async (name: BackendName, obstacle?: string): Promise<boolean> => {
    if (obstacle !== undefined) {
      reasons.push(obstacle);
      return false;
    }
    try {
      await start(name);
      return true;
    } catch {
      reasons.push(`${name} did not start`);
      return false;
    }
  };
  const because = (...own: readonly string[]): string => [...reasons, ...own].join(', ');
  const gpu = async (): Promise<'webgpu' | 'webgl' | undefined> => {
    if (await works('webgpu', await webGpuObstacle())) return 'webgpu';
    return (await works('webgl', webGlObstacle())) ? 'webgl' : undefined;
  };
  if (itemCount >= GPU_ITEM_COUNT) {
    const name = await gpu();
    if (name) return { name, reason: because('a GPU for a large catalogue') };
  }
  if (await works('wasm')) return { name: 'wasm', reason: because('the quickest start for this catalogue') };
  const name = itemCount < GPU_ITEM_COUNT ? await gpu() : undefined;
  if (name) return { name, reason: because() };
  await start('cpu');
  return { name: 'cpu', reason: because() };
}
