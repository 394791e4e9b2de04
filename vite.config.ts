/**
 * Owns the build and unit test settings. Tests run in Node beside the code they test; what needs a real
 * browser lives in tests/ and runs in Playwright.
 */
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [sveltekit()],
  // Without it a worker's dynamic imports (one per tfjs backend) are inlined into one 900 KB file.
  worker: { format: 'es' },
  build: { target: 'es2022', rolldownOptions: { checks: { bundlerTimings: false } } },
  test: {
    environment: 'node',
    include: ['src', 'training', 'scripts', 'server', 'eslint'].map((folder) => `${folder}/**/*.test.ts`),
    testTimeout: 60_000,
    // Two cores, shared with whatever else runs: more workers only make tests slower.
    maxWorkers: 2
  }
});
