/** Owns the sweep's entry on AWS: a function that a schedule starts once a day. */
import * as v from 'valibot';
import { writeJsonLine } from './api/log.ts';
import { sweep } from './api/sweep.ts';
import { cognitoUsers } from './cognito-users.ts';
import { connectTables } from './tables/client.ts';

/** Set by amplify/api/sweep.ts. */
const EnvironmentSchema = v.object({
  YAMR_TABLE_PREFIX: v.string(),
  YAMR_USER_POOL_ID: v.pipe(v.string(), v.nonEmpty())
});
const env = v.parse(EnvironmentSchema, process.env);

export const handler = async (): Promise<void> => {
  const result = await sweep({
    tables: connectTables({ prefix: env.YAMR_TABLE_PREFIX }),
    users: cognitoUsers(env.YAMR_USER_POOL_ID),
    nowMs: Date.now()
  });
  writeJsonLine({ level: 'info', sweep: result });
};
