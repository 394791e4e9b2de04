import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { STAR_VALUES } from '#core/rating';
import type { Profile } from '#core/visitor-model';
import { YAMR_DEFAULTS } from '#training/models/yamr/options';
import { randomBundle } from '../../../tests/random-bundle.ts';
import { createYamrModel } from './yamr-model.ts';

const { bundle } = await randomBundle(120);
const parameters = bundle.hyperParameters as { ranking: object };
const model = await createYamrModel({
  ...bundle,
  hyperParameters: { ...parameters, ranking: { ...parameters.ranking, order: YAMR_DEFAULTS.order } }
});
const plain = await createYamrModel(bundle);
afterAll(() => {
  model.dispose();
  plain.dispose();
});

const profiles = fc
  .uniqueArray(fc.integer({ min: 0, max: 119 }), { minLength: 1, maxLength: 12 })
  .chain((items) =>
    fc
      .array(fc.constantFrom(...STAR_VALUES), { minLength: items.length, maxLength: items.length })
      .map((stars): Profile => ({ items: Int32Array.from(items), stars: Float32Array.from(stars) }))
  );
const ITEMS = [0, 50, 85, 100, 119];
const without = ({ items, stars }: Profile, left: number): Profile => ({
  items: items.filter((_, k) => k !== left),
  stars: stars.filter((_, k) => k !== left)
});

describe('what orders a movie', () => {
  it('is what scoring says, and without a rating what scoring says without it', async () => {
    await fc.assert(
      fc.asyncProperty(profiles, async (profile) => {
        const [scores] = await model.score([profile]);
        const explained = (await model.explainValues?.(profile, ITEMS)) ?? [];
        for (const [at, item] of ITEMS.entries()) {
          expect(explained[at]?.value).toBeCloseTo(scores?.ranking[item] ?? NaN, 3);
        }
        for (let left = 0; left < profile.items.length; left++) {
          const [less] = await model.score([without(profile, left)]);
          for (const [at, item] of ITEMS.entries()) {
            expect(explained[at]?.without[left]).toBeCloseTo(less?.ranking[item] ?? NaN, 3);
          }
        }
      }),
      { numRuns: 25 }
    );
  });

  it('is the ranking alone for somebody without ratings', async () => {
    const nobody = { items: new Int32Array(), stars: new Float32Array() };
    const [[ordered], [ranked]] = await Promise.all([model.score([nobody]), plain.score([nobody])]);
    expect(ordered?.ranking).toEqual(ranked?.ranking);
  });

  it('puts what is predicted below the level behind everything else', async () => {
    await fc.assert(
      fc.asyncProperty(profiles, async (profile) => {
        const [scores] = await model.score([profile]);
        const floor = (scores?.level ?? NaN) + YAMR_DEFAULTS.order.margin;
        const order = [...(scores?.ranking.keys() ?? [])].sort(
          (a, b) => (scores?.ranking[b] ?? 0) - (scores?.ranking[a] ?? 0)
        );
        const isBelow = order.map((item) => (scores?.stars[item] ?? 0) < floor);
        expect(isBelow).toEqual([...isBelow].sort((a, b) => Number(a) - Number(b)));
      }),
      { numRuns: 25 }
    );
  });
});
