/** Owns the API's entry on AWS: the application of server/api/app.ts behind API Gateway, set up by the environment. */
import { getConnInfo, handle } from 'hono/aws-lambda';
import * as v from 'valibot';
import { createApi } from './api/app.ts';
import { logAsJson, writeJsonLine } from './api/log.ts';
import { createTokenVerifier } from './api/verify-token.ts';
import { cognitoUsers } from './cognito-users.ts';
import { connectTables } from './tables/client.ts';

/** Set by amplify/api/stack.ts. */
const EnvironmentSchema = v.object({
  YAMR_TABLE_PREFIX: v.string(),
  YAMR_ISSUER: v.pipe(v.string(), v.url()),
  YAMR_USER_POOL_ID: v.pipe(v.string(), v.nonEmpty()),
  YAMR_CLIENT_ID: v.pipe(v.string(), v.nonEmpty()),
  /** Separated by commas; empty where the page and the API share a host. */
  YAMR_ALLOWED_ORIGINS: v.string()
});
const env = v.parse(EnvironmentSchema, process.env);

// eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor, @hono/aws-lambda, is not published yet
export const handler = handle(
  createApi({
    tables: connectTables({ prefix: env.YAMR_TABLE_PREFIX }),
    verifier: createTokenVerifier({ issuer: env.YAMR_ISSUER, clientId: env.YAMR_CLIENT_ID }),
    users: cognitoUsers(env.YAMR_USER_POOL_ID),
    log: logAsJson,
    writeMetrics: writeJsonLine,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- as above
    addressOf: (c) => getConnInfo(c).remote.address ?? 'unknown',
    allowedOrigins: env.YAMR_ALLOWED_ORIGINS.split(',').filter(Boolean)
  })
);
