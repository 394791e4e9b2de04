/**
 * Owns the build and unit test settings. Tests run in Node beside the code they test; what needs a real
 * browser lives in tests/ and runs in Playwright.
 */
import { readFileSync } from 'node:fs';
import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { parsePublicKeys } from './src/lib/core/release-signature.ts';
import { DEVELOPMENT_PUBLIC_KEY } from './training/release/development-key.ts';

/** The list that scripts/build.ts has made of the release in use; empty where nothing was built yet. */
function generalList(): Plugin {
  const name = 'virtual:yamr-general-list';
  const path = new URL('./.svelte-kit/yamr-general-list.json', import.meta.url);
  return {
    name: 'yamr-general-list',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      let json = '[]';
      try {
        json = readFileSync(path, 'utf8');
      } catch {
        // `vite dev` before the first build: the page waits for the model.
      }
      // A text is parsed faster than the same data as a script.
      return `export default JSON.parse(${JSON.stringify(json)});`;
    }
  };
}

/** Whose releases the app uses (src/lib/release/known-keys.ts). */
const namedKeys = parsePublicKeys(process.env['YAMR_RELEASE_KEYS'] ?? '');
const releaseKeys = namedKeys.length > 0 ? namedKeys : [DEVELOPMENT_PUBLIC_KEY];

export default defineConfig({
  define: { __YAMR_RELEASE_KEYS__: JSON.stringify(releaseKeys) },
  plugins: [generalList(), sveltekit()],
  // Without it a worker's dynamic imports (one per tfjs backend) are inlined into one 900 KB file.
  worker: { format: 'es' },
  build: { target: 'es2022', rolldownOptions: { checks: { bundlerTimings: false } } },
  test: {
    environment: 'node',
    include: ['src', 'training', 'publishing', 'scripts', 'server', 'eslint'].map(
      (folder) => `${folder}/**/*.test.ts`
    ),
    testTimeout: 60_000,
    // Two cores, shared with whatever else runs: more workers only make tests slower.
    maxWorkers: 2
  }
});
