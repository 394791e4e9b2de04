/** Who gets in: forged, expired and foreign tokens are 401 on every address that needs one. */
import { createHmac, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  CLIENT_ID,
  ISSUER,
  newKeys,
  signToken,
  startTestBackend,
  type TestBackend
} from '../../tests/backend.ts';
import { createTokenVerifier } from './verify-token.ts';

let backend: TestBackend;
let api: ReturnType<TestBackend['createApi']>;
beforeAll(async () => {
  backend = await startTestBackend();
  api = backend.createApi();
});
afterAll(() => backend.close());

const nowSec = Math.floor(Date.now() / 1000);
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const good = {
  sub: 'ann',
  iss: ISSUER,
  client_id: CLIENT_ID,
  token_use: 'access',
  exp: nowSec + 600,
  iat: nowSec
};
const own = (claims: object, header: object = {}): string =>
  signToken(backend.issuer.privateKey, { ...good, ...claims }, { ...header });

/** A MAC over the public key's bytes, for verifiers that let the token choose the algorithm. */
function confused(keyText: string | Buffer): string {
  const text = `${encode({ alg: 'HS256', kid: 'key-1', typ: 'JWT' })}.${encode(good)}`;
  return `${text}.${createHmac('sha256', keyText).update(text).digest('base64url')}`;
}
const tampered = (): string => {
  const [header = '', , signature = ''] = own({}).split('.');
  return `${header}.${encode({ ...good, sub: 'bob' })}.${signature}`;
};

const FORGERIES: Record<string, () => string> = {
  'no token': () => '',
  'no JWT': () => 'Bearer abc',
  'another scheme': () => `Basic ${own({})}`,
  'another key of the same name': () => `Bearer ${signToken(newKeys().privateKey, good)}`,
  'a key that nobody knows': () => `Bearer ${own({}, { kid: 'key-2' })}`,
  'no key named': () => `Bearer ${own({}, { kid: undefined })}`,
  'the key in its own header': () => {
    const { publicKey, privateKey } = newKeys();
    return `Bearer ${signToken(privateKey, good, { kid: 'mine', jwk: publicKey.export({ format: 'jwk' }) })}`;
  },
  'keys at an address of its own': () => `Bearer ${own({}, { kid: 'x', jku: 'https://evil.example/jwks' })}`,
  'alg none': () => `Bearer ${encode({ alg: 'none', kid: 'key-1' })}.${encode(good)}.`,
  'alg none with a signature': () => `Bearer ${encode({ alg: 'none', kid: 'key-1' })}.${encode(good)}.AAAA`,
  'alg None': () => `Bearer ${encode({ alg: 'None', kid: 'key-1' })}.${encode(good)}.AAAA`,
  'the public key as an HMAC secret, PEM': () =>
    `Bearer ${confused(backend.issuer.publicKey.export({ format: 'pem', type: 'spki' }))}`,
  'the public key as an HMAC secret, DER': () =>
    `Bearer ${confused(createPublicKey(backend.issuer.publicKey.export({ format: 'pem', type: 'spki' })).export({ format: 'der', type: 'spki' }))}`,
  'the public key as an HMAC secret, JWK': () =>
    `Bearer ${confused(JSON.stringify(backend.issuer.publicKey.export({ format: 'jwk' })))}`,
  'another person written into it': () => `Bearer ${tampered()}`,
  'an expiry in the past': () => `Bearer ${own({ exp: nowSec - 1 })}`,
  'no expiry': () => `Bearer ${own({ exp: undefined })}`,
  'a time before which it is not valid': () => `Bearer ${own({ nbf: nowSec + 600 })}`,
  'another issuer': () => `Bearer ${own({ iss: `${ISSUER}x` })}`,
  'no issuer': () => `Bearer ${own({ iss: undefined })}`,
  'another client': () => `Bearer ${own({ client_id: 'another-app' })}`,
  'no client': () => `Bearer ${own({ client_id: undefined })}`,
  'the use of an id token': () => `Bearer ${own({ token_use: 'id', aud: CLIENT_ID })}`,
  'no use': () => `Bearer ${own({ token_use: undefined })}`,
  'no subject': () => `Bearer ${own({ sub: undefined })}`,
  'a subject that is no id': () => `Bearer ${own({ sub: 'a b/../c' })}`,
  'a subject that is no text': () => `Bearer ${own({ sub: { toString: 'ann' } })}`
};
const ROUTES = [
  ['POST', '/rate'],
  ['POST', '/rate/batch'],
  ['GET', '/ratings'],
  ['DELETE', '/ratings'],
  ['DELETE', '/account']
] as const;

it.each(Object.keys(FORGERIES))('a token with %s is 401 everywhere', async (name) => {
  for (const [method, path] of ROUTES) {
    const response = await api.request(path, {
      method,
      headers: { Authorization: FORGERIES[name]?.() ?? '', 'Content-Type': 'application/json' },
      ...(method === 'POST' ? { body: '{}' } : {})
    });
    expect([path, response.status]).toEqual([path, 401]);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
  }
});

it('the same token unforged is let in, and the keys were asked for only a few times in all', async () => {
  const response = await api.request('/ratings', { headers: { Authorization: `Bearer ${own({})}` } });
  expect(response.status).toBe(200);
  expect(backend.issuer.countFetches()).toBeLessThan(5);
});

it('a token that was let in, and is remembered, is refused from its expiry on', async () => {
  const { privateKey } = backend.issuer;
  let nowMs = Date.now();
  const jwks = {
    keys: [{ ...backend.issuer.publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', alg: 'RS256' }]
  };
  const verifier = createTokenVerifier({
    issuer: ISSUER,
    clientId: CLIENT_ID,
    now: () => nowMs,
    fetchJwks: () => Promise.resolve(new TextEncoder().encode(JSON.stringify(jwks)).buffer)
  });
  const soon = Math.floor(nowMs / 1000) + 2;
  const header = `Bearer ${signToken(privateKey, { ...good, exp: soon })}`;
  expect(await verifier.userIdOf(header)).toBe('ann');
  expect(await verifier.userIdOf(header)).toBe('ann');
  nowMs = soon * 1000 + 1;
  vi.useFakeTimers({ now: nowMs, toFake: ['Date'] });
  try {
    await expect(verifier.userIdOf(header)).rejects.toMatchObject({ code: 'unauthenticated' });
  } finally {
    vi.useRealTimers();
  }
});
