import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { BACKEND_NAMES } from '#core/backend-names';
import { CounterBatchSchema, HEAP_EDGES_MB, LATENCY_EDGES_MS, REPORTS_MAX } from '#core/counters';
import { ERROR_CODES } from '#core/errors';
import { STAR_VALUES } from '#core/rating';
import { compare, count, type Counted, type Source } from './counts.ts';

const source: Source = { version: 'yamr-1', appVersion: '0.1.0+abc', backend: 'wasm' };
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const stars = fc.constantFrom(...STAR_VALUES);
const verdict = fc.constantFrom('wins', 'losses', 'ties');
const sources = fc.record({
  version: fc.constantFrom('yamr-1', 'yamr-2'),
  appVersion: fc.constantFrom('0.1.0', '0.2.0'),
  backend: fc.constantFrom(...BACKEND_NAMES)
});
const events: fc.Arbitrary<Counted> = fc.oneof(
  fc.record({ kind: fc.constant('list'), elapsedMs: fc.double({ min: 0, max: 1e5, noNaN: true }) }),
  fc.record({ kind: fc.constant('heap'), sizeMb: fc.double({ min: 0, max: 5000, noNaN: true }) }),
  fc.record({ kind: fc.constant('error'), code: fc.constantFrom(...ERROR_CODES) }),
  fc.record({ kind: fc.constant('quality'), stars, predicted: stars, baseline: stars }),
  fc.record(
    {
      kind: fc.constant('compared'),
      other: fc.constantFrom('yamr-0', 'yamr-3'),
      predicted: verdict,
      ranked: verdict
    },
    { requiredKeys: ['kind', 'other', 'predicted'] }
  )
);

describe('counting', () => {
  it('puts a value at an edge into the bin below it, and what is above all edges into the last', () => {
    const at = (elapsedMs: number) => count([], source, { kind: 'list', elapsedMs })[0]?.rateToList;
    expect(at(LATENCY_EDGES_MS[0])?.[0]).toBe(1);
    expect(at(LATENCY_EDGES_MS[0] + 0.1)?.[1]).toBe(1);
    expect(at(1e9)?.at(-1)).toBe(1);
  });

  it('counts what happened exactly once, into reports that the API takes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sources, events), { minLength: 1, maxLength: 60 }), (happened) => {
        const all = happened.reduce<ReturnType<typeof count>>(
          (reports, [of, what]) => count(reports, of, what),
          []
        );
        // Where there are too many, the oldest was let go, and its counts with it.
        if (all.length === REPORTS_MAX) return;
        const total = (of: (report: (typeof all)[number]) => number): number => sum(all.map(of));
        const times = (kind: Counted['kind']): number =>
          happened.filter(([, what]) => what.kind === kind).length;
        expect(total(({ rateToList }) => sum(rateToList))).toBe(times('list'));
        expect(total(({ heap }) => sum(heap))).toBe(times('heap'));
        expect(total(({ errors }) => sum(Object.values(errors)))).toBe(times('error'));
        expect(total(({ quality }) => quality.ratings)).toBe(times('quality'));
        expect(total(({ comparison }) => (comparison ? sum(Object.values(comparison.predicted)) : 0))).toBe(
          times('compared')
        );
        expect(v.is(CounterBatchSchema, { reports: all })).toBe(true);
      })
    );
  });

  it('never holds a movie or anything else that was not asked for', () => {
    fc.assert(
      fc.property(sources, events, fc.integer({ min: 1 }), (of, what, movieId) => {
        const withMore: Counted & { movieId: number } = { ...what, movieId };
        const reports = count([], of, Object.assign(withMore, { title: 'Alien' }));
        expect(JSON.stringify(reports)).not.toMatch(/movie|title|Alien/i);
        expect(v.is(CounterBatchSchema, { reports })).toBe(true);
      })
    );
  });

  it('lets the oldest report go where there are too many, and stops at a full count', () => {
    const many = Array.from({ length: REPORTS_MAX + 3 }, (_, k) => `yamr-${k}`).reduce<
      ReturnType<typeof count>
    >((reports, version) => count(reports, { ...source, version }, { kind: 'heap', sizeMb: 1 }), []);
    expect(many).toHaveLength(REPORTS_MAX);
    expect(many[0]?.version).toBe('yamr-3');
    let full: ReturnType<typeof count> = [];
    for (let k = 0; k < 10_005; k++) {
      full = count(full, source, { kind: 'quality', stars: 5, predicted: 4, baseline: 3 });
      full = count(full, source, { kind: 'heap', sizeMb: HEAP_EDGES_MB[0] });
    }
    expect(full[0]?.quality).toEqual({ ratings: 10_000, squaredError: 10_000, biasSquaredError: 40_000 });
    expect(full[0]?.heap[0]).toBe(10_000);
    expect(v.is(CounterBatchSchema, { reports: full })).toBe(true);
  });
});

describe('comparing two versions on one rating', () => {
  it('says whose prediction was nearer and whose list had the movie higher; what is shown alike is a tie', () => {
    expect(compare(5, { predicted: 4.6, rank: 3 }, { predicted: 3.9, rank: 9 })).toEqual({
      predicted: 'wins',
      ranked: 'wins'
    });
    expect(compare(2, { predicted: 3.1, rank: 9 }, { predicted: 2.9, rank: 9 })).toEqual({
      predicted: 'ties',
      ranked: 'ties'
    });
    expect(compare(1, { predicted: 4, rank: 9 }, { predicted: 3.2, rank: 1 })).toEqual({
      predicted: 'losses',
      ranked: 'losses'
    });
  });

  it('is the opposite from the other side', () => {
    const expected = fc.record({
      predicted: fc.double({ min: 0.5, max: 5, noNaN: true }),
      rank: fc.integer({ min: 1 })
    });
    const opposite = { wins: 'losses', losses: 'wins', ties: 'ties' } as const;
    fc.assert(
      fc.property(stars, expected, expected, (given, a, b) => {
        const [there, back] = [compare(given, a, b), compare(given, b, a)];
        expect(back).toEqual({ predicted: opposite[there.predicted], ranked: opposite[there.ranked] });
      })
    );
  });
});
