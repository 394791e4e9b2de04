/**
 * Owns the API as this device uses it: answers become values, and everything else a `SyncFailure` with what helps. How
 * a request is sent, and where tokens come from, is injected (session.ts).
 */
import * as v from 'valibot';
import {
  BatchAnswerSchema,
  ChangesPageSchema,
  ClosingAnswerSchema,
  PROBLEMS,
  ProblemSchema,
  type ClosingAnswer
} from '#core/api';
import { SyncFailure, type SyncTransport } from '$lib/ratings/sync';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
export interface ApiResponse {
  readonly status: number;
  readonly text: string;
  /** The header Retry-After. */
  readonly retryAfter?: string | undefined;
}

export interface TransportOptions {
  /** Throws where there was no answer in time. */
  readonly send: (request: ApiRequest, token: string) => Promise<ApiResponse>;
  /** The account's access token, refreshed where it is asked for; undefined where somebody must sign in again. */
  readonly tokenOf: (isForced: boolean) => Promise<string | undefined>;
}

export interface AccountTransport extends SyncTransport {
  /** Ends the account for good: every rating of it on the server, then the account. */
  deleteAccount(): Promise<ClosingAnswer>;
}

const signInAgain = (): SyncFailure =>
  new SyncFailure('sign-in', 'Sign in again: until then your ratings wait on this device.', {
    code: 'unauthenticated'
  });
const unreachable = (cause: unknown): SyncFailure =>
  new SyncFailure('retry', 'The server cannot be reached; it is tried again by itself.', { cause });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A number of seconds; as a date it is not used by our API. */
function retryAfterMs(header: string | undefined): { readonly retryAfterMs?: number } {
  const seconds = Number(header ?? NaN);
  return seconds > 0 && seconds < 86_400 ? { retryAfterMs: seconds * 1000 } : {};
}

/** What an answer that is no success means. Something between us and the API may have answered in its place. */
function failureOf({ status, text, retryAfter }: ApiResponse): SyncFailure {
  const problem = v.safeParse(ProblemSchema, parseJson(text));
  if (problem.success) {
    const { code, detail } = problem.output;
    if (code === 'unauthenticated') return signInAgain();
    return new SyncFailure(PROBLEMS[code].remedy, detail, { code, ...retryAfterMs(retryAfter) });
  }
  if (status === 401) return signInAgain();
  if (status === 413)
    return new SyncFailure('set-aside', 'That is too large to be sent.', { code: 'too-large' });
  const words = `The server answers with ${status}; it is tried again by itself.`;
  return new SyncFailure('retry', words, retryAfterMs(retryAfter));
}

export function createTransport({ send, tokenOf }: TransportOptions): AccountTransport {
  async function token(isForced: boolean): Promise<string> {
    const found = await tokenOf(isForced).catch((cause: unknown) => {
      throw cause instanceof SyncFailure ? cause : unreachable(cause);
    });
    if (found === undefined) throw signInAgain();
    return found;
  }
  const sendWith = async (request: ApiRequest, isForced: boolean): Promise<ApiResponse> => {
    const found = await token(isForced);
    return send(request, found).catch((cause: unknown) => {
      throw unreachable(cause);
    });
  };
  async function ask<T>(request: ApiRequest, schema: v.GenericSchema<unknown, T>): Promise<T> {
    let response = await sendWith(request, false);
    // The server may know that a token has ended before its time is over: once, a new one is tried.
    if (response.status === 401) response = await sendWith(request, true);
    if (response.status < 200 || response.status > 299) throw failureOf(response);
    const answer = v.safeParse(schema, parseJson(response.text));
    if (answer.success) return answer.output;
    throw new SyncFailure('retry', 'The server’s answer makes no sense to this version of YAMR.');
  }
  return {
    async push(events) {
      const answer = await ask({ method: 'POST', path: '/rate/batch', body: { events } }, BatchAnswerSchema);
      if (answer.results.length === events.length) return answer;
      throw new SyncFailure('retry', 'The server has not answered for every rating.');
    },
    read: (cursor) =>
      ask(
        { method: 'GET', path: '/ratings', ...(cursor !== undefined && { query: { cursor } }) },
        ChangesPageSchema
      ),
    deleteAccount: () => ask({ method: 'DELETE', path: '/account' }, ClosingAnswerSchema)
  };
}
