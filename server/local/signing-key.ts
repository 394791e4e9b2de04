/**
 * Owns the key that local tokens are signed with: made on the first start, kept in the folder of the accounts. cognito-local's
 * own lies in its package, so that everybody could sign a token of everybody.
 */
import {
  createPrivateKey,
  createPublicKey,
  createSign,
  generateKeyPairSync,
  type KeyObject
} from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { TokenGenerator } from 'cognito-local/lib/services/tokenGenerator.js';
import { writeFileAtomically } from '#training/atomic-output';
import { asideName } from './json-store.ts';

/** Not `.json`: cognito-local takes each of those for a pool. */
const FILE = 'signing-key.pem';
const KEY_ID = 'yamr-local';

async function readKey(path: string, tell: (sentence: string) => void): Promise<KeyObject | undefined> {
  let pem: string;
  try {
    pem = await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
  try {
    return createPrivateKey(pem);
  } catch {
    const aside = asideName(path);
    await rename(path, aside);
    tell(`${path} is no key: it lies in ${aside} now, and whoever is signed in gets new tokens.`);
    return undefined;
  }
}

export interface SigningKey {
  /** What tokens are verified with. */
  readonly jwks: ArrayBuffer;
  /** The same tokens, signed with this key. */
  sign(generator: TokenGenerator): TokenGenerator;
}

export async function openSigningKey(folder: string, tell: (sentence: string) => void): Promise<SigningKey> {
  const path = join(folder, FILE);
  let key = await readKey(path, tell);
  if (!key) {
    key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    await writeFileAtomically(path, key.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  }
  const privateKey = key;
  const header = Buffer.from(JSON.stringify({ alg: 'RS256', typ: 'JWT', kid: KEY_ID })).toString('base64url');
  const signed = (token: string): string => {
    const text = `${header}.${token.split('.')[1] ?? ''}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
  };
  const jwk = {
    ...createPublicKey(privateKey).export({ format: 'jwk' }),
    kid: KEY_ID,
    use: 'sig',
    alg: 'RS256'
  };
  return {
    jwks: new TextEncoder().encode(JSON.stringify({ keys: [jwk] })).buffer,
    sign: (generator) => ({
      async generate(...args) {
        const { AccessToken, IdToken, RefreshToken } = await generator.generate(...args);
        return {
          AccessToken: signed(AccessToken),
          IdToken: signed(IdToken),
          RefreshToken: signed(RefreshToken)
        };
      }
    })
  };
}
