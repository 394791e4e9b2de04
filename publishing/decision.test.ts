/** The rule in thousands of simulated roll-outs with known candidates, looked at every day. Seeds are fixed. */
import { describe, expect, it } from 'vitest';
import type { Wins } from '#core/counters';
import { createRandom, type Random } from '#core/random';
import { ALPHA, DELTA, recommend, winShare, type Recommendation } from './decision.ts';

const RUNS = 2_000;
const DAYS = 45;
const PEOPLE_A_DAY = 20;
const MOST_OF_A_PERSON = 30;
/** How alike the wins of one person are: each has a share of wins of their own. */
const CORRELATION = 0.1;

interface Counted {
  wins: number;
  losses: number;
  ties: number;
}
const none = (): Counted => ({ wins: 0, losses: 0, ties: 0 });

function addPerson(to: Counted, share: number, count: number, random: Random): void {
  const strength = 1 / CORRELATION - 1;
  const [a, b] = [random.gamma(share * strength), random.gamma((1 - share) * strength)];
  for (let k = 0; k < count; k++) {
    if (random.uniform() < 0.2) to.ties++;
    else if (random.uniform() < a / (a + b)) to.wins++;
    else to.losses++;
  }
}

/** The first recommendation that ends each roll-out, and whether a plain test at 5% ever called a difference. */
function simulate(predictedShare: number, rankedShare: number, seed: number) {
  const ended: Record<Recommendation, number> = { promote: 0, stop: 0, same: 0, wait: 0 };
  let naive = 0;
  let decisive = 0;
  for (let run = 0; run < RUNS; run++) {
    const random = createRandom(seed).fork(String(run));
    const [predicted, ranked] = [none(), none()];
    let outcome: Recommendation = 'wait';
    let isNaive = false;
    for (let day = 0; day < DAYS && outcome === 'wait'; day++) {
      for (let person = 0; person < PEOPLE_A_DAY; person++) {
        const count = 1 + random.below(MOST_OF_A_PERSON);
        addPerson(predicted, predictedShare, count, random);
        addPerson(ranked, rankedShare, count, random);
      }
      outcome = recommend(predicted, ranked);
      const { wins, losses } = predicted;
      isNaive ||= Math.abs(wins - losses) > 1.96 * Math.sqrt(wins + losses);
    }
    ended[outcome]++;
    naive += isNaive ? 1 : 0;
    decisive += (predicted.wins + predicted.losses) / RUNS;
  }
  return { ...ended, naive, decisive };
}

describe('over 2,000 roll-outs of 45 days, looked at every day, with people whose wins are alike', () => {
  it('an equal candidate is called better or worse less often than stated; a plain test calls it so in most', () => {
    const { promote, stop, same, naive } = simulate(0.5, 0.5, 1);
    expect((promote + stop) / RUNS).toBeLessThan(ALPHA);
    expect(same / RUNS).toBeGreaterThan(0.9);
    expect(naive / RUNS).toBeGreaterThan(0.5);
  }, 120_000);

  it('a better candidate is promoted in nine of ten, and stopped less often than stated', () => {
    const { promote, stop, same, decisive } = simulate(0.5 + DELTA, 0.5 + DELTA, 2);
    expect(promote / RUNS).toBeGreaterThan(0.9);
    expect((stop + same) / RUNS).toBeLessThan(ALPHA);
    expect(decisive).toBeLessThan(10_000);
  }, 120_000);

  it('a worse candidate is stopped in nine of ten, and promoted less often than stated', () => {
    const { promote, stop, same } = simulate(0.5 - DELTA, 0.5 - DELTA, 3);
    expect(stop / RUNS).toBeGreaterThan(0.9);
    expect((promote + same) / RUNS).toBeLessThan(ALPHA);
  }, 120_000);

  it('a candidate that predicts better and ranks worse is not promoted', () => {
    const { promote, stop } = simulate(0.5 + DELTA, 0.5 - DELTA, 4);
    expect(promote / RUNS).toBeLessThan(ALPHA);
    expect(stop / RUNS).toBeGreaterThan(0.9);
  }, 120_000);
});

describe('the rule', () => {
  const wins = (won: number, lost: number): Wins => ({ wins: won, losses: lost, ties: 0 });

  it('waits where nothing, or one measure alone, was counted', () => {
    expect(recommend(wins(0, 0), wins(0, 0))).toBe('wait');
    expect(recommend(wins(9_000, 1_000), wins(0, 0))).toBe('wait');
    expect(winShare(wins(0, 0))).toEqual({ share: undefined, low: 0, high: 1, decisive: 0 });
  });

  it('is the same rule seen from the other side', () => {
    for (const [won, lost] of [
      [6_000, 4_000],
      [5_100, 4_900],
      [30, 10]
    ] as const) {
      const [here, there] = [winShare(wins(won, lost)), winShare(wins(lost, won))];
      expect(here.low).toBeCloseTo(1 - there.high, 12);
    }
    expect(recommend(wins(6_000, 4_000), wins(5_500, 5_000))).toBe('promote');
    expect(recommend(wins(4_000, 6_000), wins(5_500, 5_000))).toBe('stop');
  });
});
