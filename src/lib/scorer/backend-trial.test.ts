import { describe, expect, it } from 'vitest';
import { toyCatalogue } from '../../../tests/toy-model.ts';
import { tryBackends, type TrialClient } from './backend-trial.ts';
import type { BackendName } from './worker-protocol.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Clients whose lists take `delaysMs` each; an error stands for a backend that fails. */
function clients(delaysMs: Partial<Record<BackendName, number | Error>>, startsAs?: BackendName) {
  const stopped: BackendName[] = [];
  const create = (backend: BackendName): TrialClient => ({
    start: () => {
      const delay = delaysMs[backend];
      if (delay instanceof Error) return Promise.reject(delay);
      return Promise.resolve({ backend: startsAs ?? backend, catalogue: toyCatalogue() } as never);
    },
    recommend: async ({ ratings }) => {
      expect(ratings.length).toBeGreaterThan(0);
      await pause(delaysMs[backend] as number);
      return { list: [], ratingCount: ratings.length, elapsedMs: 0 };
    },
    stop: () => stopped.push(backend)
  });
  return { create, stopped };
}

describe('the trial of the backends', () => {
  it('finds the one that answers soonest, and ends every worker', async () => {
    const { create, stopped } = clients({ webgpu: 12, wasm: 1 });
    const trial = await tryBackends(['webgpu', 'wasm'], create);
    expect(trial?.fastest).toBe('wasm');
    expect(trial?.medianMs.webgpu).toBeGreaterThan(trial?.medianMs.wasm ?? Infinity);
    expect(stopped).toEqual(['webgpu', 'wasm']);
  });

  it('leaves out what cannot start, and what another backend had to stand in for', async () => {
    const failing = clients({ webgpu: new Error('No.'), wasm: 1 });
    expect((await tryBackends(['webgpu', 'wasm'], failing.create))?.medianMs).not.toHaveProperty('webgpu');
    const standIn = clients({ webgl: 1 }, 'wasm');
    expect(await tryBackends(['webgl'], standIn.create)).toBeUndefined();
    expect(standIn.stopped).toEqual(['webgl']);
  });
});
