/**
 * Owns the local stand-in for Cognito: cognito-local's user pool and targets behind one address, with our folder and
 * mailbox, and the two targets that aws-amplify needs and cognito-local lacks. It knows no SRP, and signs with a
 * key that everybody can read in its package: for development on one machine, nothing else.
 */
import { randomInt } from 'node:crypto';
import { Hono } from 'hono';
// Its parts and not its server: that one wants a port, Express and 100 MB of the old AWS SDK in memory.
import publicKey from 'cognito-local/lib/keys/cognitoLocal.public.json' with { type: 'json' };
import { Router } from 'cognito-local/lib/server/Router.js';
import { DateClock } from 'cognito-local/lib/services/clock.js';
import { CognitoServiceFactoryImpl } from 'cognito-local/lib/services/cognitoService.js';
import type { Context } from 'cognito-local/lib/services/context.js';
import { StormDBDataStoreFactory } from 'cognito-local/lib/services/dataStore/stormDb.js';
import type { Services } from 'cognito-local/lib/services/index.js';
import { JwtTokenGenerator } from 'cognito-local/lib/services/tokenGenerator.js';
import {
  UserPoolServiceFactoryImpl,
  type UserPoolService
} from 'cognito-local/lib/services/userPoolService.js';
import type { LocalMailbox } from './mailbox.ts';

export const LOCAL_REGION = 'local';
export const LOCAL_USER_POOL_ID = `${LOCAL_REGION}_yamr`;
export const LOCAL_CLIENT_ID = 'yamr-page';
/** Not an address: tokens stay valid whatever port the server has. */
const ISSUER_DOMAIN = 'http://cognito.invalid';
export const LOCAL_ISSUER = `${ISSUER_DOMAIN}/${LOCAL_USER_POOL_ID}`;
/** As in amplify/auth/resource.ts. */
const PASSWORD_MIN_LENGTH = 8;

type Request = Readonly<Record<string, unknown>>;
type Target = (request: Request) => Promise<unknown>;
type Route = (target: string) => (context: Context, request: Request) => Promise<unknown>;

class TargetError extends Error {
  constructor(
    readonly code: string,
    message: string
  ) {
    super(message);
  }
}

const silent = (): void => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent, child: () => logger };
const context = { logger } as unknown as Context;

/** Six digits; the package's own generator is no random number to sign somebody up with. */
const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

async function createServices(folder: string, mailbox: LocalMailbox): Promise<Services> {
  const clock = new DateClock();
  const stores = new StormDBDataStoreFactory(folder);
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
      deliver: (_context, _source, _clientId, _poolId, _user, code, _metadata, details) => {
        mailbox.deliver(details.Destination, code);
        return Promise.resolve();
      }
    },
    otp: newCode,
    tokenGenerator: new JwtTokenGenerator(clock, triggers, { IssuerDomain: ISSUER_DOMAIN }),
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

const textOf = (request: Request, name: string): string => {
  const value = request[name];
  if (typeof value === 'string') return value;
  throw new TargetError('InvalidParameterException', `${name} is missing.`);
};

const GUESSES = new Set(['InvalidPasswordException', 'NotAuthorizedException', 'UserNotFoundException']);

/** What our targets do first, or instead of cognito-local's. */
function ownTargets(services: Services, pool: UserPoolService, route: Route) {
  return {
    SignUp: (request: Request) => {
      if (textOf(request, 'Password').length < PASSWORD_MIN_LENGTH) {
        throw new TargetError(
          'InvalidPasswordException',
          `Password did not conform with policy: it needs at least ${PASSWORD_MIN_LENGTH} characters`
        );
      }
      return route('SignUp')(context, request);
    },
    /** Cognito does not say whether the address or the password was wrong. */
    InitiateAuth: async (request: Request) => {
      try {
        return await route('InitiateAuth')(context, request);
      } catch (thrown) {
        const { code } = thrown as { code?: string };
        if (!GUESSES.has(code ?? '')) throw thrown;
        throw new TargetError('NotAuthorizedException', 'Incorrect username or password.');
      }
    },
    /** The page's way to a new access token. */
    GetTokensFromRefreshToken: (request: Request) =>
      route('InitiateAuth')(context, {
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: textOf(request, 'ClientId'),
        AuthParameters: { REFRESH_TOKEN: textOf(request, 'RefreshToken') }
      }),
    ResendConfirmationCode: async (request: Request) => {
      const user = await pool.getUserByUsername(context, textOf(request, 'Username'));
      if (!user) throw new TargetError('UserNotFoundException', 'User does not exist.');
      const email = user.Attributes.find(({ Name }) => Name === 'email')?.Value ?? '';
      const code = newCode();
      await pool.saveUser(context, {
        ...user,
        ConfirmationCode: code,
        UserLastModifiedDate: services.clock.get()
      });
      const CodeDeliveryDetails = {
        AttributeName: 'email',
        DeliveryMedium: 'EMAIL',
        Destination: email
      } as const;
      await services.messages.deliver(
        context,
        'ResendCode',
        LOCAL_CLIENT_ID,
        LOCAL_USER_POOL_ID,
        user,
        code,
        undefined,
        CodeDeliveryDetails
      );
      return { CodeDeliveryDetails };
    }
  };
}

/** Cognito writes dates as seconds. */
function datesInSeconds(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const original = this[key];
  return original instanceof Date ? Math.floor(original.getTime() / 1000) : value;
}

export interface LocalCognito {
  /** A POST with X-Amz-Target, as Cognito's own endpoint. */
  readonly app: Hono;
  /** The keys that its tokens are verified with. */
  readonly jwks: ArrayBuffer;
}

/** Starts it on a folder, which is made. */
export async function startCognito(folder: string, mailbox: LocalMailbox): Promise<LocalCognito> {
  const services = await createServices(folder, mailbox);
  const pool = await findPool(services);
  const route: Route = Router(services);
  const own: Partial<Record<string, Target>> = ownTargets(services, pool, route);
  const app = new Hono();
  app.post('*', async (c) => {
    const target = (c.req.header('X-Amz-Target') ?? '').split('.').at(-1) ?? '';
    const headers = { 'Content-Type': 'application/x-amz-json-1.1', 'Cache-Control': 'no-store' };
    try {
      const request = JSON.parse(await c.req.text()) as Request;
      const output = await (own[target] ?? ((input: Request) => route(target)(context, input)))(request);
      return c.body(JSON.stringify(output ?? {}, datesInSeconds), 200, headers);
    } catch (thrown) {
      // Cognito's errors have a code; the rest is a request that makes no sense to it.
      const { code = 'InvalidParameterException', message } = thrown as { code?: string; message: string };
      return c.body(JSON.stringify({ __type: code, message }), 400, headers);
    }
  });
  const jwks = new TextEncoder().encode(JSON.stringify({ keys: [publicKey.jwk] })).buffer;
  return { app, jwks };
}
