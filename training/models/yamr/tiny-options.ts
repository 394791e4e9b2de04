/** Owns settings so small that a fit takes seconds, for tests of the whole model. */
import { YAMR_DEFAULTS, type YamrOptions } from './options.ts';

export const TINY_OPTIONS: YamrOptions = {
  ...YAMR_DEFAULTS,
  gibbs: { embeddingSize: 4, sweeps: 24, burnIn: 8, keepEvery: 2, featureRidge: 2 },
  ratingRank: 16,
  setEncoder: {
    ...YAMR_DEFAULTS.setEncoder,
    embeddingSize: 8,
    hiddenSize: 16,
    epochs: 5,
    learningRate: 0.01
  },
  denoiser: { ...YAMR_DEFAULTS.denoiser, hiddenSize: 16, epochs: 5, learningRate: 0.01 }
};
