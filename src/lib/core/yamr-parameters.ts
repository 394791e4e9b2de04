/** Owns the numbers and the matrices that a release of the model `yamr` carries: written by training, read here. */
import * as v from 'valibot';
import { YamrError } from './errors.ts';

const Numbers = v.array(v.number());

export const YamrParametersSchema = v.object({
  ratingHead: v.object({
    /** Variance of one rating, stars squared, and its factor while folding in. */
    noise: v.number(),
    noiseScale: v.number(),
    calibration: v.object({ ratingCounts: Numbers, factors: Numbers }),
    /** How people's ratings scatter (core/scatter.ts); in releases without it everybody's alike. */
    scatter: v.optional(v.object({ ratings: v.number(), surprise: v.number() })),
    /** Scales of the kernel's parts (core/rating-vectors.ts). */
    kernel: v.object({
      learnt: v.number(),
      genres: v.number(),
      year: v.number(),
      /** 0 in releases whose catalogue has no languages. */
      language: v.optional(v.number(), 0),
      popularity: v.number(),
      offset: v.number()
    }),
    /** Variance that a movie without ratings has beyond what its content says; absent where every movie has rows. */
    coldResidual: v.optional(v.number())
  }),
  ranking: v.object({
    /** The value that orders the list (core/order.ts); in releases without it the ranking alone does. */
    order: v.optional(
      v.object({
        stars: v.number(),
        genres: v.number(),
        languages: v.number(),
        decades: v.number(),
        prior: v.number(),
        far: v.number(),
        boost: v.number(),
        margin: v.number(),
        personal: v.optional(v.number(), 0),
        /** Without effect in the first releases that have an order. */
        aversion: v.optional(v.number(), 0),
        disappointment: v.optional(v.number(), 0),
        lowRatings: v.optional(v.number(), 1)
      })
    ),
    /** Weights of the three parts' logits, by number of ratings (core/interpolate.ts). */
    blend: v.object({ ratingCounts: Numbers, set: Numbers, history: Numbers, linear: Numbers }),
    /** What each half star counts in the histories of denoiser and linear part, 0.5 first. */
    historyGains: v.pipe(Numbers, v.length(10)),
    /**
     * Of movies without rows: the share of the likes that is their logit bias (core/cold-items.ts), and the stars that the
     * encoder expects of them.
     */
    cold: v.optional(v.object({ smoothing: v.number(), total: v.number(), crowdMean: v.number() }))
  }),
  /** How it was trained: for people. */
  training: v.record(v.string(), v.unknown())
});
export type YamrParameters = v.InferOutput<typeof YamrParametersSchema>;
export type KernelScales = YamrParameters['ratingHead']['kernel'];

/** Throws `bad-release` where a number is missing. */
export function parseYamrParameters(json: unknown): YamrParameters {
  const parsed = v.safeParse(YamrParametersSchema, json);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new YamrError(
    'bad-release',
    `The model's parameters cannot be read: ${v.getDotPath(issue) ?? ''} ${issue.message}.`
  );
}

/**
 * Names of the matrices. N movies that anybody in training rated, the first V of which (most rated) have vectors of their own
 * in the ranking nets, C content features (core/yamr-items.ts), H hidden units, d and h the sizes of the two nets' vectors. A
 * catalogue may go on behind the N: what those movies have is computed (core/cold-items.ts).
 */
export const YAMR_TENSORS = {
  /** [N, 1] each: crowd's expected stars for the rating head and for the encoder, variance left out. */
  ratingMean: 'rating-mean',
  crowdMean: 'crowd-mean',
  ratingResidual: 'rating-residual',
  /** [V, 1] each (in older releases [N, 1]): logit biases. */
  setLogitBias: 'set-logit-bias',
  historyLogitBias: 'history-logit-bias',
  /** [N, R]: learnt vectors of the rating head. */
  ratingVectors: 'rating-vectors',
  /** [1 + C - 1, 1 + R]: the crowd's view and learnt vector of a movie without ratings, by 1 and its content but popularity. */
  coldRatings: 'cold-ratings',
  /** [V, d]: movie vectors of the set encoder; [C, d]: the maps that give the others theirs. */
  setFirst: 'set-first',
  setSecond: 'set-second',
  setFirstContent: 'set-first-content',
  setSecondContent: 'set-second-content',
  /** [V, h]: movie vectors of the denoiser; [1, h]: its hidden bias. */
  historyInput: 'history-input',
  historyOutput: 'history-output',
  historyBias: 'history-bias',
  /** [V, r] and [V, 1]: the linear part's vectors, and what multiplies them on the way out. */
  linearVectors: 'linear-vectors',
  linearGain: 'linear-gain',
  /** Dense layers of the network: [3d + 3, H], [1, H], [H, d], [1, d]. */
  hiddenKernel: 'hidden-kernel',
  hiddenBias: 'hidden-bias',
  queryKernel: 'query-kernel',
  queryBias: 'query-bias'
} as const;
