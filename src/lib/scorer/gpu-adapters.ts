/**
 * Owns which GPUs of this device are real. Software adapters are slower than wasm by 5 to 500 times (PLATFORM.md,
 * "Backends in a worker").
 */
const SOFTWARE_RENDERER = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

/** Why WebGPU should not be used here, or undefined where a real adapter answers. */
export async function webGpuObstacle(): Promise<string | undefined> {
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
export function webGlObstacle(): string | undefined {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return 'this browser has no WebGL 2';
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return SOFTWARE_RENDERER.test(renderer) ? 'WebGL is only emulated here' : undefined;
}

export type GpuBackend = 'webgpu' | 'webgl';

/** The GPU backends that are worth a trial on this device. */
export async function realGpus(): Promise<readonly GpuBackend[]> {
  const webgpu = (await webGpuObstacle()) === undefined;
  return [
    ...(webgpu ? (['webgpu'] as const) : []),
    ...(webGlObstacle() === undefined ? (['webgl'] as const) : [])
  ];
}
