/** Owns the names of the tfjs backends, the fastest kind of device first. Free of tfjs, so that the page knows them too. */
export const BACKEND_NAMES = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];
