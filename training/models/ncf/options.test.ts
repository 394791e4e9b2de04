import { describe, expect, it } from 'vitest';
import { learningRateAt, NCF_DEFAULTS, resolveOptions, type NcfOptions } from './options.ts';

const rates = (given: Partial<NcfOptions>): number[] => {
  const options = resolveOptions(given);
  return Array.from({ length: options.epochs }, (_, epoch) => learningRateAt(options, epoch));
};

describe('the options of the network', () => {
  it('default to what the replaced system trained with', () => {
    expect(resolveOptions()).toEqual(NCF_DEFAULTS);
    expect(NCF_DEFAULTS).toMatchObject({
      embeddingSize: 16,
      hiddenSizes: [32, 16, 8],
      batchSize: 64,
      epochs: 4
    });
  });

  it('keep a constant rate, halve it in steps, or let it fall along a cosine', () => {
    expect(rates({ learningRate: 0.8 })).toEqual([0.8, 0.8, 0.8, 0.8]);
    expect(rates({ learningRate: 0.8, learningRateSchedule: 'step' })).toEqual([0.8, 0.8, 0.4, 0.4]);
    const cosine = rates({ learningRate: 0.8, learningRateSchedule: 'cosine' });
    [0.8, 0.4 * (1 + Math.SQRT1_2), 0.4, 0.4 * (1 - Math.SQRT1_2)].forEach((rate, epoch) =>
      expect(cosine[epoch]).toBeCloseTo(rate, 12)
    );
  });

  it.each<[string, Partial<NcfOptions>]>([
    ['no epochs', { epochs: 0 }],
    ['a batch of one, which has no variance', { batchSize: 1 }],
    ['a rate of 0', { learningRate: 0 }],
    ['dropping everything', { hiddenDropout: 1 }],
    ['clipping to nothing', { gradientClipNorm: 0 }],
    ['keeping all ratings back', { validationShare: 0.5, testShare: 0.5 }],
    ['stopping early without a validation part', { earlyStoppingPatience: 2 }],
    ['no hidden layer', { hiddenSizes: [] }]
  ])('refuse %s', (_, given) => {
    expect(() => resolveOptions(given)).toThrow(expect.objectContaining({ code: 'bad-input' }));
  });
});
