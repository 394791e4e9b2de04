/**
 * Owns what the local pool answers: the few targets that a page needs, each checked before cognito-local sees it, which
 * believes whatever it is sent: a token that nobody signed, a code that is missing, a user id of the caller's choice.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Context } from 'cognito-local/lib/services/context.js';
import type { Services } from 'cognito-local/lib/services/index.js';
import type { User, UserPoolService } from 'cognito-local/lib/services/userPoolService.js';
import {
  CONFIRM_LIFETIME_MS,
  isCode,
  isPassword,
  normalEmail,
  PASSWORD_RULE,
  RESET_LIFETIME_MS
} from '#core/account-rules';
import type { TokenVerifier } from '../api/verify-token.ts';

export type Request = Readonly<Record<string, unknown>>;
export type Target = (request: Request) => Promise<unknown>;
export type Route = (target: string) => (context: Context, request: Request) => Promise<unknown>;

/** A failure that Cognito has a name for. */
export class TargetError extends Error {
  constructor(
    readonly code: string,
    message: string
  ) {
    super(message);
  }
}

/** Of codes and of passwords, for one address and minute. */
const TRIES_A_MINUTE = 5;
/** Codes that are sent to one address in a minute. */
const MESSAGES_A_MINUTE = 5;

export interface PoolOptions {
  readonly services: Services;
  readonly pool: UserPoolService;
  readonly clientId: string;
  readonly route: Route;
  readonly context: Context;
  readonly verifier: TokenVerifier;
  /** When the last code was sent to a user (its Username), Unix ms; undefined where this process has sent none. */
  readonly sentAtMs: (username: string) => number | undefined;
}

const textOf = (request: Request, name: string): string => {
  const value = request[name];
  if (typeof value === 'string') return value;
  throw new TargetError('InvalidParameterException', `${name} is missing.`);
};
const wrongCode = (): TargetError =>
  new TargetError('CodeMismatchException', 'Invalid verification code provided, please try again.');
/** Cognito does not say whether the address or the password was wrong. */
const wrongSignIn = (): TargetError =>
  new TargetError('NotAuthorizedException', 'Incorrect username or password.');
const GUESSES = new Set(['InvalidPasswordException', 'NotAuthorizedException', 'UserNotFoundException']);

/** Throws LimitExceededException where one address has more of a thing than so many a minute. */
function limitOf(points: number): (address: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ points, duration: 60 });
  return async (address) => {
    await limiter.consume(address).catch(() => {
      throw new TargetError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
    });
  };
}

function checkPassword(password: string): void {
  if (isPassword(password)) return;
  throw new TargetError('InvalidPasswordException', `Password did not conform with policy: ${PASSWORD_RULE}`);
}

/** Everything that the pool answers, by its name; there are no others. */
export function targetsOf(options: PoolOptions): Readonly<Record<string, Target>> {
  const { services, pool, clientId, route, context, verifier, sentAtMs } = options;
  const takeCode = limitOf(TRIES_A_MINUTE);
  const takePassword = limitOf(TRIES_A_MINUTE * 2);
  const takeMessage = limitOf(MESSAGES_A_MINUTE);

  const emailOf = (user: User): string => user.Attributes.find(({ Name }) => Name === 'email')?.Value ?? '';
  /** By address, whatever its capitals were when it was stored. */
  const findUser = async (email: string): Promise<User | undefined> =>
    (await pool.listUsers(context)).find((user) => normalEmail(emailOf(user)) === email);
  const detailsFor = (email: string) => ({
    CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: email } as const
  });
  /** The user whose last code this is. */
  const userOfCode = async (request: Request, lifetimeMs: number): Promise<User> => {
    const email = normalEmail(textOf(request, 'Username'));
    await takeCode(email);
    const code = request['ConfirmationCode'];
    const user = await findUser(email);
    const sent = user && sentAtMs(user.Username);
    const isCurrent = sent !== undefined && services.clock.get().getTime() - sent <= lifetimeMs;
    if (typeof code === 'string' && isCode(code) && user?.ConfirmationCode === code && isCurrent) return user;
    throw wrongCode();
  };
  const isConfirmed = (user: User): boolean => user.UserStatus === 'CONFIRMED';

  return {
    async SignUp(request) {
      const email = normalEmail(textOf(request, 'Username'));
      const Password = textOf(request, 'Password');
      checkPassword(Password);
      await takeMessage(email);
      if (await findUser(email)) throw new TargetError('UsernameExistsException', 'User already exists');
      // Only the address: cognito-local would take a `sub` from here, and with it somebody else's ratings.
      const UserAttributes = [{ Name: 'email', Value: email }];
      return route('SignUp')(context, { ClientId: clientId, Username: email, Password, UserAttributes });
    },

    async ConfirmSignUp(request) {
      const user = await userOfCode(request, CONFIRM_LIFETIME_MS);
      if (isConfirmed(user)) throw wrongCode();
      const { Username, ConfirmationCode } = user;
      return route('ConfirmSignUp')(context, { ClientId: clientId, Username, ConfirmationCode });
    },

    async ResendConfirmationCode(request) {
      const email = normalEmail(textOf(request, 'Username'));
      await takeMessage(email);
      const user = await findUser(email);
      // To whom nothing can be sent, the same is said.
      if (!user || isConfirmed(user)) return detailsFor(email);
      const code = services.otp();
      await pool.saveUser(context, {
        ...user,
        ConfirmationCode: code,
        UserLastModifiedDate: services.clock.get()
      });
      const { CodeDeliveryDetails } = detailsFor(emailOf(user));
      await services.messages.deliver(
        context,
        'ResendCode',
        clientId,
        pool.options.Id,
        user,
        code,
        undefined,
        CodeDeliveryDetails
      );
      return { CodeDeliveryDetails };
    },

    async InitiateAuth(request) {
      if (request['AuthFlow'] !== 'USER_PASSWORD_AUTH') {
        throw new TargetError('InvalidParameterException', 'This pool knows USER_PASSWORD_AUTH only.');
      }
      const parameters = (request['AuthParameters'] ?? {}) as Request;
      const email = normalEmail(textOf(parameters, 'USERNAME'));
      await takePassword(email);
      const user = await findUser(email);
      if (!user) throw wrongSignIn();
      const AuthParameters = { USERNAME: user.Username, PASSWORD: textOf(parameters, 'PASSWORD') };
      try {
        return await route('InitiateAuth')(context, {
          AuthFlow: 'USER_PASSWORD_AUTH',
          ClientId: clientId,
          AuthParameters
        });
      } catch (thrown) {
        const { code } = thrown as { code?: string };
        throw GUESSES.has(code ?? '') ? wrongSignIn() : thrown;
      }
    },

    /** The page's way to a new access token. */
    GetTokensFromRefreshToken: (request) =>
      route('InitiateAuth')(context, {
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: clientId,
        AuthParameters: { REFRESH_TOKEN: textOf(request, 'RefreshToken') }
      }),

    RevokeToken: (request) =>
      route('RevokeToken')(context, { ClientId: clientId, Token: textOf(request, 'Token') }),

    async ForgotPassword(request) {
      const email = normalEmail(textOf(request, 'Username'));
      await takeMessage(email);
      const user = await findUser(email);
      if (user && isConfirmed(user)) {
        await route('ForgotPassword')(context, { ClientId: clientId, Username: user.Username });
      }
      return detailsFor(email);
    },

    async ConfirmForgotPassword(request) {
      const Password = textOf(request, 'Password');
      checkPassword(Password);
      const user = await userOfCode(request, RESET_LIFETIME_MS);
      if (!isConfirmed(user)) throw wrongCode();
      const { Username, ConfirmationCode } = user;
      await route('ConfirmForgotPassword')(context, {
        ClientId: clientId,
        Username,
        ConfirmationCode,
        Password
      });
      // Whoever knew the old password is out: the sessions that it opened end with it.
      const changed = await pool.getUserByUsername(context, Username);
      if (changed) await pool.saveUser(context, { ...changed, RefreshTokens: [] });
      return {};
    },

    async DeleteUser(request) {
      const userId = await verifier.userIdOf(`Bearer ${textOf(request, 'AccessToken')}`).catch((): never => {
        throw new TargetError('NotAuthorizedException', 'Access Token is not valid.');
      });
      const user = await pool.getUserByUsername(context, userId);
      if (!user) throw new TargetError('UserNotFoundException', 'User does not exist.');
      await pool.deleteUser(context, user);
      return {};
    }
  };
}
