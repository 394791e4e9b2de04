/** Owns what this device remembers of its backends: which was the fastest, once for each release. */
import * as v from 'valibot';
import type { BackendTrial } from '$lib/scorer/backend-trial';

const STORAGE_KEY = 'yamr:backend';
const Backend = v.picklist(['webgpu', 'webgl', 'wasm', 'cpu']);
const Memory = v.object({
  version: v.string(),
  fastest: Backend,
  medianMs: v.record(Backend, v.number())
});

/** The trial of this release on this device, if there was one. */
export function rememberedTrial(version: string): BackendTrial | undefined {
  try {
    const memory = v.parse(Memory, JSON.parse(localStorage.getItem(STORAGE_KEY) ?? ''));
    return memory.version === version ? memory : undefined;
  } catch {
    return undefined;
  }
}

/** The backend that was the fastest when this was last measured, whatever the release: where to begin. */
export function fastestBefore(): BackendTrial['fastest'] | undefined {
  try {
    return v.parse(Memory, JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '')).fastest;
  } catch {
    return undefined;
  }
}

export function rememberTrial(version: string, trial: BackendTrial): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ version, ...trial }));
  } catch {
    // Without storage it is measured again next time.
  }
}

/** "measured here: wasm 3.1 ms, webgpu 6.0 ms". */
export const trialWords = ({ medianMs }: BackendTrial): string =>
  `measured here: ${Object.entries(medianMs)
    .sort(([, a], [, b]) => a - b)
    .map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`)
    .join(', ')}`;
