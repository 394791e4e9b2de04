/**
 * Owns who a request comes from: a Cognito access token, verified by aws-jwt-verify (signature by the pool's JWKS,
 * cached; issuer, expiry, client id, token use). The user's id is the token's subject and comes from nowhere else.
 */
import { JwtVerifier } from 'aws-jwt-verify';
import { validateCognitoJwtFields } from 'aws-jwt-verify/cognito-verifier';
import { FetchError, JwksValidationError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { ApiProblem } from './problem.ts';
import { rememberRecent } from './recent.ts';

const JWKS_TIMEOUT_MS = 3_000;
/** A verified token is not verified again for so long, if it lives that long: a fifth of what a request costs. */
const REMEMBERED_MS = 60_000;
/** Tokens remembered at once; one is some 1 KB. */
const REMEMBERED_MAX = 5_000;
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;
/** A subject is a UUID; whatever else it may become, it must be usable as a key. */
const SUBJECT = /^[\w-]{1,128}$/;

export interface TokenVerifierOptions {
  /** `https://cognito-idp.<region>.amazonaws.com/<user pool>` */
  readonly issuer: string;
  readonly clientId: string;
  /** Where the keys are, if not at the issuer's usual address. */
  readonly jwksUri?: string;
  /** Gets the keys' bytes; over HTTP if not given. */
  readonly fetchJwks?: (uri: string) => Promise<ArrayBuffer>;
  /** The server's clock, Unix ms. */
  readonly now?: () => number;
}

export interface TokenVerifier {
  /** The user's id of an Authorization header. Throws `unauthenticated`, or `unavailable` without keys. */
  userIdOf(authorization: string | undefined): Promise<string>;
}

async function fetchOverHttp(uri: string): Promise<ArrayBuffer> {
  const response = await fetch(uri, { signal: AbortSignal.timeout(JWKS_TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new FetchError(uri, `status ${response.status}`);
  return response.arrayBuffer();
}

export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const {
    issuer,
    clientId,
    jwksUri = `${issuer}/.well-known/jwks.json`,
    fetchJwks = fetchOverHttp,
    now = Date.now
  } = options;
  const fetchKeys = async (uri: string): Promise<ArrayBuffer> => {
    try {
      return await fetchJwks(uri);
    } catch (thrown) {
      throw thrown instanceof FetchError ? thrown : new FetchError(uri, thrown);
    }
  };
  const verifier = JwtVerifier.create(
    {
      issuer,
      jwksUri,
      audience: null, // access tokens have none; the client id is checked below
      customJwtCheck: ({ payload }) => {
        validateCognitoJwtFields(payload, { tokenUse: 'access', clientId });
        // The library takes a token without expiry for one that never expires.
        if (typeof payload.exp !== 'number') throw new Error('The token has no expiry.');
      }
    },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: fetchKeys } }) }
  );

  const verified = rememberRecent<{ readonly userId: string; readonly untilMs: number }>(REMEMBERED_MAX);
  return {
    async userIdOf(authorization) {
      const token = BEARER.exec(authorization ?? '')?.[1];
      if (token === undefined) {
        throw new ApiProblem('unauthenticated', 'Send the access token as "Authorization: Bearer <token>".');
      }
      const known = verified.get(token);
      if (known && now() < known.untilMs) return known.userId;
      let subject: unknown;
      let expiresAtMs = 0;
      try {
        const { sub, exp = 0 } = await verifier.verify(token);
        [subject, expiresAtMs] = [sub, exp * 1000];
      } catch (cause) {
        if (cause instanceof FetchError || cause instanceof JwksValidationError) {
          throw new ApiProblem('unavailable', 'The keys that tokens are verified with cannot be had.', {
            cause,
            retryAfterSec: 10
          });
        }
        // Why exactly is nothing to tell somebody who may be guessing.
        throw new ApiProblem('unauthenticated', 'The token is not valid here, or not any more.', { cause });
      }
      if (typeof subject === 'string' && SUBJECT.test(subject)) {
        verified.set(token, { userId: subject, untilMs: Math.min(expiresAtMs, now() + REMEMBERED_MS) });
        return subject;
      }
      throw new ApiProblem('unauthenticated', 'The token names nobody.');
    }
  };
}
