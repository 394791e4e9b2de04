/**
 * Owns the choice of tfjs backend in a browser. A GPU is taken only where it is a real one: software adapters
 * are slower than wasm by 5 to 500 times (PLATFORM.md, "Backends in a worker"). Each backend is its own chunk.
 */
import * as tf from '@tensorflow/tfjs-core';
import { YamrError } from '#core/errors';

export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'cpu';
export const BACKEND_NAMES: readonly BackendName[] = ['webgpu', 'webgl', 'wasm', 'cpu'];

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

const SOFTWARE_RENDERER = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

/** Why WebGPU should not be used here, or undefined where a real adapter answers. */
async function webGpuObstacle(): Promise<string | undefined> {
  if (!('gpu' in navigator)) return 'this browser has no WebGPU';
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) return 'WebGPU has no adapter here';
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  if (isFallbackAdapter || SOFTWARE_RENDERER.test(`${vendor} ${architecture} ${description}`)) {
    return 'WebGPU is only emulated here';
  }
  return undefined;
}

/** Why WebGL should not be used here, or undefined where a real GPU draws. */
function webGlObstacle(): string | undefined {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return 'this browser has no WebGL 2';
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return SOFTWARE_RENDERER.test(renderer) ? 'WebGL is only emulated here' : undefined;
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
 * Starts the requested backend (as it is, software or not), or with `auto` the first that suits the device.
 * Throws `no-backend`.
 */
export async function startBackend(requested: BackendName | 'auto'): Promise<StartedBackend> {
  if (requested !== 'auto') {
    await start(requested);
    return { name: requested, reason: 'asked for' };
  }
  const obstacles: string[] = [];
  const suits = async (name: 'webgpu' | 'webgl', obstacle: string | undefined): Promise<boolean> => {
    if (obstacle !== undefined) {
      obstacles.push(obstacle);
      return false;
    }
    try {
      await start(name);
      return true;
    } catch {
      obstacles.push(`${name} did not start`);
      return false;
    }
  };
  if (await suits('webgpu', await webGpuObstacle()))
    return { name: 'webgpu', reason: 'this device has a GPU' };
  if (await suits('webgl', webGlObstacle())) return { name: 'webgl', reason: obstacles.join(', ') };
  try {
    await start('wasm');
    return { name: 'wasm', reason: obstacles.join(', ') };
  } catch {
    obstacles.push('wasm did not start');
  }
  await start('cpu');
  return { name: 'cpu', reason: obstacles.join(', ') };
}
