/**
 * Owns what a visitor who agreed to it sends about how well YAMR works: counts and nothing else. No movie, no rating,
 * nothing that names the visitor, the device or a moment; the server adds everything up by its own day. The page
 * counts into this shape, the API parses and adds it, the monitor and `release compare` read the sums.
 */
import * as v from 'valibot';
import { BACKEND_NAMES } from './backend-names.ts';
import { ERROR_CODES } from './errors.ts';
import { SafeNameSchema } from './release-format.ts';

/** Upper edges of the bins of `rateToList`, milliseconds; a last bin has what took longer. */
export const LATENCY_EDGES_MS = [4, 8, 16, 25, 40, 60, 100, 160, 250, 500, 1000, 4000] as const;
/** Upper edges of the bins of `heap`, MB (the script's heap of the page, where the browser tells it); a last bin has what was more. */
export const HEAP_EDGES_MB = [16, 32, 64, 128, 256, 512, 1024] as const;

/** The largest count in one report: a device that sends more is told to be broken. */
export const COUNT_MAX = 10_000;
/** Reports of one batch. */
export const REPORTS_MAX = 20;

const CountSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(COUNT_MAX));
/** Sum of squared errors in stars^2: each is at most 4.5^2. */
const SquaresSchema = v.pipe(v.number(), v.minValue(0), v.maxValue(20.25 * COUNT_MAX));
const histogramOf = (edges: readonly number[]) => v.pipe(v.array(CountSchema), v.length(edges.length + 1));

/**
 * Two versions scored before each new rating. In `predicted`, whose prediction was nearer to the stars that were then
 * given; in `ranked`, of ratings that were then likes alone, whose list had the movie higher. `ties` are equal to the
 * half star or the rank.
 */
const WinsSchema = v.strictObject({ wins: CountSchema, losses: CountSchema, ties: CountSchema });
export type Wins = v.InferOutput<typeof WinsSchema>;

/** What one device has counted since it last sent, with one version of the model on one backend. */
export const CounterReportSchema = v.strictObject({
  /** The version of the model in use. */
  version: SafeNameSchema,
  appVersion: v.pipe(v.string(), v.maxLength(40)),
  backend: v.picklist(BACKEND_NAMES),
  /** From the click on a star to the new list on the page. */
  rateToList: histogramOf(LATENCY_EDGES_MS),
  heap: histogramOf(HEAP_EDGES_MB),
  /** What went wrong, by code. */
  errors: v.record(v.picklist(ERROR_CODES), CountSchema),
  /** Each new rating against the prediction made just before it, and against the bias baseline's. */
  quality: v.strictObject({
    ratings: CountSchema,
    squaredError: SquaresSchema,
    biasSquaredError: SquaresSchema
  }),
  /** Where the visitor lets two versions be compared: `version` is told against `other`. */
  comparison: v.optional(v.strictObject({ other: SafeNameSchema, predicted: WinsSchema, ranked: WinsSchema }))
});
export type CounterReport = v.InferOutput<typeof CounterReportSchema>;

/** `POST /counters`, without a token, answers 204. */
export const CounterBatchSchema = v.strictObject({
  reports: v.pipe(v.array(CounterReportSchema), v.minLength(1), v.maxLength(REPORTS_MAX))
});
export type CounterBatch = v.InferOutput<typeof CounterBatchSchema>;
