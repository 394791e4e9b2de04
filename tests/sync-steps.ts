/**
 * Owns what histories of the sync are drawn from: devices of two people with clocks wrong by up to a year, which are put right or
 * wrong meanwhile, a server whose clock steps, faults of the network, ends of the page, deletions and ends of accounts.
 */
import fc from 'fast-check';
import { FAULTS } from './sync-model.ts';

const MINUTE_MS = 60_000;
const YEAR_MS = 366 * 24 * 60 * MINUTE_MS;
/** How far ahead of itself the server takes a timestamp. */
export const TAKEN_AHEAD_MS = 25 * 60 * MINUTE_MS;
export const USERS = 2;
export const DEVICES = 3;
const MOVIES = 4;

const movie = fc.integer({ min: 1, max: MOVIES });
const half = fc.option(fc.integer({ min: 1, max: 10 }), { freq: 4 });
const device = fc.nat(DEVICES - 1);
const user = fc.nat(USERS - 1);
/** Of seconds, of less than the day that the server allows, and of up to a year; in both directions. */
const offset = fc.oneof(
  ...[MINUTE_MS, 24 * 60 * MINUTE_MS, YEAR_MS].map((ms) => fc.integer({ min: -ms, max: ms }))
);
const crash = { crashAt: fc.option(fc.nat(12)), isAfter: fc.boolean() };

const step = fc.oneof(
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('rate' as const), device, user, movie, half }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('guest' as const), device, movie, half }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('sync' as const),
      device,
      user,
      faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 5 }),
      /** Rated while a batch is on its way. */
      during: fc.option(fc.record({ movie, half })),
      ...crash
    })
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('adopt' as const), device, user, ...crash }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('late' as const), user }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), user }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), user }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('server-clock' as const), byMs: offset }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('device-clock' as const), device, byMs: offset }) }
);

export const histories = fc.record({
  steps: fc.array(step, { minLength: 6, maxLength: 28 }),
  skewsMs: fc.tuple(offset, offset, offset),
  /** What each device does with an account that was deleted elsewhere. */
  keeps: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean())
});
export type History = typeof histories extends fc.Arbitrary<infer T> ? T : never;
export type HistoryStep = History['steps'][number];
