/**
 * Owns the API: its addresses, and what every request passes on its way. One Hono application, the same in a Lambda
 * function (server/lambda.ts) and in `npm start` (server/local). The meaning is store.ts, the contract core/api.ts.
 */
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import { requestId } from 'hono/request-id';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import * as v from 'valibot';
import {
  BatchSchema,
  BODY_MAX_BYTES,
  CursorSchema,
  PROBLEMS,
  type ApiHealth,
  type BatchAnswer,
  type ChangesPage,
  type ClosingAnswer,
  type DeletionAnswer,
  type RateAnswer
} from '#core/api';
import { CounterBatchSchema } from '#core/counters';
import type { SyncEvent } from '#core/sync-event';
import type { Tables } from '../tables/client.ts';
import { addCounters } from '../tables/counter-table.ts';
import { createCounterMetrics } from './counter-metrics.ts';
import { levelOf, type Log } from './log.ts';
import { openApiDocument } from './open-api.ts';
import { ApiProblem, problemResponse } from './problem.ts';
import { COUNTERS_RATE_LIMIT, createRateLimiter, DEFAULT_RATE_LIMIT, type RateLimit } from './rate-limit.ts';
import { parseAs, readJson } from './read-body.ts';
import { createRatingStore } from './store.ts';
import type { UserDirectory } from './users.ts';
import type { TokenVerifier } from './verify-token.ts';

export interface ApiOptions {
  readonly tables: Tables;
  readonly verifier: TokenVerifier;
  readonly users: UserDirectory;
  readonly log: Log;
  /** Whether the table's process has died and another one is on its way: a local stand-in's can. */
  readonly isRestarting?: () => boolean;
  /** Origins of pages on other hosts that may call; none where the page and the API share a host. */
  readonly allowedOrigins?: readonly string[];
  readonly rateLimit?: RateLimit;
  /** Of batches of counters, by address. */
  readonly countersRateLimit?: RateLimit;
  /** Whom a request without an account counts against; it is kept in memory for the minute of the limit, and nowhere else. */
  readonly addressOf?: (c: Context) => string;
  /** Takes the lines that CloudWatch makes metrics of. */
  readonly writeMetrics?: (line: object) => void;
  /** The server's clock, Unix ms. */
  readonly now?: () => number;
}

interface ApiEnv {
  Variables: { requestId: string; userId: string; problem: ApiProblem };
}

const EpochQuerySchema = v.optional(
  v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'epoch is a number'), v.transform(Number))
);
const CursorQuerySchema = v.optional(CursorSchema);

/** Errors of the SDK say that the table failed: worth another try. Anything else is a bug of ours. */
function toProblem(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  const isTable = thrown instanceof Error && '$metadata' in thrown;
  const isNetwork = thrown instanceof Error && ('code' in thrown || thrown.name === 'TimeoutError');
  return isTable || isNetwork
    ? new ApiProblem(
        'unavailable',
        'The ratings cannot be reached; nothing that was sent is lost by trying again.',
        {
          cause: thrown,
          retryAfterSec: 5
        }
      )
    : new ApiProblem('internal', 'Something failed that should not.', { cause: thrown });
}

export function createApi(options: ApiOptions): Hono<ApiEnv> {
  const { tables, verifier, users, log, allowedOrigins = [], now = Date.now } = options;
  const { addressOf = () => 'everybody', writeMetrics, isRestarting = () => false } = options;
  const counterLimiter = createRateLimiter(options.countersRateLimit ?? COUNTERS_RATE_LIMIT, 'address');
  const metricLines = createCounterMetrics();
  const store = createRatingStore(tables, users, now);
  const limiter = createRateLimiter(options.rateLimit ?? DEFAULT_RATE_LIMIT);
  const app = new Hono<ApiEnv>();

  const answerProblem = (c: Context<ApiEnv>, problem: ApiProblem): Response => {
    c.set('problem', problem);
    return problemResponse(problem, { requestId: c.get('requestId'), serverTimeMs: now() });
  };
  // Who asked has gone, in the middle of a body: no failure of ours, and no alarm.
  const brokeOff = (): ApiProblem => new ApiProblem('invalid-request', 'The request broke off.');
  app.onError((thrown, c) => answerProblem(c, c.req.raw.signal.aborted ? brokeOff() : toProblem(thrown)));
  app.notFound((c) => answerProblem(c, new ApiProblem('not-found', 'The API has nothing at this address.')));

  app.use(requestId());
  app.use(async (c, next) => {
    const startMs = performance.now();
    await next();
    c.header('Cache-Control', 'no-store');
    const problem = c.get('problem') as ApiProblem | undefined;
    const cause = problem?.cause;
    log({
      level: levelOf(c.res.status),
      requestId: c.get('requestId'),
      method: c.req.method,
      route: problem?.code === 'not-found' ? '*' : routePath(c, -1),
      status: c.res.status,
      durationMs: Math.round(performance.now() - startMs),
      ...(problem ? { code: problem.code } : {}),
      ...(problem && PROBLEMS[problem.code].status >= 500 && cause instanceof Error
        ? { error: `${cause.name}: ${cause.message}` }
        : {})
    });
  });
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }));
  app.use(
    cors({
      origin: [...allowedOrigins],
      allowMethods: ['GET', 'POST', 'DELETE'],
      allowHeaders: ['Authorization', 'Content-Type'],
      exposeHeaders: ['Retry-After', 'X-Request-Id'],
      maxAge: 600
    })
  );
  app.use(
    bodyLimit({
      maxSize: BODY_MAX_BYTES,
      onError: () => {
        throw new ApiProblem(
          'too-large',
          `A body has at most ${BODY_MAX_BYTES / 1024} KB; send smaller batches.`
        );
      }
    })
  );

  app.get('/health', async (c) => {
    const ready = await store.isReachable();
    const table = ready ? 'reachable' : isRestarting() ? 'restarting' : 'unreachable';
    const health: ApiHealth = { live: true, ready, table };
    return c.json(health, ready ? 200 : 503);
  });
  app.get('/openapi.json', (c) => c.json(openApiDocument()));

  const signedIn = createMiddleware<ApiEnv>(async (c, next) => {
    const userId = await verifier.userIdOf(c.req.header('Authorization'));
    await limiter.takeRequest(userId);
    c.set('userId', userId);
    await next();
  });

  app.post('/rate', signedIn, async (c) => {
    const userId = c.get('userId');
    const event = await readJson(c);
    await limiter.takeEvents(userId, 1);
    const { epoch, serverTimeMs, results } = await store.apply(userId, [event]);
    const [result] = results;
    if (!result || result.outcome === 'refused') {
      const { code = 'internal', detail = 'The event got no answer.' } = result ?? {};
      throw new ApiProblem(code, detail, { epoch });
    }
    const { eventId } = event as SyncEvent;
    return c.json({ epoch, serverTimeMs, eventId, ...result } satisfies RateAnswer);
  });

  app.post('/rate/batch', signedIn, async (c) => {
    const userId = c.get('userId');
    const { events } = parseAs(BatchSchema, await readJson(c), 'invalid-request');
    await limiter.takeEvents(userId, events.length);
    return c.json((await store.apply(userId, events)) satisfies BatchAnswer);
  });

  app.get('/ratings', signedIn, async (c) => {
    const cursor = parseAs(CursorQuerySchema, c.req.query('cursor'), 'invalid-cursor');
    const page = await store.readChanges(c.get('userId'), cursor);
    return c.json({ serverTimeMs: now(), ...page } satisfies ChangesPage);
  });

  app.delete('/ratings', signedIn, async (c) => {
    const ending = parseAs(EpochQuerySchema, c.req.query('epoch'), 'invalid-request');
    const deletion = await store.deleteAll(c.get('userId'), ending);
    return c.json({ serverTimeMs: now(), ...deletion } satisfies DeletionAnswer);
  });

  app.delete('/account', signedIn, async (c) => {
    const { deletedCount } = await store.close(c.get('userId'));
    return c.json({ serverTimeMs: now(), deletedCount } satisfies ClosingAnswer);
  });

  app.post('/counters', async (c) => {
    await counterLimiter.takeRequest(addressOf(c));
    const { reports } = parseAs(CounterBatchSchema, await readJson(c), 'invalid-request');
    const nowMs = now();
    await addCounters(tables, reports, nowMs);
    if (writeMetrics) for (const line of metricLines(reports, nowMs)) writeMetrics(line);
    return c.body(null, 204);
  });

  for (const [path, allow] of [
    ['/account', 'DELETE'],
    ['/counters', 'POST'],
    ['/health', 'GET'],
    ['/openapi.json', 'GET'],
    ['/rate', 'POST'],
    ['/rate/batch', 'POST'],
    ['/ratings', 'GET, DELETE']
  ] as const) {
    app.all(path, () => {
      throw new ApiProblem('method-not-allowed', `This address takes ${allow}.`, { allow });
    });
  }
  return app;
}
