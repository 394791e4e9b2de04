/** Proves that the import boundaries of ARCHITECTURE.md fire, through the project's own ESLint config. */
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const eslint = new ESLint({
  ruleFilter: ({ ruleId }) => ruleId === 'yamr/boundaries',
  // The snippets are in no TypeScript program.
  overrideConfig: {
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    languageOptions: { parserOptions: { project: null } }
  }
});

async function problems(filePath: string, code: string): Promise<string[]> {
  const results = await eslint.lintText(code, { filePath });
  return results.flatMap((result) => result.messages.map((message) => message.message));
}

test.each([
  ['src/lib/core/x.ts', `import '../scorer/backend.ts';`],
  ['src/lib/core/x.ts', `import '#scorer/backend';`],
  ['src/lib/core/x.ts', `import '$lib/state/ratings';`],
  ['src/lib/core/x.ts', `import 'node:fs';`],
  ['src/lib/core/x.ts', `import 'svelte';`],
  ['src/lib/core/metrics/x.ts', `export * from '../../release/load.ts';`],
  ['src/routes/+page.svelte', `<script lang="ts">import '../../training/dataset.ts';</script>`],
  ['src/lib/state/x.svelte.ts', `import type { Dataset } from '#training/dataset';`],
  ['src/lib/state/x.ts', `const s = await import('../../../scripts/run.ts');`],
  ['src/lib/release/x.ts', `import '../../../server/app.ts';`],
  ['src/lib/release/x.ts', `import '../../../amplify/backend.ts';`],
  ['src/lib/release/x.ts', `import 'node:path';`],
  ['src/lib/state/x.ts', `const tf = await import('@tensorflow/tfjs-core');`],
  ['scripts/x.ts', `import '@tensorflow/tfjs';`],
  ['src/routes/x.ts', `import { wrap } from 'comlink';`],
  ['src/lib/ratings/sync.ts', `import { openDB } from 'idb';`],
  ['src/lib/state/x.ts', `const auth = await import('aws-amplify/auth');`],
  ['training/x.ts', `import '../src/lib/release/load.ts';`],
  ['server/x.ts', `import '../src/lib/ratings/db.ts';`]
])('%s must not say %s', async (filePath, code) => {
  expect(await problems(filePath, code)).toEqual([expect.stringContaining('may')]);
});

test.each([
  ['src/lib/core/metrics/x.ts', `import '../tensor.ts'; import '#core/ids'; import 'valibot';`],
  ['src/lib/core/x.test.ts', `import 'vitest'; import '../../../tests/tiny-release.ts';`],
  [
    'src/lib/scorer/x.ts',
    `import 'comlink'; await import('@tensorflow/tfjs-backend-wasm'); import '#core/ids';`
  ],
  ['src/lib/ratings/db.ts', `import 'idb';`],
  ['src/lib/account/x.ts', `import 'aws-amplify/auth';`],
  [
    'src/routes/+page.svelte',
    `<script lang="ts">import '$lib/state/ratings.svelte.ts'; import '#release/load';</script>`
  ],
  [
    'training/x.ts',
    `import '@tensorflow/tfjs'; import '../src/lib/scorer/create-model.ts'; import './dataset.ts';`
  ],
  ['scripts/x.ts', `import '#training/dataset'; import '../server/app.ts'; import 'node:fs';`]
])('%s may say %s', async (filePath, code) => {
  expect(await problems(filePath, code)).toEqual([]);
});
