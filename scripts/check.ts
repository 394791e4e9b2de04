/**
 * Owns `npm test`, the whole gate, the same here and in CI: format, lint, types, unit tests, build and
 * end-to-end tests. Ends with `N passed, N failed`, alone on a line.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPlainError } from '#core/errors';
import { findOrInstallBrowser } from './browser.ts';
import { PROJECT_DIR } from './build.ts';
import { explainItself } from './command.ts';
import { END_TO_END_REPORT, checkSteps, type Step, type TestCount } from './check-steps.ts';
import { runTasks } from './schedule.ts';

interface StepResult {
  readonly ok: boolean;
  readonly seconds: number;
  readonly count?: TestCount;
}

/** Steps that run side by side: the project's machines have two cores. */
const STEPS_AT_ONCE = 2;

/** Runs Node and keeps its output, so that steps side by side do not mix theirs. */
function runQuietly(
  args: readonly string[],
  env: NodeJS.ProcessEnv
): Promise<{ ok: boolean; output: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: PROJECT_DIR, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('close', (code) => done({ ok: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

async function runStep(step: Step, env: NodeJS.ProcessEnv): Promise<StepResult> {
  console.log(`... ${step.name}`);
  const startMs = performance.now();
  let ok = true;
  let output = '';
  for (const program of step.programs) {
    const ended = await runQuietly(program, env);
    output += ended.output;
    ok = ended.ok;
    if (!ok) break;
  }
  const count = await step.count?.().catch(() => undefined);
  const seconds = (performance.now() - startMs) / 1000;
  console.log(`${ok ? 'ok ' : 'BAD'} ${step.name} (${seconds.toFixed(1)} s)`);
  if (!ok || count) console.log(output.trimEnd());
  return { ok, seconds, ...(count ? { count } : {}) };
}

/** The closing table, and the line that programs read. A step that failed without a count counts as one. */
function summarise(steps: readonly Step[], results: ReadonlyMap<string, StepResult>): string {
  const total = { passed: 0, failed: 0, skipped: 0, flaky: 0 };
  const rows = steps.map(({ name }) => {
    const result = results.get(name);
    if (!result) return `${name.padEnd(8)} not run`;
    const { passed = 0, failed = 0, skipped = 0, flaky = 0 } = result.count ?? {};
    total.passed += passed;
    total.failed += result.ok ? failed : Math.max(failed, 1);
    total.skipped += skipped;
    total.flaky += flaky;
    return `${name.padEnd(8)} ${result.ok ? 'ok    ' : 'FAILED'} ${result.seconds.toFixed(1).padStart(7)} s`;
  });
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  const flaky = total.flaky > 0 ? `, ${total.flaky} passed at the second try` : '';
  return ['', ...rows, '', `${total.passed} passed, ${total.failed} failed${skipped}${flaky}`].join('\n');
}

async function check(): Promise<boolean> {
  const browser = await findOrInstallBrowser();
  const reportDir = mkdtempSync(join(tmpdir(), 'yamr-check-'));
  const env = {
    ...process.env,
    CI: 'true',
    YAMR_BROWSER: browser,
    [END_TO_END_REPORT.variable]: join(reportDir, END_TO_END_REPORT.file)
  };
  try {
    const steps = checkSteps(reportDir);
    const tasks = steps.map((step) => ({
      name: step.name,
      after: step.after,
      run: () => runStep(step, env)
    }));
    const results = await runTasks(tasks, STEPS_AT_ONCE);
    console.log(summarise(steps, results));
    return steps.every((step) => results.get(step.name)?.ok);
  } finally {
    await rm(reportDir, { recursive: true, force: true });
  }
}

explainItself(
  'test',
  'Runs everything that continuous integration runs, and ends with 1 where anything failed.'
);
try {
  if (!(await check())) process.exitCode = 1;
} catch (thrown) {
  console.error(`${toPlainError(thrown).message}\n\n0 passed, 1 failed`);
  process.exitCode = 1;
}
