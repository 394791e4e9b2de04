import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random';
import { resolveOptions } from './options.ts';
import { splitRows } from './split-rows.ts';
import { clipGradients, createTrainer } from './trainer.ts';

describe('clipGradients', () => {
  it('scales all gradients together to the limit: 3, 4 has norm 5', () => {
    const gradients = [Float32Array.of(3), Float32Array.of(0, 4)];
    expect(clipGradients(gradients, 1)).toBe(5);
    expect(gradients[0]?.[0]).toBeCloseTo(0.6, 6);
    expect(gradients[1]?.[1]).toBeCloseTo(0.8, 6);
  });

  it('leaves a gradient inside the limit alone', () => {
    const gradients = [Float32Array.of(3, 4)];
    expect(clipGradients(gradients, 5)).toBe(5);
    expect(Array.from(gradients[0] ?? [])).toEqual([3, 4]);
  });
});

describe('splitRows', () => {
  it('cuts every row into exactly one part, of the shares asked for', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.double({ min: 0, max: 0.45, noNaN: true }), (count, share) => {
        const split = splitRows(count, { validationShare: share, testShare: share }, createRandom(1));
        expect(split.test.length).toBe(Math.round(count * share));
        expect(split.validation.length).toBe(Math.min(Math.round(count * share), count - split.test.length));
        const rows = [...split.train, ...split.validation, ...split.test].sort((a, b) => a - b);
        expect(rows).toEqual(Array.from({ length: count }, (_, row) => row));
      })
    );
  });
});

describe('a training step', () => {
  const options = resolveOptions({
    embeddingSize: 4,
    hiddenSizes: [8],
    batchSize: 4,
    embeddingDropout: 0,
    hiddenDropout: 0
  });
  const user = Int32Array.of(0, 0, 1, 1);
  const item = Int32Array.of(0, 1, 0, 1);
  const stars = Float32Array.of(5, 1, 1, 5);

  it('learns a pattern that no bias can express', () => {
    const trainer = createTrainer(options, 2, 2, createRandom(1));
    let loss = NaN;
    for (let step = 0; step < 500; step++) loss = trainer.step(user, item, stars, 0.02);
    expect(loss).toBeLessThan(0.3);
  });

  it('does not move further than Adam may, and gives back weights that it can take again', () => {
    const trainer = createTrainer(options, 2, 2, createRandom(1));
    const before = trainer.weights();
    trainer.step(user, item, stars, 0.01);
    const after = trainer.weights();
    after.users.values.forEach((value, k) => {
      expect(Math.abs(value - (before.users.values[k] ?? NaN))).toBeLessThanOrEqual(0.010001);
    });
    trainer.setWeights(before);
    expect(trainer.weights()).toEqual(before);
  });
});
