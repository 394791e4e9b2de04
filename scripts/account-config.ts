/** Writes build/config.json from amplify_outputs.json: the last step of the site's build on AWS (amplify.yml). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { AccountConfigSchema, type AccountConfig } from '#core/account-config';
import { YamrError } from '#core/errors';
import { writeFileAtomically } from '#training/atomic-output';
import { PROJECT_DIR, SITE_DIR } from './build.ts';
import { runCommand } from './command.ts';

const OutputsSchema = v.object({
  auth: v.object({
    aws_region: v.string(),
    user_pool_id: v.string(),
    user_pool_client_id: v.string(),
    oauth: v.optional(v.object({ domain: v.string(), identity_providers: v.array(v.string()) }))
  }),
  custom: v.object({ apiUrl: v.string() })
});

/** `apiUrl`: where the page finds the API; the site's own /api where Hosting passes it on. */
export function accountConfigOf(outputs: unknown, apiUrl: string): AccountConfig {
  const { auth } = v.parse(OutputsSchema, outputs);
  const hasGoogle = auth.oauth?.identity_providers.includes('GOOGLE') ?? false;
  return v.parse(AccountConfigSchema, {
    formatVersion: 1,
    apiUrl,
    auth: {
      region: auth.aws_region,
      userPoolId: auth.user_pool_id,
      userPoolClientId: auth.user_pool_client_id,
      flow: 'USER_SRP_AUTH',
      ...(hasGoogle && auth.oauth ? { social: { domain: auth.oauth.domain, providers: ['Google'] } } : {})
    }
  });
}

if (process.argv[1] === import.meta.filename) {
  await runCommand<{ apiUrl: string }>({
    name: 'account-config',
    description: 'Writes build/config.json, by which the page finds accounts, from amplify_outputs.json.',
    setUp: (command) => {
      command.option('--api-url <url>', 'where the API is', '/api');
    },
    run: async ({ apiUrl }, { print }) => {
      const path = join(PROJECT_DIR, 'amplify_outputs.json');
      const text = await readFile(path, 'utf8').catch((cause: unknown) => {
        throw new YamrError('not-found', `${path} is missing: deploy the backend first (docs/deploy.md).`, {
          cause
        });
      });
      await writeFileAtomically(
        join(SITE_DIR, 'config.json'),
        `${JSON.stringify(accountConfigOf(JSON.parse(text), apiUrl))}\n`
      );
      print('Wrote build/config.json');
    }
  });
}
