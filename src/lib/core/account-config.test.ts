import * as v from 'valibot';
import { expect, it } from 'vitest';
import { AccountConfigSchema } from './account-config.ts';

const config = {
  formatVersion: 1,
  apiUrl: '/api',
  auth: {
    region: 'eu-central-1',
    userPoolId: 'eu-central-1_abc',
    userPoolClientId: 'client',
    flow: 'USER_SRP_AUTH'
  }
};

it.each(['/api', 'https://api.example.org', 'http://localhost:4173/api'])('an API can be at %s', (apiUrl) => {
  expect(v.is(AccountConfigSchema, { ...config, apiUrl })).toBe(true);
});

it.each(['', '/', 'api', 'https://', '/api/', 'javascript:alert(1)'])(
  'an API cannot be at "%s"',
  (apiUrl) => {
    expect(v.is(AccountConfigSchema, { ...config, apiUrl })).toBe(false);
  }
);

it('a configuration of a later format is refused', () => {
  expect(v.is(AccountConfigSchema, { ...config, formatVersion: 2 })).toBe(false);
});
