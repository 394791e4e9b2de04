/**
 * Owns asking TMDB's API for poster paths: one request a movie, politely. The token is the maintainer's; it is
 * sent to TMDB and nowhere else, and never written. https://developer.themoviedb.org/reference/movie-details
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { YamrError } from '#core/errors';
import { retryAfterMs } from '../retry-after.ts';

export const TMDB_API = 'https://api.themoviedb.org/3';

export interface TmdbOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** A read access token (v4) or an API key (v3, 32 hexadecimal digits). */
  readonly token: string;
  readonly signal?: AbortSignal;
  /** Silence after which a request is given up, ms. */
  readonly timeoutMs?: number;
  /** First wait after a failure, ms; doubles with each. */
  readonly retryMs?: number;
}

/** Tries of one movie before the run ends: TMDB is down then. */
const MOST_TRIES = 6;
const LONGEST_WAIT_MS = 60_000;

function requestOf(tmdbId: number, { baseUrl, token }: TmdbOptions): [string, Record<string, string>] {
  const isKey = /^[0-9a-f]{32}$/i.test(token);
  return [
    `${baseUrl}/movie/${tmdbId}${isKey ? `?api_key=${token}` : ''}`,
    { Accept: 'application/json', ...(!isKey && { Authorization: `Bearer ${token}` }) }
  ];
}

/** One answer, or how long to wait before the next try. */
type Answer =
  { readonly path: string | null } | { readonly waitMs: number | undefined; readonly why: string };

async function ask(tmdbId: number, options: TmdbOptions): Promise<Answer> {
  const [url, headers] = requestOf(tmdbId, options);
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 15_000);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(url, { headers, signal, redirect: 'error' });
    body = await response.json().catch(() => undefined);
  } catch (cause) {
    if (options.signal?.aborted) throw new YamrError('aborted', 'The work was cancelled.', { cause });
    return { waitMs: undefined, why: 'cannot be reached' };
  }
  if (response.status === 404) return { path: null };
  if (response.status === 401 || response.status === 403) {
    throw new YamrError(
      'http-status',
      'TMDB refused the token in TMDB_TOKEN: take a read access token from themoviedb.org/settings/api.'
    );
  }
  if (response.status === 429 || response.status >= 500) {
    const waitMs = retryAfterMs(response.headers.get('retry-after'), Date.now(), LONGEST_WAIT_MS);
    return { waitMs, why: `answers ${response.status}` };
  }
  const path = (body as { poster_path?: unknown } | undefined)?.poster_path;
  if (!response.ok || (path !== null && typeof path !== 'string')) {
    throw new YamrError(
      'http-status',
      `TMDB answered ${response.status} for movie ${tmdbId} with something that is no movie.`
    );
  }
  return { path };
}

/**
 * The poster's path ("/abc.jpg") of a movie, or null where TMDB has no poster or no such movie. Waits as long as
 * TMDB asks for. Throws `http-status` for a refused token, `network` where TMDB stays unreachable, `aborted`.
 */
export async function fetchPosterPath(tmdbId: number, options: TmdbOptions): Promise<string | null> {
  let waitMs = options.retryMs ?? 1000;
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(tmdbId, options);
    if ('path' in answer) return answer.path;
    if (attempt === MOST_TRIES) {
      const { host } = new URL(options.baseUrl);
      throw new YamrError(
        'network',
        `${host} ${answer.why} again and again; what was found is kept, so run the command again later.`
      );
    }
    try {
      await sleep(answer.waitMs ?? waitMs, undefined, options.signal ? { signal: options.signal } : {});
    } catch (cause) {
      throw new YamrError('aborted', 'The work was cancelled.', { cause });
    }
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
  }
}
