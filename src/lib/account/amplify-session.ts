/**
 * Owns aws-amplify: the same code against Cognito and an API on AWS and against the stand-ins of `npm start`; only
 * `/config.json` differs. It is loaded when somebody opens the account sheet or this device is signed in.
 */
import { Amplify } from 'aws-amplify';
// Takes up a sign-in that comes back from another service.
import 'aws-amplify/auth/enable-oauth-listener';
import { ApiError, del, get, post } from 'aws-amplify/api';
import {
  confirmResetPassword,
  confirmSignUp,
  fetchAuthSession,
  resendSignUpCode,
  resetPassword,
  signIn,
  signInWithRedirect,
  signOut,
  signUp
} from 'aws-amplify/auth';
import type { AccountConfig } from '#core/account-config';
import { tellsOfAccount, toCodeError, toSessionError } from './session-errors.ts';
import type { Session } from './session.ts';
import type { ApiRequest, ApiResponse } from './transport.ts';

const API = 'yamr';
/** A full batch takes the server a second or two; one that hangs must not hold up the rest for long. */
const REQUEST_TIMEOUT_MS = 30_000;

const absolute = (url: string): string => new URL(url, location.origin).href;

function configure({ apiUrl, auth }: AccountConfig): void {
  const { region, userPoolId, userPoolClientId, endpoint, social } = auth;
  const here = `${location.origin}/`;
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId,
        userPoolClientId,
        ...(endpoint !== undefined && { userPoolEndpoint: absolute(endpoint) }),
        ...(social && {
          loginWith: {
            oauth: {
              domain: social.domain,
              scopes: ['openid', 'email', 'aws.cognito.signin.user.admin'],
              redirectSignIn: [here],
              redirectSignOut: [here],
              responseType: 'code' as const,
              providers: social.providers
            }
          }
        })
      }
    },
    API: { REST: { [API]: { endpoint: absolute(apiUrl), region } } }
  });
}

async function send(request: ApiRequest, token: string): Promise<ApiResponse> {
  const { method, path, query, body } = request;
  const input = {
    apiName: API,
    path,
    options: {
      headers: { Authorization: `Bearer ${token}` },
      ...(query && { queryParams: { ...query } }),
      ...(body !== undefined && { body: body as Record<string, never> }),
      timeout: REQUEST_TIMEOUT_MS,
      // When to try again is the sync's business.
      retryStrategy: { strategy: 'no-retry' as const },
      defaultAuthMode: 'none' as const
    }
  };
  try {
    const operation = method === 'GET' ? get(input) : method === 'POST' ? post(input) : del(input);
    const response = await operation.response;
    const text = 'body' in response ? await response.body.text() : '';
    return { status: response.statusCode, text };
  } catch (thrown) {
    if (!(thrown instanceof ApiError) || !thrown.response) throw thrown;
    const { statusCode, headers, body = '' } = thrown.response;
    return { status: statusCode, text: body, retryAfter: headers['retry-after'] };
  }
}

const told = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (thrown) {
    throw toSessionError(thrown);
  }
};

/** What asks for a message: whether there is an account to send it to, the answer does not tell. */
async function quietly(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!tellsOfAccount(thrown)) throw toSessionError(thrown);
  }
}

export function createSession(config: AccountConfig): Session {
  configure(config);
  return {
    config,
    async signUp(email, password) {
      await quietly(async () => {
        try {
          await signUp({ username: email, password, options: { userAttributes: { email } } });
        } catch (thrown) {
          if (!tellsOfAccount(thrown)) throw thrown;
          // There is one. If it waits for its code, that is what its owner is after.
          await resendSignUpCode({ username: email });
        }
      });
    },
    async confirm(email, code) {
      await confirmSignUp({ username: email, confirmationCode: code }).catch((thrown: unknown) => {
        throw toCodeError(thrown);
      });
    },
    async resendCode(email) {
      await quietly(() => resendSignUpCode({ username: email }));
    },
    async signIn(email, password) {
      // Whoever was here before, or a session that has ended: aws-amplify takes one at a time.
      const { tokens } = await fetchAuthSession().catch(() => ({ tokens: undefined }));
      if (tokens) await signOut();
      const options = { authFlowType: config.auth.flow };
      const { nextStep } = await told(signIn({ username: email, password, options }));
      if (nextStep.signInStep === 'CONFIRM_SIGN_UP') return 'confirm';
      if (nextStep.signInStep === 'RESET_PASSWORD') return 'reset';
      if (nextStep.signInStep === 'DONE') return 'done';
      throw toSessionError(new Error(nextStep.signInStep));
    },
    signInWithGoogle: () => told(signInWithRedirect({ provider: 'Google' })),
    async forgotPassword(email) {
      await quietly(() => resetPassword({ username: email }));
    },
    async resetPassword(email, code, password) {
      const input = { username: email, confirmationCode: code, newPassword: password };
      await confirmResetPassword(input).catch((thrown: unknown) => {
        throw toCodeError(thrown);
      });
    },
    async identity() {
      const { tokens, userSub } = await told(fetchAuthSession());
      const email = tokens?.idToken?.payload['email'];
      return userSub === undefined
        ? undefined
        : { userId: userSub, email: typeof email === 'string' ? email : '' };
    },
    signOut: () => signOut().catch(() => undefined),
    async tokenOf(userId, isForced) {
      const { tokens, userSub } = await fetchAuthSession({ forceRefresh: isForced });
      return userSub === userId ? tokens?.accessToken.toString() : undefined;
    },
    send
  };
}
