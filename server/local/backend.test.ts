/** The local backend as a person meets it: sign up, read the code, rate, stop and start again, delete the account. */
import { createSign, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccountConfigSchema, MailboxSchema } from '#core/account-config';
import { createApp } from '../app.ts';
import { listen } from '../listen.ts';
import { startLocalBackend, type LocalBackend, type LocalBackendOptions } from './backend.ts';
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
const told: string[] = [];
let backend: LocalBackend;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-backend-'));
  options = { folder, print: (line) => told.push(line) };
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
const subjectOf = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string }).sub;
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
  expect(localSettings({})).toMatchObject({ isOpen: false, names: [], logAll: false });
  const named = localSettings({ HOST: 'tv.lan', YAMR_HOSTS: 'a.lan, b.lan', YAMR_BACKEND_FOLDER: '/x' });
  expect(named).toMatchObject({ folder: '/x', isOpen: true, names: ['tv.lan', 'a.lan', 'b.lan'] });
});

describe('codes', () => {
  const confirm = (Username: string, ConfirmationCode?: string) =>
    cognito('ConfirmSignUp', { ClientId, Username, ConfirmationCode });

  it('are refused blank, missing, wrong and used, in the same words as for an address that is unknown', async () => {
    const Username = 'eve@example.org';
    await signUp(Username);
    const unknown = (await confirm('nobody@example.org', '123456')).json;
    expect(unknown.__type).toBe('CodeMismatchException');
    for (const code of ['', undefined, '000000', await codeFor(Username)]) {
      const reset = { ClientId, Username, ConfirmationCode: code, Password: 'another horse' };
      expect((await cognito('ConfirmForgotPassword', reset)).json).toEqual(unknown);
    }
    expect(tokensOf(await signIn(Username)).AccessToken).toBeTruthy();
  });

  it('can be tried a few times a minute, then not even the right one counts', async () => {
    const Username = 'fay@example.org';
    await cognito('SignUp', { ClientId, Username, Password: password });
    const right = await codeFor(Username);
    const wrong = right === '111111' ? '222222' : '111111';
    const tries = [];
    for (let k = 0; k < 6; k++) tries.push((await confirm(Username, wrong)).json.__type);
    expect(tries).toEqual([...Array<string>(5).fill('CodeMismatchException'), 'LimitExceededException']);
    expect((await confirm(Username, right)).json.__type).toBe('LimitExceededException');
  });

  it('are sent a few times a minute, and nothing tells to whom none could be sent', async () => {
    const send = async (Username: string) =>
      (await cognito('ForgotPassword', { ClientId, Username })).json as object;
    const [known, unknown] = [await send('ann@example.org'), await send('nobody@example.org')];
    const shape = (email: string) => ({
      CodeDeliveryDetails: expect.objectContaining({ Destination: email })
    });
    expect([known, unknown]).toEqual([shape('ann@example.org'), shape('nobody@example.org')]);
    expect(await codeFor('nobody@example.org')).toBe('');
    for (let k = 0; k < 4; k++) await send('ann@example.org');
    expect(await send('ann@example.org')).toMatchObject({ __type: 'LimitExceededException' });
  });
});

describe('an address', () => {
  it('is compared without case, at every door', async () => {
    await signUp('Gus@Example.org');
    expect(tokensOf(await signIn('gUS@eXAMPLE.ORG')).AccessToken).toBeTruthy();
    const again = { ClientId, Username: 'GUS@example.org', Password: password };
    expect((await cognito('SignUp', again)).json.__type).toBe('UsernameExistsException');
    await cognito('ForgotPassword', { ClientId, Username: 'GUS@EXAMPLE.ORG' });
    expect(await codeFor('gus@example.org')).toMatch(/^\d{6}$/);
  });

  it('is one account though two ask for it at the same moment', async () => {
    const Username = 'hal@example.org';
    const both = await Promise.all(
      [1, 2].map(() => cognito('SignUp', { ClientId, Username, Password: password }))
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it('cannot be given the user id of somebody else', async () => {
    await signUp('ida@example.org');
    const { AccessToken } = tokensOf(await signIn('ida@example.org'));
    const sub = subjectOf(AccessToken);
    const Username = 'mallory@example.org';
    const UserAttributes = [
      { Name: 'sub', Value: sub },
      { Name: 'email', Value: 'ida@example.org' }
    ];
    await cognito('SignUp', { ClientId, Username, Password: password, UserAttributes });
    const ConfirmationCode = await codeFor(Username);
    await cognito('ConfirmSignUp', { ClientId, Username, ConfirmationCode });
    expect(subjectOf(tokensOf(await signIn(Username)).AccessToken)).not.toBe(sub);
  });
});

it('the pool’s administration answers nobody, and no target of another kind', async () => {
  await signUp('jon@example.org');
  const admin = { UserPoolId: 'local_yamr', Username: 'jon@example.org', Password: 'x', Permanent: true };
  for (const target of [
    'AdminDeleteUser',
    'AdminSetUserPassword',
    'AdminConfirmSignUp',
    'AdminGetUser',
    'AdminInitiateAuth',
    'ListUsers',
    'ListUserPools',
    'CreateUserPool',
    'DeleteUserPool',
    'UpdateUserPoolClient',
    'GetUser',
    'toString',
    '__proto__'
  ]) {
    expect((await cognito(target, admin)).json).toEqual({
      __type: 'UnknownOperationException',
      message: 'This server does not do that.'
    });
  }
  expect(tokensOf(await signIn('jon@example.org')).AccessToken).toBeTruthy();
});

it('believes no token that it has not signed: not one of cognito-local’s own key either', async () => {
  await signUp('kim@example.org');
  const { AccessToken } = tokensOf(await signIn('kim@example.org'));
  const [header = '', body = ''] = AccessToken.split('.');
  const key = createRequire(import.meta.url)('cognito-local/lib/keys/cognitoLocal.private.json') as {
    pem: string;
  };
  const stolen = createSign('RSA-SHA256').update(`${header}.${body}`).sign(key.pem, 'base64url');
  for (const signature of [stolen, 'forged']) {
    const forged = `${header}.${body}.${signature}`;
    expect((await cognito('DeleteUser', { AccessToken: forged })).json.__type).toBe('NotAuthorizedException');
    expect(await readRatings(forged)).toMatchObject({ code: 'unauthenticated' });
  }
});

it('deletes an account with one request, and says 410 to whoever still holds a token of it', async () => {
  await signUp('liv@example.org');
  const { AccessToken, RefreshToken } = tokensOf(await signIn('liv@example.org'));
  const headers = { Authorization: `Bearer ${AccessToken}`, 'Content-Type': 'application/json' };
  const event = { eventId: randomUUID(), epoch: 0, movieId: 1, stars: 4.5, updatedAtMs: Date.now() };
  const rate = (epoch: number) =>
    backend.app.request('/api/rate', { method: 'POST', headers, body: JSON.stringify({ ...event, epoch }) });
  expect((await rate(0)).status).toBe(200);
  for (const deletedCount of [1, 0]) {
    const answer = await backend.app.request('/api/account', { method: 'DELETE', headers });
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ deletedCount })]);
  }
  for (const epoch of [0, 1]) {
    const refused = await rate(epoch);
    expect([refused.status, await refused.json()]).toMatchObject([410, { code: 'account-closed' }]);
  }
  expect(await readRatings(AccessToken)).toMatchObject({ code: 'account-closed' });
  expect((await signIn('liv@example.org')).__type).toBe('NotAuthorizedException');
  expect((await cognito('GetTokensFromRefreshToken', { ClientId, RefreshToken })).status).toBe(400);
  // The address is free again, for another account.
  await signUp('liv@example.org');
  expect(await readRatings(tokensOf(await signIn('liv@example.org')).AccessToken)).toMatchObject({
    changes: []
  });
});

it('the database’s process is started again when it dies, and health says so meanwhile', async () => {
  const health = async (): Promise<unknown> => (await backend.app.request('/api/health')).json();
  expect(await health()).toEqual({ live: true, ready: true, table: 'reachable' });
  await signUp('max@example.org');
  const { AccessToken } = tokensOf(await signIn('max@example.org'));
  for (const _time of [1, 2]) {
    process.kill(backend.dynamoDb.pid() ?? 0, 'SIGKILL');
    await expect.poll(health, { timeout: 20_000 }).toEqual({ live: true, ready: false, table: 'restarting' });
    await expect.poll(health, { timeout: 30_000 }).toMatchObject({ ready: true });
    expect(await readRatings(AccessToken)).toMatchObject({ epoch: 0 });
  }
  // Each time it is left alone for longer.
  expect(told.join('\n')).toMatch(/started again in 0\.3 s\.[^]*started again in 0\.5 s\./);
});
