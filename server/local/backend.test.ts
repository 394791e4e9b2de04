/** The local backend as a person meets it: sign up, read the code, rate, stop and start again, delete the account. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AccountConfigSchema, MailboxSchema } from '#core/account-config';
import { createApp } from '../app.ts';
import { listen } from '../listen.ts';
import { startLocalBackend, type LocalBackend, type LocalBackendOptions } from './backend.ts';
import { startDynamoDb } from './dynamodb.ts';
import { localSettings } from './settings.ts';

/** Of what Cognito's targets answer, the fields that these tests look at. */
interface Answer {
  readonly __type?: string;
  readonly AuthenticationResult?: { readonly AccessToken: string; readonly RefreshToken: string };
}

const ClientId = 'yamr-page';
const password = 'correct horse';
let folder = '';
let options: LocalBackendOptions;
let backend: LocalBackend;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-backend-'));
  options = { folder, dynamoDbPort: 0, print: () => undefined };
  backend = await startLocalBackend(options);
});
afterAll(async () => {
  await backend.close();
  await rm(folder, { recursive: true });
});

async function cognito(target: string, body: object): Promise<{ status: number; json: Answer }> {
  const response = await backend.app.request('/cognito', {
    method: 'POST',
    headers: { 'X-Amz-Target': `AWSCognitoIdentityProviderService.${target}` },
    body: JSON.stringify(body)
  });
  return { status: response.status, json: (await response.json()) as Answer };
}
function tokensOf({ AuthenticationResult, __type }: Answer) {
  if (AuthenticationResult) return AuthenticationResult;
  throw new Error(`There are no tokens, but ${__type ?? 'nothing'}.`);
}
async function codeFor(email: string): Promise<string> {
  const response = await backend.app.request(`/mailbox?to=${encodeURIComponent(email)}`);
  return v.parse(MailboxSchema, await response.json()).messages[0]?.code ?? '';
}
async function signIn(email: string, word = password): Promise<Answer> {
  const AuthParameters = { USERNAME: email, PASSWORD: word };
  return (await cognito('InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })).json;
}
async function signUp(email: string): Promise<void> {
  await cognito('SignUp', { ClientId, Username: email, Password: password });
  const ConfirmationCode = await codeFor(email);
  expect((await cognito('ConfirmSignUp', { ClientId, Username: email, ConfirmationCode })).status).toBe(200);
}
const readRatings = async (accessToken: string): Promise<unknown> => {
  const headers = { Authorization: `Bearer ${accessToken}` };
  return (await backend.app.request('/api/ratings', { headers })).json();
};

it('tells the page where everything is', async () => {
  const config = v.parse(AccountConfigSchema, await (await backend.app.request('/config.json')).json());
  expect(config).toMatchObject({ apiUrl: '/api', auth: { endpoint: '/cognito', mailboxUrl: '/mailbox' } });
});

it('keeps accounts and ratings over a restart, and tokens stay good', async () => {
  await signUp('ann@example.org');
  const { AccessToken, RefreshToken } = tokensOf(await signIn('ann@example.org'));
  const event = { eventId: randomUUID(), epoch: 0, movieId: 1, stars: 4.5, updatedAtMs: Date.now() };
  const headers = { Authorization: `Bearer ${AccessToken}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify(event);
  expect((await backend.app.request('/api/rate', { method: 'POST', headers, body })).status).toBe(200);

  await backend.close();
  backend = await startLocalBackend(options);
  expect(await readRatings(AccessToken)).toMatchObject({ changes: [event] });
  const refreshed = await cognito('GetTokensFromRefreshToken', { ClientId, RefreshToken });
  expect(await readRatings(tokensOf(refreshed.json).AccessToken)).toMatchObject({
    changes: [event]
  });
});

it('does not say whether the address or the password was wrong, and wants eight characters', async () => {
  const expected = { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' };
  expect(await signIn('ann@example.org', 'wrong')).toEqual(expected);
  expect(await signIn('nobody@example.org')).toEqual(expected);
  const short = await cognito('SignUp', { ClientId, Username: 'x@example.org', Password: 'short' });
  expect([short.status, short.json.__type]).toEqual([400, 'InvalidPasswordException']);
});

it('sends another code, of which the last one counts', async () => {
  const Username = 'bea@example.org';
  await cognito('SignUp', { ClientId, Username, Password: password });
  const first = await codeFor(Username);
  await cognito('ResendConfirmationCode', { ClientId, Username });
  const second = await codeFor(Username);
  const confirm = (ConfirmationCode: string) =>
    cognito('ConfirmSignUp', { ClientId, Username, ConfirmationCode });
  if (first !== second) expect((await confirm(first)).json.__type).toBe('CodeMismatchException');
  expect((await confirm(second)).status).toBe(200);
});

it('a forgotten password is set anew with a code', async () => {
  const Username = 'cem@example.org';
  await signUp(Username);
  await cognito('ForgotPassword', { ClientId, Username });
  const ConfirmationCode = await codeFor(Username);
  await cognito('ConfirmForgotPassword', { ClientId, Username, ConfirmationCode, Password: 'another horse' });
  expect((await signIn(Username)).__type).toBe('NotAuthorizedException');
  expect(tokensOf(await signIn(Username, 'another horse')).AccessToken).toBeTruthy();
});

it('an account that is deleted is gone', async () => {
  await signUp('dan@example.org');
  const { AccessToken } = tokensOf(await signIn('dan@example.org'));
  expect((await cognito('DeleteUser', { AccessToken })).status).toBe(200);
  expect((await signIn('dan@example.org')).__type).toBe('NotAuthorizedException');
});

it('a second server on the same folder is told so in one sentence', async () => {
  await expect(startLocalBackend(options)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/cannot be opened, perhaps because another server uses it/)
  });
});

it('a port that is taken is one clear sentence', async () => {
  const first = await startDynamoDb();
  const port = Number(new URL(first.endpoint).port);
  await expect(startDynamoDb({ port })).rejects.toThrow(/cannot listen on port .*YAMR_DYNAMODB_PORT/);
  await first.close();
});

it('answers over HTTP beside the site, which keeps its own health', async () => {
  const server = await listen(createApp(folder, backend.app), 0);
  const get = async (path: string): Promise<unknown> =>
    (await fetch(`http://127.0.0.1:${server.port}${path}`)).json();
  expect(await get('/api/health')).toEqual({ live: true, ready: true, table: 'reachable' });
  expect(await get('/health')).toMatchObject({ status: 'ok' });
  await server.close();
});

it('hides from other machines unless HOST is set', async () => {
  const from = (address: string, isOpen: boolean) => {
    const incoming = { socket: { remoteAddress: address, remotePort: 1, remoteFamily: 'IPv4' } };
    return startedWith(isOpen).request('/config.json', {}, { incoming });
  };
  const startedWith = (isOpen: boolean) => (isOpen ? open.app : backend.app);
  const open = await startLocalBackend({ ...options, folder: join(folder, 'open'), isOpen: true });
  expect((await from('192.168.1.7', false)).status).toBe(404);
  expect((await from('::ffff:127.0.0.1', false)).status).toBe(200);
  expect((await from('192.168.1.7', true)).status).toBe(200);
  await open.close();
});

it('has settings for everything, and a default for each', () => {
  expect(localSettings({}, 4173)).toMatchObject({ dynamoDbPort: 4183, isOpen: false, logAll: false });
  expect(localSettings({ HOST: '0.0.0.0', YAMR_DYNAMODB_PORT: '9' }, 0)).toMatchObject({
    dynamoDbPort: 9,
    isOpen: true
  });
  expect(() => localSettings({ YAMR_DYNAMODB_PORT: 'x' }, 1)).toThrow('YAMR_DYNAMODB_PORT must be a number');
});
