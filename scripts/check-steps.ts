/** Owns the steps of `npm test`: what each runs, what it waits for, and how many tests it counted. */
import { readFile } from 'node:fs/promises';

export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** End-to-end tests, counted as passed too, that failed once and passed when they were run again. */
  readonly flaky?: number;
}

export interface Step {
  readonly name: string;
  /** Arguments for Node, one list a program; the next runs when the one before succeeded. */
  readonly programs: readonly (readonly string[])[];
  /** Names of the steps that must have passed before. */
  readonly after: readonly string[];
  /** Reads the test counts from the report that the step wrote. */
  readonly count?: () => Promise<TestCount>;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

interface PlaywrightReport {
  readonly stats: { expected: number; unexpected: number; flaky: number; skipped: number };
}

async function readReport<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T;
}

async function countUnit(path: string): Promise<TestCount> {
  const report = await readReport<VitestReport>(path);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests
  };
}

async function countEndToEnd(path: string): Promise<TestCount> {
  const { stats } = await readReport<PlaywrightReport>(path);
  const { expected, unexpected, flaky, skipped } = stats;
  return { passed: expected + flaky, failed: unexpected, skipped, flaky };
}

const bin = (path: string, ...args: string[]): string[] => [`node_modules/${path}`, ...args];
const tsc = (project: string): string[] => bin('typescript/bin/tsc', '-p', project);

/** Where the end-to-end step writes its report; playwright.config.ts reads the variable. */
export const END_TO_END_REPORT = { variable: 'PLAYWRIGHT_JSON_OUTPUT_FILE', file: 'end-to-end.json' };

/** The steps in the order in which they are reported. `reportDir` is empty and writable. */
export function checkSteps(reportDir: string): Step[] {
  const unitReport = `${reportDir}/unit.json`;
  return [
    // Everything that reads tsconfig.json needs the types that SvelteKit generates.
    { name: 'sync', programs: [bin('@sveltejs/kit/svelte-kit.js', 'sync')], after: [] },
    { name: 'format', programs: [bin('prettier/bin/prettier.cjs', '--check', '.')], after: ['sync'] },
    { name: 'lint', programs: [bin('eslint/bin/eslint.js', '.')], after: ['sync'] },
    {
      name: 'types',
      programs: [
        bin('svelte-check/bin/svelte-check', '--tsconfig', 'tsconfig.json', '--fail-on-warnings'),
        tsc('src/lib/core/tsconfig.json'),
        tsc('training/tsconfig.json')
      ],
      after: ['sync']
    },
    {
      name: 'unit',
      programs: [
        bin(
          'vitest/vitest.mjs',
          'run',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${unitReport}`
        )
      ],
      after: ['sync'],
      count: () => countUnit(unitReport)
    },
    { name: 'build', programs: [['--import', 'tsx', 'scripts/build.ts']], after: ['sync'] },
    { name: 'amplify', programs: [['--import', 'tsx', 'scripts/check-amplify.ts']], after: [] },
    { name: 'budgets', programs: [['--import', 'tsx', 'scripts/budgets.ts']], after: ['build'] },
    {
      name: 'e2e',
      programs: [bin('@playwright/test/cli.js', 'test')],
      // Alone on the machine, because its timings and its browser want both cores.
      after: ['format', 'lint', 'types', 'unit', 'budgets', 'amplify'],
      count: () => countEndToEnd(`${reportDir}/${END_TO_END_REPORT.file}`)
    }
  ];
}
