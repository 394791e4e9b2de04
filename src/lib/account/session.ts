/** Owns the session with the accounts of this site: where they are (`/config.json`), and what can be asked of them. */
import * as v from 'valibot';
import { AccountConfigSchema, MailboxSchema, type AccountConfig } from '#core/account-config';
import { YamrError } from '#core/errors';
import type { Identity } from './identity.ts';
import type { ApiRequest, ApiResponse } from './transport.ts';

/** What a sign-in needs next: nothing, the code that confirms the address, or another password. */
export type SignInStep = 'done' | 'confirm' | 'reset';

/** Every method that talks to the accounts throws a `YamrError` with one sentence for the visitor. */
export interface Session {
  readonly config: AccountConfig;
  /** Asks for an account; a code is sent to the address. */
  signUp(email: string, password: string): Promise<void>;
  confirm(email: string, code: string): Promise<void>;
  resendCode(email: string): Promise<void>;
  signIn(email: string, password: string): Promise<SignInStep>;
  /** Leaves the page for another service, which comes back to it. */
  signInWithGoogle(): Promise<void>;
  /** A code is sent to the address, with which `resetPassword` sets another password. */
  forgotPassword(email: string): Promise<void>;
  resetPassword(email: string, code: string, password: string): Promise<void>;
  /** Whose session this browser holds. */
  identity(): Promise<Identity | undefined>;
  /** Never throws: what the server does not hear of ends here all the same. */
  signOut(): Promise<void>;
  /** The access token of this very account; undefined where somebody must sign in again. */
  tokenOf(userId: string, isForced: boolean): Promise<string | undefined>;
  send(request: ApiRequest, token: string): Promise<ApiResponse>;
}

const CONFIG_TIMEOUT_MS = 10_000;

/** Where the API and the accounts of this site are. Throws `network`, `http-status`, or `not-found` where there are none. */
export async function readConfig(): Promise<AccountConfig> {
  const response = await fetch('/config.json', {
    cache: 'no-store',
    signal: AbortSignal.timeout(CONFIG_TIMEOUT_MS)
  }).catch((cause: unknown) => {
    throw new YamrError('network', 'The server cannot be reached: try again when you are online.', { cause });
  });
  // A server that fails may be well again soon; any other answer is that of a site without accounts.
  if (response.status >= 500) {
    throw new YamrError('http-status', 'Accounts are not available right now. Try again in a moment.');
  }
  const config = v.safeParse(AccountConfigSchema, await response.json().catch(() => undefined));
  if (config.success) return config.output;
  throw new YamrError(
    'not-found',
    'This site keeps no accounts. YAMR is complete without one: everything is saved on this device.'
  );
}

let opening: Promise<Session> | undefined;

/** The one session of this page. Throws `network`, `http-status` or `not-found`; the next call tries again. */
export function loadSession(): Promise<Session> {
  opening ??= Promise.all([readConfig(), import('./amplify-session.ts')]).then(
    ([config, { createSession }]) => createSession(config),
    (thrown: unknown) => {
      opening = undefined;
      throw thrown;
    }
  );
  return opening;
}

/** Local development only: the last code that AWS would have mailed to this address. */
export async function readLocalCode({ auth }: AccountConfig, email: string): Promise<string | undefined> {
  if (auth.mailboxUrl === undefined) return undefined;
  try {
    const response = await fetch(`${auth.mailboxUrl}?to=${encodeURIComponent(email)}`);
    return v.parse(MailboxSchema, await response.json()).messages[0]?.code;
  } catch {
    return undefined;
  }
}
