/** Owns what this device remembers of its backends: which was the fastest, once for each release. */
import * as v from 'valibot';
import { BACKEND_NAMES } from '#core/backend-names';
import type { BackendTrial } from '$lib/scorer/backend-trial';

const STORAGE_KEY = 'yamr:backend';
const Backend = v.picklist(BACKEND_NAMES);
const Memory = v.object({
  version: v.string(),
  fastest: Backend,
  medianMs: v.record(Backend, v.number())
});

function read(): v.InferOutput<typeof Memory> | undefined {
  try {
    return v.parse(Memory, JSON.parse(localStorage.getItem(STORAGE_KEY) ?? ''));
  } catch {
    return undefined;
  }
}

/** The trial of this release on this device, if there was one. */
export function rememberedTrial(version: string): BackendTrial | undefined {
  const memory = read();
  return memory?.version === version ? memory : undefined;
}

/** The backend that was the fastest when this was last measured, whatever the release: where to begin. */
export const fastestBefore = (): BackendTrial['fastest'] | undefined => read()?.fastest;

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
