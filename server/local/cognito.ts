/**
 * Owns the local stand-in for Cognito: cognito-local's user pool behind one address, with our files (json-store.ts), key
 * (signing-key.ts), mailbox and targets (cognito-targets.ts). It knows no SRP and keeps passwords as they are: for
 * development on one machine, nothing else.
 */
import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { Hono } from 'hono';
import pLimit from 'p-limit';
// Its parts and not its server: that one wants a port, Express and 100 MB of the old AWS SDK in memory.
import { Router } from 'cognito-local/lib/server/Router.js';
import { DateClock } from 'cognito-local/lib/services/clock.js';
import { CognitoServiceFactoryImpl } from 'cognito-local/lib/services/cognitoService.js';
import type { Context } from 'cognito-local/lib/services/context.js';
import type { Services } from 'cognito-local/lib/services/index.js';
import { JwtTokenGenerator } from 'cognito-local/lib/services/tokenGenerator.js';
import {
  UserPoolServiceFactoryImpl,
  type UserPoolService
} from 'cognito-local/lib/services/userPoolService.js';
import { YamrError } from '#core/errors';
import type { UserDirectory } from '../api/users.ts';
import { createTokenVerifier, type TokenVerifier } from '../api/verify-token.ts';
import { TargetError, targetsOf, type Request, type Route } from './cognito-targets.ts';
import { jsonStores } from './json-store.ts';
import type { LocalMailbox } from './mailbox.ts';
import { openSigningKey, type SigningKey } from './signing-key.ts';

export const LOCAL_REGION = 'local';
export const LOCAL_USER_POOL_ID = `${LOCAL_REGION}_yamr`;
export const LOCAL_CLIENT_ID = 'yamr-page';
/** Not an address: tokens stay valid whatever port the server has. */
const ISSUER_DOMAIN = 'http://cognito.invalid';
export const LOCAL_ISSUER = `${ISSUER_DOMAIN}/${LOCAL_USER_POOL_ID}`;
const silent = (): void => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent, child: () => logger };
const context = { logger } as unknown as Context;

/** Six digits; the package's own generator is no random number to sign somebody up with. */
const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

interface ServicesOptions {
  readonly folder: string;
  readonly mailbox: LocalMailbox;
  readonly key: SigningKey;
  readonly tell: (sentence: string) => void;
  readonly onSent: (username: string, atMs: number) => void;
}

async function createServices({ folder, mailbox, key, tell, onSent }: ServicesOptions): Promise<Services> {
  const clock = new DateClock();
  const stores = jsonStores(folder, tell);
  const factory = new CognitoServiceFactoryImpl(
    folder,
    stores,
    new UserPoolServiceFactoryImpl(clock, stores)
  );
  // There are no triggers: nothing asks one unless it is enabled.
  const triggers = { enabled: () => false } as unknown as Services['triggers'];
  const poolDefaults = { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] };
  return {
    clock,
    cognito: await factory.create(context, poolDefaults),
    config: { UserPoolDefaults: poolDefaults } as unknown as Services['config'],
    messages: {
      deliver: (_context, _source, _clientId, _poolId, user, code, _metadata, details) => {
        onSent(user.Username, clock.get().getTime());
        mailbox.deliver(details.Destination, code);
        return Promise.resolve();
      }
    },
    otp: newCode,
    tokenGenerator: key.sign(new JwtTokenGenerator(clock, triggers, { IssuerDomain: ISSUER_DOMAIN })),
    triggers
  };
}

/** The pool and the page's client, made on the first start. */
async function findPool({ cognito, clock }: Services): Promise<UserPoolService> {
  const pools = await cognito.listUserPools(context);
  if (!pools.some(({ Id }) => Id === LOCAL_USER_POOL_ID)) {
    await cognito.createUserPool(context, { Id: LOCAL_USER_POOL_ID, Name: 'yamr' });
  }
  const pool = await cognito.getUserPool(context, LOCAL_USER_POOL_ID);
  await pool.saveAppClient(context, {
    UserPoolId: LOCAL_USER_POOL_ID,
    ClientId: LOCAL_CLIENT_ID,
    ClientName: 'page',
    CreationDate: clock.get(),
    LastModifiedDate: clock.get(),
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    AccessTokenValidity: 1,
    IdTokenValidity: 1,
    RefreshTokenValidity: 30,
    TokenValidityUnits: { AccessToken: 'hours', IdToken: 'hours', RefreshToken: 'days' }
  });
  return pool;
}

/** Cognito writes dates as seconds. */
function datesInSeconds(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const original = this[key];
  return original instanceof Date ? Math.floor(original.getTime() / 1000) : value;
}

/** The name and the words of a failure. What is no name of Cognito's is none of the caller's business. */
function failureOf(thrown: unknown): {
  readonly status: 400 | 500;
  readonly __type: string;
  readonly message: string;
} {
  const { code, message } = thrown as { code?: string; message: string };
  if (thrown instanceof TargetError || /^\w+Exception$/.test(code ?? '')) {
    return { status: 400, __type: code ?? '', message };
  }
  if (thrown instanceof YamrError) {
    return { status: 500, __type: 'InternalErrorException', message: 'The accounts cannot be written.' };
  }
  return {
    status: 400,
    __type: 'InvalidParameterException',
    message: 'The request makes no sense here.'
  };
}

export interface LocalCognito {
  /** A POST with X-Amz-Target, as Cognito's own endpoint. */
  readonly app: Hono;
  readonly verifier: TokenVerifier;
  readonly users: UserDirectory;
}

/** Starts it on a folder, which is made. `tell` hears of files that could not be read. */
export async function startCognito(
  folder: string,
  mailbox: LocalMailbox,
  tell: (sentence: string) => void
): Promise<LocalCognito> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const key = await openSigningKey(folder, tell);
  const sent = new Map<string, number>();
  const onSent = (username: string, atMs: number): void => void sent.set(username, atMs);
  const services = await createServices({ folder, mailbox, key, tell, onSent });
  const pool = await findPool(services);
  const route: Route = Router(services);
  const verifier = createTokenVerifier({
    issuer: LOCAL_ISSUER,
    clientId: LOCAL_CLIENT_ID,
    fetchJwks: () => Promise.resolve(key.jwks)
  });
  const targets = targetsOf({
    services,
    pool,
    clientId: LOCAL_CLIENT_ID,
    route,
    context,
    verifier,
    sentAtMs: (username) => sent.get(username)
  });
  // Two that read and then write at once would both find an address free.
  const inTurn = pLimit(1);
  const app = new Hono();
  app.post('*', async (c) => {
    const name = (c.req.header('X-Amz-Target') ?? '').split('.').at(-1) ?? '';
    const headers = { 'Content-Type': 'application/x-amz-json-1.1', 'Cache-Control': 'no-store' };
    try {
      const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
      if (!target) throw new TargetError('UnknownOperationException', 'This server does not do that.');
      const request: unknown = JSON.parse(await c.req.text());
      if (typeof request !== 'object' || request === null) throw new TypeError('The body is no object.');
      const output = await inTurn(() => target(request as Request));
      return c.body(JSON.stringify(output ?? {}, datesInSeconds), 200, headers);
    } catch (thrown) {
      const { status, ...body } = failureOf(thrown);
      return c.body(JSON.stringify(body), status, headers);
    }
  });
  const users: UserDirectory = {
    isKnown: async (userId) => (await pool.getUserByUsername(context, userId)) !== null,
    remove: (userId) =>
      inTurn(async () => {
        const user = await pool.getUserByUsername(context, userId);
        if (user) await pool.deleteUser(context, user);
      })
  };
  return { app, verifier, users };
}
