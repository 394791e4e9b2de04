/** Owns the lint rules: typescript-eslint strict with types, Svelte's own, and the import boundaries. */
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import boundaries from './eslint/boundaries.js';
import svelteConfig from './svelte.config.js';

/** Code whose typed-array indexing would drown in checks for `undefined`. */
const NUMERIC_CODE = [
  'src/lib/core/**',
  'src/lib/scorer/**',
  'training/**',
  // The search index is typed arrays too.
  'src/lib/catalogue/{grow,people-search,search,term-segment}{,.test}.ts'
];

export default defineConfig(
  globalIgnores([
    'build/',
    '.svelte-kit/',
    '.data/',
    // A workspace with packages of its own, which are not installed where nobody needs them.
    'amplify/',
    'static/',
    'test-results/',
    'playwright-report/',
    'coverage/'
  ]),
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { yamr: boundaries },
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: {
        project: ['./tsconfig.json', './training/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte']
      }
    },
    rules: {
      'yamr/boundaries': 'error',
      'no-undef': 'off', // TypeScript knows better
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' }
      ],
      // Structural types are how tfjs' backends and our fakes are meant to fit.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }]
    }
  },
  // Plain modules stand in no tsconfig.
  { files: ['**/*.mjs'], extends: [ts.configs.disableTypeChecked], rules: { 'yamr/boundaries': 'off' } },
  // Matchers and parsed JSON are `any`; the assertion is the check.
  { files: ['**/*.test.ts', 'tests/**'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
  { files: NUMERIC_CODE, rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // The app lives at the root of its host (paths.base is empty), so links need no resolving.
      'svelte/no-navigation-without-resolve': 'off',
      // It cannot tell a value that is read once from one that a page follows.
      'svelte/prefer-svelte-reactivity': 'off'
    }
  },
  {
    // ESLint sees imported components as `any`; svelte-check types their props.
    files: ['**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off'
    }
  },
  { files: ['**/*.js'], extends: [ts.configs.disableTypeChecked] }
);
