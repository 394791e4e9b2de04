import { expect, it } from 'vitest';
import { accountConfigOf } from './account-config.ts';

const outputs = {
  version: '1.4',
  auth: { aws_region: 'eu-central-1', user_pool_id: 'eu-central-1_x', user_pool_client_id: 'c' },
  custom: { apiUrl: 'https://x.execute-api.eu-central-1.amazonaws.com' }
};

it('the page signs in by SRP at Cognito itself, and finds the API on its own host', () => {
  expect(accountConfigOf(outputs, '/api')).toEqual({
    formatVersion: 1,
    apiUrl: '/api',
    auth: {
      region: 'eu-central-1',
      userPoolId: 'eu-central-1_x',
      userPoolClientId: 'c',
      flow: 'USER_SRP_AUTH'
    }
  });
});

it('a Google button is shown where Google is set up', () => {
  const oauth = { domain: 'x.auth.eu-central-1.amazoncognito.com', identity_providers: ['GOOGLE'] };
  const config = accountConfigOf({ ...outputs, auth: { ...outputs.auth, oauth } }, '/api');
  expect(config.auth.social).toEqual({ domain: oauth.domain, providers: ['Google'] });
});

it('outputs without accounts are refused', () => {
  expect(() => accountConfigOf({ custom: outputs.custom }, '/api')).toThrow('auth');
});
