/**
 * Owns what runs on AWS: accounts (auth/), the API with its tables (api/), and the retrain with its buckets (retrain/). `npm run check` in this folder makes the
 * CloudFormation templates without an account and asserts on them; docs/deploy.md deploys them.
 */
import { defineBackend } from '@aws-amplify/backend';
import { auth } from './auth/resource.ts';
import { createApiFunction } from './api/function.ts';
import { createGateway } from './api/gateway.ts';
import { createSweep } from './api/sweep.ts';
import { createTables } from './api/tables.ts';
import { createAlarms, watch } from './api/watch.ts';
import { createBuckets } from './retrain/buckets.ts';
import { watchModelAge } from './retrain/model-age.ts';
import { createSchedule } from './retrain/schedule.ts';
import { retrainSettings } from './retrain/settings.ts';
import { createTask } from './retrain/task.ts';
import { modelAge, retrainAlarms, retrainResults } from './retrain/watch.ts';
import { DEFAULT_TABLE_PREFIX } from '../server/tables/definitions.ts';
import { PASSWORD_MIN_LENGTH } from '../src/lib/core/account-rules.ts';

/** The branch whose tables have the plain names; every other one has its own. */
const MAIN_BRANCH = 'main';

const backend = defineBackend({ auth });
const { cfnUserPool, cfnUserPoolClient, cfnIdentityPool } = backend.auth.resources.cfnResources;
// Nobody's address has two accounts for its capitals: as the page and the local pool compare them.
cfnUserPool.usernameConfiguration = { caseSensitive: false };
cfnUserPool.policies = { passwordPolicy: { minimumLength: PASSWORD_MIN_LENGTH } };
cfnUserPool.deletionProtection = 'ACTIVE';
cfnUserPoolClient.preventUserExistenceErrors = 'ENABLED';
cfnUserPoolClient.explicitAuthFlows = ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
// Guests use YAMR without AWS.
cfnIdentityPool.allowUnauthenticatedIdentities = false;

const stack = backend.createStack('api');
const branch = String(stack.node.tryGetContext('amplify-backend-name'));
const prefix = branch === MAIN_BRANCH ? DEFAULT_TABLE_PREFIX : `${DEFAULT_TABLE_PREFIX}${branch}-`;
const origins = process.env['YAMR_ALLOWED_ORIGINS'] ?? '';
const { userPool, userPoolClient } = backend.auth.resources;
const issuer = `https://cognito-idp.${stack.region}.amazonaws.com/${userPool.userPoolId}`;

const tables = createTables(stack, prefix);
const handler = createApiFunction(stack, tables, userPool, {
  YAMR_TABLE_PREFIX: prefix,
  YAMR_ISSUER: issuer,
  YAMR_USER_POOL_ID: userPool.userPoolId,
  YAMR_CLIENT_ID: userPoolClient.userPoolClientId,
  YAMR_ALLOWED_ORIGINS: origins,
  NODE_OPTIONS: '--enable-source-maps'
});
createSweep(stack, tables, prefix, userPool);
const api = createGateway(stack, handler, issuer, userPoolClient.userPoolClientId, origins !== '');
const alarms = watch(stack, api, handler, tables, {
  Retrain: retrainResults(branch),
  'Age of the model, days': [modelAge(branch)]
});

const settings = retrainSettings(process.env);
const isOn = settings.image !== undefined;
const retrain = backend.createStack('retrain');
const buckets = createBuckets(retrain);
const task = createTask(retrain, tables, prefix, buckets, branch, settings);
const troubles = createSchedule(retrain, task, isOn);
watchModelAge(retrain, buckets.releases, branch, troubles, isOn);
createAlarms(retrain, alarms, retrainAlarms(branch, troubles, isOn));

// docs/deploy.md says where each goes. scripts/account-config.ts makes the page's /config.json from it.
backend.addOutput({
  custom: {
    apiUrl: api.apiEndpoint,
    modelsUrl: `https://${buckets.cdn.distributionDomainName}/models`,
    releases: buckets.releases.bucketName,
    data: buckets.data.bucketName,
    retrainImages: task.repository.repositoryUri
  }
});
