/**
 * Owns the gate's look at amplify/: installs that workspace's packages (1 GB, for nothing else), checks its types, makes
 * the CloudFormation templates without an account and asserts on them. Skips the install where it is up to date.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_DIR } from './build.ts';
import { explainItself } from './command.ts';
import { run, runNode } from './run.ts';

const AMPLIFY_DIR = join(PROJECT_DIR, 'amplify');
const changedMs = async (path: string): Promise<number> =>
  (await stat(join(AMPLIFY_DIR, path)).catch(() => undefined))?.mtimeMs ?? 0;

/** npm writes the first of these last. */
async function isInstalled(): Promise<boolean> {
  return (await changedMs('node_modules/.package-lock.json')) >= (await changedMs('package-lock.json'));
}

explainItself('check-amplify', 'Checks amplify/: installs its packages (1 GB), types, templates.');
const steps = [
  async () => ((await isInstalled()) ? 0 : run('npm', ['ci', '--no-audit', '--no-fund'], AMPLIFY_DIR)),
  () => runNode(['node_modules/typescript/bin/tsc', '-p', 'amplify/tsconfig.json'], PROJECT_DIR),
  () => runNode(['--import', 'tsx', 'synthesise.ts'], AMPLIFY_DIR),
  () => runNode(['--import', 'tsx', '--test', 'templates.test.ts'], AMPLIFY_DIR)
];
for (const step of steps) {
  process.exitCode = await step();
  if (process.exitCode !== 0) break;
}
