import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { STAR_VALUES } from './rating.ts';
import {
  compareVersions,
  isTooFarAhead,
  laterOf,
  MAX_AHEAD_MS,
  nextTimestampMs,
  SyncEventSchema,
  versionKey,
  type EventVersion
} from './sync-event.ts';

const event = {
  eventId: '0b0e9c1e-8d0b-4a8e-9d4e-3f3f0a3b7c11',
  epoch: 0,
  movieId: 296,
  stars: 4.5,
  updatedAtMs: 1_700_000_000_000
};
/** Few values, so that ties are frequent. */
const versions: fc.Arbitrary<EventVersion> = fc.record({
  epoch: fc.integer({ min: 0, max: 2 }),
  updatedAtMs: fc.integer({ min: 0, max: 3 }),
  eventId: fc.constantFrom('a', 'b', 'c')
});

describe('an event', () => {
  it('is a rating, a rating with its source’s date, or a rating taken back', () => {
    const good = [event, { ...event, ratedAtMs: 1 }, { ...event, stars: null }];
    for (const one of good) expect(v.parse(SyncEventSchema, one)).toEqual(one);
    for (const stars of STAR_VALUES) expect(v.is(SyncEventSchema, { ...event, stars })).toBe(true);
  });

  it.each([
    { eventId: '' },
    { eventId: event.eventId.toUpperCase() },
    { eventId: undefined },
    { movieId: 0 },
    { movieId: 1.5 },
    { movieId: '296' },
    { stars: 0 },
    { stars: 4.25 },
    { stars: undefined },
    { updatedAtMs: -1 },
    { updatedAtMs: 1.5 },
    { updatedAtMs: 1e300 },
    { ratedAtMs: null },
    { epoch: -1 },
    { epoch: 0.5 },
    { userId: 'somebody else' }
  ])('is refused with %j', (wrong) => {
    expect(v.is(SyncEventSchema, { ...event, ...wrong })).toBe(false);
  });
});

describe('the order of events', () => {
  it('is total, antisymmetric and transitive', () => {
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        const [ab, bc, ac] = [compareVersions(a, b), compareVersions(b, c), compareVersions(a, c)];
        expect(Math.sign(ab)).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (ab === 0) expect(a).toEqual(b);
        if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
      })
    );
  });

  it('leaves the same event whatever order events come in and however often', () => {
    fc.assert(
      fc.property(fc.array(versions, { minLength: 1 }), fc.infiniteStream(fc.nat()), (events, dice) => {
        const shuffled = [...events, ...events]
          .map((one) => ({ one, key: dice.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const last = (list: readonly EventVersion[]) =>
          list.reduce<EventVersion | undefined>(laterOf, undefined);
        expect(last(shuffled)).toEqual(last(events));
      })
    );
  });

  it('is the order of the version keys', () => {
    const wide = fc.record({
      epoch: fc.oneof(fc.nat(3), fc.nat(0x7fffffff)),
      updatedAtMs: fc.oneof(
        fc.nat(3),
        fc.maxSafeNat().filter((ms) => ms <= 8.64e15)
      ),
      eventId: fc.uuid()
    });
    fc.assert(
      fc.property(wide, wide, (a, b) => {
        const order = versionKey(a) < versionKey(b) ? -1 : versionKey(a) > versionKey(b) ? 1 : 0;
        expect(order).toBe(Math.sign(compareVersions(a, b)));
      })
    );
  });

  it('puts the epoch above the timestamp, and the timestamp above the id', () => {
    const base = { epoch: 0, updatedAtMs: 5, eventId: 'z' };
    expect(compareVersions({ ...base, epoch: 1, updatedAtMs: 0 }, base)).toBeGreaterThan(0);
    expect(compareVersions({ ...base, updatedAtMs: 6, eventId: 'a' }, base)).toBeGreaterThan(0);
    expect(compareVersions({ ...base, eventId: 'a' }, base)).toBeLessThan(0);
  });
});

describe('the time of a change', () => {
  it('is after the state it replaces, however wrong the clock is', () => {
    fc.assert(
      fc.property(fc.nat(), fc.option(fc.nat(), { nil: undefined }), (nowMs, previousMs) => {
        const timeMs = nextTimestampMs(nowMs, previousMs);
        expect(timeMs).toBeGreaterThanOrEqual(nowMs);
        if (previousMs !== undefined) expect(timeMs).toBeGreaterThan(previousMs);
      })
    );
  });

  it('may be a day ahead of the server, not more than that and an hour', () => {
    expect(isTooFarAhead(24 * 3_600_000, 0)).toBe(false);
    expect(isTooFarAhead(MAX_AHEAD_MS, 0)).toBe(false);
    expect(isTooFarAhead(MAX_AHEAD_MS + 1, 0)).toBe(true);
  });
});
