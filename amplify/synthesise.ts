/** Owns making the templates without an account: `cdk.out/`, for the tests and for whoever wants to read them. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

export const TEMPLATES_DIR = join(import.meta.dirname, 'cdk.out');

rmSync(TEMPLATES_DIR, { recursive: true, force: true });
execFileSync(process.execPath, ['--import', 'tsx', 'backend.ts'], {
  cwd: import.meta.dirname,
  stdio: 'inherit',
  env: {
    ...process.env,
    AWS_REGION: 'eu-central-1',
    // The retrain as it is when it is on.
    YAMR_RETRAIN_IMAGE: 'v1',
    YAMR_RELEASE_KEYS: 'a'.repeat(64),
    CDK_OUTDIR: TEMPLATES_DIR,
    CDK_CONTEXT_JSON: JSON.stringify({
      'amplify-backend-namespace': 'yamr',
      'amplify-backend-name': 'main',
      'amplify-backend-type': 'branch'
    })
  }
});
