/** The API's own rules, over a real table: bodies, limits, headers, logs, documents. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchAnswerSchema, ProblemSchema, PROBLEMS, RateAnswerSchema } from '#core/api';
import { startTestBackend, type TestBackend } from '../../tests/backend.ts';
import { listen } from '../listen.ts';
import { connectTables } from '../tables/client.ts';
import { openApiDocument } from './open-api.ts';

let backend: TestBackend;
let api: ReturnType<TestBackend['createApi']>;
beforeAll(async () => {
  backend = await startTestBackend();
  api = backend.createApi({ allowedOrigins: ['https://yamr.example'] });
});
afterAll(() => backend.close());

const newEvent = (changes: object = {}) => ({
  eventId: randomUUID(),
  epoch: 0,
  movieId: 296,
  stars: 4.5,
  updatedAtMs: Date.now(),
  ...changes
});

const post = (path: string, body: unknown, userId = 'ann', to = api) =>
  to.request(path, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${backend.issuer.tokenOf(userId)}`,
      'Content-Type': 'application/json'
    },
    body: typeof body === 'string' ? body : JSON.stringify(body)
  });

async function expectProblem(response: Response, code: keyof typeof PROBLEMS): Promise<void> {
  const problem = v.parse(ProblemSchema, await response.json());
  expect(problem.code).toBe(code);
  expect(problem.status).toBe(response.status);
  expect(response.status).toBe(PROBLEMS[code].status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(problem.requestId).toBe(response.headers.get('x-request-id'));
}

describe('a rating that is sent', () => {
  it('is applied once, and overtaken when it comes again', async () => {
    const event = newEvent();
    const first = v.parse(RateAnswerSchema, await (await post('/rate', event)).json());
    const again = v.parse(RateAnswerSchema, await (await post('/rate', event)).json());
    expect([first.outcome, again.outcome]).toEqual(['applied', 'superseded']);
    expect(first.eventId).toBe(event.eventId);
  });

  it.each([
    ['no JSON', '{', 'invalid-request'],
    ['quarter stars', newEvent({ stars: 4.25 }), 'invalid-event'],
    ['a field too many', newEvent({ userId: 'bob' }), 'invalid-event'],
    ['a time two days ahead', newEvent({ updatedAtMs: Date.now() + 2 * 86_400_000 }), 'timestamp-ahead'],
    ['an epoch that has not begun', newEvent({ epoch: 1 }), 'epoch-unknown'],
    ['300 KB', ' '.repeat(300 * 1024), 'too-large'],
    ['deep nesting', '['.repeat(100_000), 'invalid-request']
  ] as const)('with %s is refused', async (_, body, code) => {
    await expectProblem(await post('/rate', body), code);
  });

  it('must be application/json, which no plain form of another site can send', async () => {
    const response = await api.request('/rate', {
      method: 'POST',
      headers: { Authorization: `Bearer ${backend.issuer.tokenOf('ann')}`, 'Content-Type': 'text/plain' },
      body: JSON.stringify(newEvent())
    });
    await expectProblem(response, 'unsupported-media-type');
  });
});

describe('a batch', () => {
  it('refuses a bad event and applies the rest', async () => {
    const events = [newEvent({ movieId: 1 }), { poisoned: true }, newEvent({ movieId: 2, stars: null })];
    const answer = v.parse(BatchAnswerSchema, await (await post('/rate/batch', { events }, 'bea')).json());
    expect(answer.results.map(({ outcome }) => outcome)).toEqual(['applied', 'refused', 'applied']);
  });

  it('with several events of a movie keeps the latest, in whatever order they stand', async () => {
    const later = newEvent({ movieId: 7, stars: 1, updatedAtMs: 2000 });
    const events = [later, newEvent({ movieId: 7, stars: 5, updatedAtMs: 1000 }), later];
    const answer = v.parse(BatchAnswerSchema, await (await post('/rate/batch', { events }, 'cem')).json());
    expect(answer.results.filter(({ outcome }) => outcome === 'applied')).toHaveLength(1);
    const stored = await api.request('/ratings', {
      headers: { Authorization: `Bearer ${backend.issuer.tokenOf('cem')}` }
    });
    expect(await stored.json()).toMatchObject({ changes: [later] });
  });

  it('holds 500 events and no more', async () => {
    const events = Array.from({ length: 501 }, (_, k) => newEvent({ movieId: k + 1 }));
    await expectProblem(await post('/rate/batch', { events }, 'dan'), 'invalid-request');
    const response = await post('/rate/batch', { events: events.slice(1) }, 'dan');
    const { results } = v.parse(BatchAnswerSchema, await response.json());
    expect(results.every(({ outcome }) => outcome === 'applied')).toBe(true);
  });

  it('of 500 of the longest events fits into a body', () => {
    const longest = newEvent({
      epoch: 0x7fffffff,
      movieId: 0x7fffffff,
      updatedAtMs: 8.64e15,
      ratedAtMs: 8.64e15
    });
    expect(JSON.stringify({ events: Array<object>(500).fill(longest) }).length).toBeLessThan(256 * 1024);
  });
});

describe('every answer', () => {
  it('says no-store and carries the security headers, problems too', async () => {
    for (const path of ['/health', '/ratings', '/nothing']) {
      const { headers } = await api.request(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('strict-transport-security')).toContain('max-age');
    }
  });

  it('lets pages of listed origins read it, and of no other', async () => {
    for (const [origin, allowed] of [
      ['https://yamr.example', 'https://yamr.example'],
      ['https://evil.example', null]
    ] as const) {
      const response = await api.request('/ratings', { method: 'OPTIONS', headers: { Origin: origin } });
      expect(response.headers.get('access-control-allow-origin')).toBe(allowed);
    }
  });

  it('is a problem with Allow where the method is wrong', async () => {
    const response = await api.request('/ratings', { method: 'PUT' });
    await expectProblem(response.clone(), 'method-not-allowed');
    expect(response.headers.get('allow')).toBe('GET, DELETE');
    await expectProblem(await api.request('/rating'), 'not-found');
  });

  it('is logged with its request id and without people, ratings and tokens', async () => {
    backend.logged.length = 0;
    const event = newEvent({ movieId: 4711 });
    const token = backend.issuer.tokenOf('somebody-private');
    await post('/rate', event, 'somebody-private');
    await api.request('/ratings?cursor=0.4711', { headers: { Authorization: `Bearer ${token}` } });
    expect(backend.logged).toMatchObject([
      { method: 'POST', route: '/rate', status: 200, level: 'info' },
      { method: 'GET', route: '/ratings', status: 200 }
    ]);
    const text = JSON.stringify(backend.logged);
    for (const secret of ['somebody-private', '4711', event.eventId, token])
      expect(text).not.toContain(secret);
  });
});

it('a body that breaks off is no failure of the server', async () => {
  const server = await listen(api, 0);
  backend.logged.length = 0;
  const token = backend.issuer.tokenOf('ann');
  await new Promise((done) => {
    const head = `POST /rate HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const socket = connect(server.port, '127.0.0.1', () => socket.write(`${head}zz\r\n`));
    socket.on('close', done).resume();
  });
  await expect.poll(() => backend.logged).toMatchObject([{ route: '/rate', status: 400, level: 'warn' }]);
  await server.close();
});

describe('too many requests', () => {
  it('are refused for that person only, with the time to wait', async () => {
    const strict = backend.createApi({ rateLimit: { pointsPerMinute: 3, pointsPerRequest: 1 } });
    expect((await post('/rate', newEvent(), 'eve', strict)).status).toBe(200);
    const refused = await post('/rate/batch', { events: [newEvent(), newEvent()] }, 'eve', strict);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectProblem(refused, 'rate-limited');
    expect((await post('/rate', newEvent(), 'fay', strict)).status).toBe(200);
  });
});

describe('without the table', () => {
  it('health is alive and not ready, and a rating can be sent again later', async () => {
    const nowhere = connectTables({ endpoint: 'http://127.0.0.1:1', attempts: 1 });
    const broken = backend.createApi({ tables: nowhere });
    const health = await broken.request('/health');
    expect([health.status, await health.json()]).toEqual([
      503,
      { live: true, ready: false, table: 'unreachable' }
    ]);
    await expectProblem(await post('/rate', newEvent(), 'gus', broken), 'unavailable');
  });
});

describe('the OpenAPI document', () => {
  it('describes every route, with a token for all but health and counters', async () => {
    const served = (await (await api.request('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { security?: unknown[] }>>;
      security: unknown[];
    };
    expect(served).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
    const routes = Object.entries(served.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => [`${method} ${path}`, security])
    );
    expect(Object.fromEntries(routes)).toEqual({
      'post /rate': undefined,
      'post /rate/batch': undefined,
      'get /ratings': undefined,
      'delete /ratings': undefined,
      'post /counters': [],
      'get /health': []
    });
    expect(served.security).toEqual([{ accessToken: [] }]);
    expect(JSON.stringify(served)).toContain('"enum":[0.5,1,1.5,2,2.5,3,3.5,4,4.5,5]');
  });
});
