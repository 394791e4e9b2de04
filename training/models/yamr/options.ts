/**
 * Owns the settings of the model `yamr`: one record of plain numbers, written into the manifest. Nothing in
 * it is tuned to one dataset: what depends on size is derived from the data in `fit.ts`.
 */
import type { OrderWeights } from '#core/order';
import type { KernelScales, YamrParameters } from '#core/yamr-parameters';
import { DENOISER_DEFAULTS, type DenoiserOptions } from './denoiser.ts';
import type { GibbsOptions } from './gibbs.ts';
import { LINEAR_DEFAULTS, type LinearOptions } from './linear.ts';
import { SET_ENCODER_DEFAULTS, type SetEncoderOptions } from './set-encoder.ts';

export interface YamrOptions {
  readonly gibbs: GibbsOptions;
  /** Columns of the learnt rating vectors, R. */
  readonly ratingRank: number;
  /** Where the search for the kernel's scales and the noise begins (kernel-choice.ts). */
  readonly kernel: KernelScales;
  readonly noiseScale: number;
  /** Share of the sampler's mean in the crowd's view; the bias model has the rest (RECOMMENDER.md, trap 4). */
  readonly samplerMeanShare: number;
  /** The sampler for known users (protocol A), where popularity joins the features (RECOMMENDER.md). */
  readonly knownUsers: GibbsOptions;
  /** Ridge of the users' own regressions, and the sampler's share next to them (protocol A). */
  readonly userRidge: number;
  readonly samplerShare: number;
  /** Movies with at least this many ratings are trained on by the ranking nets. */
  readonly minItemRatings: number;
  /** And those with at least this many keep the vectors learnt: the others' cost more bytes than they are worth. */
  readonly minStoredRatings: number;
  /** And at most so many movies, the most rated, are trained on and keep them: all of the first tier (release/tiers.ts). */
  readonly maxTrainedItems: number;
  readonly maxStoredItems: number;
  readonly setEncoder: SetEncoderOptions;
  readonly denoiser: DenoiserOptions;
  readonly linear: LinearOptions;
  /** Weights of the three parts' logits, by number of ratings: where the search for them begins (blend-choice.ts). */
  readonly blend: YamrParameters['ranking']['blend'];
  /** Weights of the value that orders the list, where the choice begins (order-choice.ts). */
  readonly order: OrderWeights;
}

export const YAMR_DEFAULTS: YamrOptions = {
  gibbs: { embeddingSize: 16, sweeps: 130, burnIn: 40, keepEvery: 3, featureRidge: 2 },
  ratingRank: 32,
  kernel: { learnt: 1.2, genres: 0.25, year: 0.35, language: 0.2, popularity: 0.05, offset: 0.3 },
  noiseScale: 3,
  samplerMeanShare: 0.7,
  knownUsers: { embeddingSize: 16, sweeps: 130, burnIn: 40, keepEvery: 3, featureRidge: 2 },
  userRidge: 3,
  samplerShare: 0.6,
  minItemRatings: 3,
  minStoredRatings: 5,
  maxTrainedItems: 8192,
  maxStoredItems: 4096,
  setEncoder: SET_ENCODER_DEFAULTS,
  denoiser: DENOISER_DEFAULTS,
  linear: LINEAR_DEFAULTS,
  blend: {
    ratingCounts: [1, 3, 5, 10, 20],
    set: [0.75, 0.75, 0.7, 0.6, 0.5],
    history: [0.4, 0.35, 0.35, 0.45, 0.5],
    linear: [4, 5, 5, 4, 3.5]
  },
  order: {
    stars: 0.9,
    personal: 0.4,
    genres: 0.24,
    languages: 0.16,
    decades: 0.09,
    prior: 5,
    far: 0.8,
    boost: 5,
    margin: -0.15,
    aversion: 4,
    disappointment: 12,
    lowRatings: 1
  }
};

/** Users on whom the nets' epochs were settled. */
const REFERENCE_USERS = 600;
/** However many users there are, everybody is seen this often. */
const LEAST_EPOCHS = 6;

/**
 * Epochs for a number of users: `epochs` up to REFERENCE_USERS, then falling with the root of the number, so
 * that steps grow with the root of the data where each epoch has more to teach.
 */
export function epochsFor(epochs: number, userCount: number): number {
  const share = Math.sqrt(REFERENCE_USERS / Math.max(userCount, REFERENCE_USERS));
  return Math.max(Math.min(epochs, LEAST_EPOCHS), Math.round(epochs * share));
}

/** Ratings on which `gibbs.embeddingSize` was settled. */
const REFERENCE_RATINGS = 440_000;
/** The sampler's factors whatever the data, and at most: the time of a sweep grows with their square. */
const LEAST_FACTORS = 8;
const MOST_FACTORS = 64;

/**
 * Factors of the sampler for a number of ratings: even, growing with its cube root, so that the ratings behind each number
 * that is fitted grow too.
 */
export function factorsFor(factors: number, ratingCount: number): number {
  const grown = 2 * Math.round((factors / 2) * Math.cbrt(ratingCount / REFERENCE_RATINGS));
  return Math.min(MOST_FACTORS, Math.max(Math.min(factors, LEAST_FACTORS), grown));
}
