/**
 * Owns asking Wikidata's query service, politely: one query at a time with a rest behind each, a User-Agent with a
 * contact, as long a wait as a Retry-After asks for, and none while Wikidata says that it lags (maxlag).
 * https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual#Query_limits
 * https://www.mediawiki.org/wiki/Manual:Maxlag_parameter
 */
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { throwIfAborted, YamrError } from '#core/errors';
import { formatDuration } from '#training/progress';
import { retryAfterMs } from '../retry-after.ts';

export const WIKIDATA_SPARQL = 'https://query.wikidata.org/sparql';
export const WIKIDATA_API = 'https://www.wikidata.org/w/api.php';

export interface WikidataOptions {
  readonly sparqlUrl: string;
  /** Wikidata's Action API, which tells how far its servers lag behind. */
  readonly apiUrl: string;
  readonly userAgent: string;
  /** Rest between two queries, ms. */
  readonly pauseMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Silence after which a query is given up, ms; the service itself ends one after a minute. */
  readonly timeoutMs?: number;
  /** First wait after a failure, ms; doubles with each. */
  readonly retryMs?: number;
  /** Wait after a 429 that does not say how long, ms. */
  readonly throttledMs?: number;
}

/** One row of an answer: the values by variable, without their types. */
export type Binding = Readonly<Record<string, string>>;

export interface Wikidata {
  /** Throws `TooHeavyError`, `network` (it stays away), `http-status` (it refuses), `aborted`. */
  select(query: string): Promise<readonly Binding[]>;
  /** Queries sent so far, repeated ones included. */
  readonly asked: number;
}

/** The service breaks off at this query again and again: half of it may pass. */
export class TooHeavyError extends YamrError {}

/** Tries of one query; of one that the service breaks off at, before a smaller one is worth trying. */
const MOST_TRIES = 8;
const MOST_HEAVY_TRIES = 2;
const LONGEST_WAIT_MS = 120_000;
/** Somebody who asks for a longer rest wants the run to end. */
const LONGEST_ASKED_WAIT_MS = 600_000;
const MAX_LAG_SECONDS = 5;

const AnswerSchema = v.object({
  results: v.object({
    bindings: v.array(
      v.record(
        v.string(),
        v.object({ type: v.string(), value: v.string(), 'xml:lang': v.optional(v.string()) })
      )
    )
  })
});
const LagSchema = v.object({ error: v.object({ code: v.literal('maxlag') }) });

interface Failure {
  readonly why: string;
  /** What the server asked for. */
  readonly waitMs?: number | undefined;
  readonly isHeavy?: boolean;
}
type Attempt<T> = { readonly value: T } | Failure;

const userAborted = (cause: unknown): YamrError =>
  new YamrError('aborted', 'The work was cancelled.', { cause });

/** The answer's status, headers and whole body; a failure where they do not come. */
async function request(
  url: string,
  init: RequestInit,
  { signal, timeoutMs = 75_000 }: WikidataOptions
): Promise<Attempt<{ readonly response: Response; readonly text: string | undefined }>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let received = false;
  try {
    const response = await fetch(url, {
      ...init,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout
    });
    received = true;
    const bytes = await response.arrayBuffer();
    try {
      return { value: { response, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) } };
    } catch {
      return { value: { response, text: undefined } };
    }
  } catch (cause) {
    if (signal?.aborted) throw userAborted(cause);
    if (timeout.aborted) return { why: 'stays silent', isHeavy: true };
    return received ? { why: 'breaks off its answers', isHeavy: true } : { why: 'cannot be reached' };
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** The failure in a status that asks for patience; throws where patience does not help. */
function failureOf(response: Response, host: string): Failure | undefined {
  const { status, headers } = response;
  const waitMs = retryAfterMs(headers.get('retry-after'), Date.now(), Infinity);
  if (status === 429) return { why: 'asks for patience (429)', waitMs };
  // A query that ran for a minute ends as 500 with the trace of a TimeoutException, or 504.
  if (status === 500 || status === 504) return { why: `answers ${status}`, waitMs, isHeavy: true };
  if (status > 500) return { why: `answers ${status}`, waitMs };
  if (response.ok) return undefined;
  throw new YamrError(
    'http-status',
    `${host} refuses the query (${status})${status === 403 ? ': it may have banned this client for a day' : ''}; what was found is kept.`
  );
}

export function createWikidata(options: WikidataOptions): Wikidata {
  const { sparqlUrl, apiUrl, userAgent, pauseMs, signal, retryMs = 2000, throttledMs = 60_000 } = options;
  const { host } = new URL(sparqlUrl);
  const headers = { 'User-Agent': userAgent };
  let asked = 0;
  let freeAtMs = 0;

  const wait = async (ms: number): Promise<void> => {
    try {
      if (ms > 0) await sleep(ms, undefined, signal ? { signal } : {});
    } catch (cause) {
      throw userAborted(cause);
    }
  };

  /** Whether Wikidata's servers keep up; a failure where they lag, or do not say. */
  const askLag = async (): Promise<Attempt<true>> => {
    const url = `${apiUrl}?action=query&format=json&maxlag=${MAX_LAG_SECONDS}`;
    const answer = await request(url, { headers }, options);
    if (!('value' in answer)) return answer;
    const { response, text } = answer.value;
    const waitMs = retryAfterMs(response.headers.get('retry-after'), Date.now(), Infinity);
    const json = parseJson(text);
    // Lag comes as 200 or 503, so the body is asked first.
    if (v.is(LagSchema, json))
      return { why: 'lags behind (maxlag)', waitMs: waitMs ?? MAX_LAG_SECONDS * 1000 };
    const failure = failureOf(response, new URL(apiUrl).host);
    if (failure) return { ...failure, isHeavy: false };
    return json === undefined ? { why: 'answers with broken JSON' } : { value: true };
  };

  const askOnce = async (query: string): Promise<Attempt<readonly Binding[]>> => {
    asked++;
    const init = {
      method: 'POST',
      headers: { ...headers, Accept: 'application/sparql-results+json' },
      body: new URLSearchParams({ query })
    };
    const answer = await request(sparqlUrl, init, options);
    if (!('value' in answer)) return answer;
    const failure = failureOf(answer.value.response, host);
    if (failure) return failure;
    // An answer that ran out of time is a 200 whose JSON ends in a stack trace.
    const parsed = v.safeParse(AnswerSchema, parseJson(answer.value.text));
    if (!parsed.success) return { why: 'answers with broken JSON', isHeavy: true };
    return {
      value: parsed.output.results.bindings.map((row) =>
        Object.fromEntries(
          Object.entries(row).flatMap(([name, { type, value }]) => (type === 'bnode' ? [] : [[name, value]]))
        )
      )
    };
  };

  return {
    get asked() {
      return asked;
    },
    async select(query) {
      let ownWaitMs = retryMs;
      let heavy = 0;
      for (let tries = 1; ; tries++) {
        throwIfAborted(signal);
        await wait(freeAtMs - performance.now());
        const lag = await askLag();
        const attempt = 'value' in lag ? await askOnce(query) : lag;
        freeAtMs = performance.now() + pauseMs;
        if ('value' in attempt) return attempt.value;
        const { why, waitMs, isHeavy = false } = attempt;
        if (isHeavy && ++heavy >= MOST_HEAVY_TRIES)
          throw new TooHeavyError(
            'network',
            `${host} ${why}; what was found is kept, so run the command again later.`
          );
        if (waitMs !== undefined && waitMs > LONGEST_ASKED_WAIT_MS) {
          throw new YamrError(
            'network',
            `${host} ${why} and wants to be left alone for ${formatDuration(waitMs)}; what was found is kept, so run the command again then.`
          );
        }
        if (tries === MOST_TRIES) {
          throw new YamrError(
            'network',
            `${host} ${why} again and again; what was found is kept, so run the command again later.`
          );
        }
        const silentWaitMs = why.includes('429') ? throttledMs : ownWaitMs;
        await wait(waitMs ?? silentWaitMs);
        ownWaitMs = Math.min(LONGEST_WAIT_MS, ownWaitMs * 2);
      }
    }
  };
}
