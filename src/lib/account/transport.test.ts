import { describe, expect, it } from 'vitest';
import { asMovieId } from '#core/ids';
import { SyncFailure } from '$lib/ratings/sync';
import { createTransport, type ApiRequest, type ApiResponse } from './transport.ts';

const event = {
  eventId: '00000000-0000-4000-8000-000000000001',
  epoch: 0,
  movieId: asMovieId(1),
  stars: 4,
  updatedAtMs: 1
};
const page = { epoch: 2, serverTimeMs: 5, changes: [event], cursor: 'c', more: false };
const ok = (json: unknown): ApiResponse => ({ status: 200, text: JSON.stringify(json) });
const problem = (status: number, code: string, retryAfter?: string): ApiResponse => ({
  status,
  retryAfter,
  text: JSON.stringify({
    type: `urn:yamr:problem:${code}`,
    title: 'T',
    status,
    code,
    detail: 'D.',
    requestId: 'r',
    serverTimeMs: 1
  })
});

/** A transport over a list of answers, with what was sent. */
function over(
  answers: readonly (ApiResponse | Error)[],
  tokens: readonly (string | undefined | Error)[] = ['t']
) {
  const sent: (ApiRequest & { token: string })[] = [];
  const asked: boolean[] = [];
  const transport = createTransport({
    send: (request, token) => {
      const answer = answers[sent.length] ?? new Error('There is no answer left.');
      sent.push({ ...request, token });
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    tokenOf: (isForced) => {
      const token = tokens[Math.min(asked.length, tokens.length - 1)];
      asked.push(isForced);
      return token instanceof Error ? Promise.reject(token) : Promise.resolve(token);
    }
  });
  return { transport, sent, asked };
}
const failure = async (work: Promise<unknown>): Promise<SyncFailure> => {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error
  );
  if (thrown instanceof SyncFailure) return thrown;
  throw new Error(`This is no SyncFailure: ${String(thrown)}`);
};

describe('the transport of the sync', () => {
  it('sends events with the token, and reads from the cursor', async () => {
    const answer = { epoch: 0, serverTimeMs: 1, results: [{ outcome: 'applied' }] };
    const { transport, sent } = over([ok(answer), ok(page), ok(page)]);
    expect(await transport.push([event])).toEqual(answer);
    expect(await transport.read(undefined)).toEqual(page);
    await transport.read('c');
    expect(sent).toEqual([
      { method: 'POST', path: '/rate/batch', body: { events: [event] }, token: 't' },
      { method: 'GET', path: '/ratings', token: 't' },
      { method: 'GET', path: '/ratings', query: { cursor: 'c' }, token: 't' }
    ]);
  });

  it('takes a new token after a 401, once', async () => {
    const refreshed = over([problem(401, 'unauthenticated'), ok(page)], ['old', 'new']);
    expect(await refreshed.transport.read(undefined)).toEqual(page);
    expect(refreshed.sent.map(({ token }) => token)).toEqual(['old', 'new']);
    expect(refreshed.asked).toEqual([false, true]);
    const ended = over([problem(401, 'unauthenticated'), problem(401, 'unauthenticated')]);
    expect((await failure(ended.transport.read(undefined))).remedy).toBe('sign-in');
    expect(ended.sent).toHaveLength(2);
  });

  it('asks to sign in where there is no session, and sends nothing', async () => {
    const { transport, sent } = over([], [undefined]);
    expect((await failure(transport.read(undefined))).remedy).toBe('sign-in');
    expect(sent).toEqual([]);
  });

  it.each([
    [problem(400, 'invalid-cursor'), 'start-over'],
    [problem(409, 'epoch-ended'), 'resync'],
    [problem(410, 'account-closed'), 'leave'],
    [problem(413, 'too-large'), 'set-aside'],
    [problem(503, 'unavailable'), 'retry'],
    [{ status: 502, text: '<html>' }, 'retry'],
    [{ status: 404, text: '' }, 'retry'],
    [{ status: 413, text: '' }, 'set-aside'],
    [{ status: 200, text: '<html>' }, 'retry'],
    [ok({ ...page, changes: [{ ...event, stars: 7 }] }), 'retry'],
    [new Error('A network error has occurred.'), 'retry']
  ] as const)('knows what helps against %j', async (answer, remedy) => {
    expect((await failure(over([answer]).transport.read('c'))).remedy).toBe(remedy);
  });

  it('waits as long as the server asks', async () => {
    const asked = await failure(over([problem(429, 'rate-limited', '7')]).transport.read(undefined));
    expect([asked.remedy, asked.details.retryAfterMs, asked.message]).toEqual(['retry', 7000, 'D.']);
    const odd = await failure(over([problem(429, 'rate-limited', 'soon')]).transport.read(undefined));
    expect(odd.details.retryAfterMs).toBeUndefined();
  });

  it('tries again where the server of the accounts cannot be reached', async () => {
    expect((await failure(over([], [new Error('NetworkError')]).transport.read(undefined))).remedy).toBe(
      'retry'
    );
  });

  it('does not take fewer answers than events', async () => {
    const { transport } = over([ok({ epoch: 0, serverTimeMs: 1, results: [] })]);
    expect((await failure(transport.push([event]))).remedy).toBe('retry');
  });
});
