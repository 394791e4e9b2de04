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

/** What scripts/build.ts has made of the release in use; empty where nothing was built yet. */
function pageData(): Plugin {
  const prefix = 'virtual:';
  const names = ['yamr-general-list', 'yamr-movie-pages'];
  return {
    name: 'yamr-page-data',
    resolveId: (id) => (names.some((name) => id === prefix + name) ? `\0${id}` : undefined),
    load(id) {
      const name = names.find((one) => id === `\0${prefix}${one}`);
      if (name === undefined) return undefined;
      let json = '[]';
      try {
        json = readFileSync(new URL(`./.svelte-kit/${name}.json`, import.meta.url), 'utf8');
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
  plugins: [pageData(), sveltekit()],
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
