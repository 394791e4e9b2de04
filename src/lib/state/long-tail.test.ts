import { beforeEach, expect, it, vi } from 'vitest';
import { catalogueRows, createCatalogue } from '#core/catalogue';
import { YamrError } from '#core/errors';
import { toyCatalogue } from '../../../tests/toy-model.ts';
import { LongTail } from './long-tail.svelte.ts';
import type { ModelState } from './model.svelte.ts';

const all = createCatalogue(toyCatalogue());
const trained = createCatalogue(catalogueRows(toyCatalogue(), 0, 4));
const first = createCatalogue(catalogueRows(toyCatalogue(), 0, 2));

/** As much of the page's model as the tail asks for. */
function world(extend = vi.fn(() => Promise.resolve(true))) {
  const model = {
    phase: 'ready',
    running: { version: 'toy-1', tailBytes: 100 },
    catalogue: first,
    hasTail: false,
    trained: Promise.resolve(),
    extend: vi.fn(async () => {
      const isBetter = await extend();
      model.catalogue = all;
      model.hasTail = true;
      return isBetter;
    })
  };
  const onbetter = vi.fn();
  return { model, extend, onbetter, tail: new LongTail(model as unknown as ModelState, onbetter) };
}

beforeEach(() => {
  vi.restoreAllMocks();
});

it('comes once, however many reach for it, and lists are made anew', async () => {
  const { tail, extend, onbetter } = world();
  expect(tail.isHere).toBe(false);
  expect(await Promise.all([tail.bring(), tail.bring()])).toEqual([true, true]);
  expect(await tail.bring()).toBe(true);
  expect(extend).toHaveBeenCalledTimes(1);
  expect(onbetter).toHaveBeenCalledTimes(1);
  expect([tail.isHere, tail.isComing]).toEqual([true, false]);
});

it('is here from the start where a release has none', async () => {
  const { tail, model, extend } = world();
  model.running.tailBytes = 0;
  expect(await tail.bring()).toBe(true);
  expect(extend).not.toHaveBeenCalled();
});

it('does not come before there is a model', async () => {
  const { tail, model, extend } = world();
  model.phase = 'loading';
  expect(await tail.bring()).toBe(false);
  expect(extend).not.toHaveBeenCalled();
});

it('comes for a movie that is in nothing that was trained, and for no other', async () => {
  const { tail, model, extend } = world();
  model.trained = Promise.resolve().then(() => void (model.catalogue = trained));
  await tail.find([10, 40]);
  expect(extend).not.toHaveBeenCalled();
  await tail.find([10, 50]);
  expect(extend).toHaveBeenCalledTimes(1);
  await tail.find([999]);
  expect(extend).toHaveBeenCalledTimes(1);
});

it('says in a sentence why it did not come, does not ask with every key, and asks again when the network is back', async () => {
  const extend = vi.fn(() => Promise.reject<boolean>(new YamrError('offline', 'You are offline.')));
  const { tail } = world(extend);
  expect(await tail.bring()).toBe(false);
  expect(tail.problem).toBe(
    'You are offline, and the movies that nobody has rated yet are not on this device: only the other 2 are here.'
  );
  expect(await tail.bring()).toBe(false);
  expect(extend).toHaveBeenCalledTimes(1);
  extend.mockImplementation(() => Promise.resolve(true));
  tail.retry();
  await vi.waitFor(() => expect(tail.isHere).toBe(true));
  expect(tail.problem).toBe('');
});

it('asks again by itself where nobody says that the network is back, and says nothing new meanwhile', async () => {
  vi.useFakeTimers();
  const extend = vi.fn(() => Promise.reject<boolean>(new YamrError('network', 'No answer.')));
  const { tail } = world(extend);
  await tail.bring();
  const { problem } = tail;
  extend.mockImplementation(() => {
    expect(tail.problem).toBe(problem);
    return Promise.reject<boolean>(new YamrError('network', 'No answer.'));
  });
  await vi.advanceTimersByTimeAsync(6500);
  expect(extend).toHaveBeenCalledTimes(3);
  extend.mockImplementation(() => Promise.resolve(true));
  await vi.advanceTimersByTimeAsync(8000);
  expect([tail.isHere, tail.problem, extend.mock.calls.length]).toEqual([true, '', 4]);
  vi.useRealTimers();
});

it('says what else went wrong with what is here until then', async () => {
  const { tail } = world(
    vi.fn(() => Promise.reject<boolean>(new YamrError('hash-mismatch', 'Not the published file.')))
  );
  await tail.bring();
  expect(tail.problem).toBe('Not the published file. Only 2 movies are here until then.');
});
