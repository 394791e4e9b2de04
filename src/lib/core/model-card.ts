/**
 * Owns the model card: what a release says of itself, as data (`card.json`). Training writes it
 * (training/report), the app's page about the model and the report page read it.
 */
import * as v from 'valibot';
import { YamrError } from './errors.ts';

/** Raised when an older reader could misread a newer card. */
export const MODEL_CARD_VERSION = 1;

/** JSON has no NaN: a figure that could not be measured is null. */
const Figure = v.nullable(v.number());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Names = v.array(v.object({ name: v.string(), count: Count }));
const Band = v.object({ value: Figure, low: Figure, high: Figure });
const Json = v.record(v.string(), v.unknown());
/** By model, by number of revealed ratings, by metric (training/evaluate/newcomers.ts). */
const Metrics = v.record(v.string(), Figure);

export const CardTableSchema = v.object({
  title: v.string(),
  /** How to read it: one or two sentences. */
  caption: v.string(),
  columns: v.array(v.string()),
  rows: v.array(v.array(v.union([v.string(), Figure]))),
  /** Digits after the point of each column's numbers. */
  digits: v.array(Count)
});
export type CardTable = v.InferOutput<typeof CardTableSchema>;

export const CheckSchema = v.object({
  /** "Predicts ratings better than the bias baseline" */
  question: v.string(),
  outcome: v.picklist(['yes', 'barely', 'no']),
  /** The figures behind the outcome, in words. */
  evidence: v.string()
});
export type Check = v.InferOutput<typeof CheckSchema>;

export const ModelCardSchema = v.object({
  cardVersion: v.literal(MODEL_CARD_VERSION),
  model: v.string(),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  seed: v.pipe(v.number(), v.integer()),
  codeCommit: v.string(),
  /** Of what it was made with, by name: node, yamr, tfjs. */
  versions: v.record(v.string(), v.string()),
  settings: Json,
  verdict: v.object({ outcome: v.picklist(['publish', 'look', 'hold']), checks: v.array(CheckSchema) }),
  dataset: v.object({
    name: v.string(),
    sha256: v.string(),
    /** The published data that it is made of; the first cards do not say. */
    sources: v.optional(v.array(v.object({ name: v.string(), terms: v.string(), citation: v.string() }))),
    ratings: v.object({
      count: Count,
      users: Count,
      movies: Count,
      meanStars: Figure,
      /** Ratings of 0.5, 1, ... 5 stars. */
      histogram: v.array(Count),
      /** Fewest, median and most ratings of a user. */
      perUser: v.tuple([v.number(), v.number(), v.number()]),
      firstTimestampSec: v.number(),
      lastTimestampSec: v.number()
    }),
    movies: v.object({
      count: Count,
      genres: Names,
      withoutGenres: Count,
      withoutYear: Count,
      withImdb: Count,
      withTmdb: Count,
      /** Movies by the first year of five. */
      byYear: v.array(v.object({ year: v.number(), count: Count }))
    }),
    tags: v.object({ count: Count, movies: Count, users: Count, distinct: Count, frequent: Names })
  }),
  /** Mean loss by epoch of each part that is trained by epochs. */
  curves: v.array(v.object({ name: v.string(), values: v.array(Figure) })),
  newcomers: v.object({
    people: Count,
    tables: v.record(v.string(), v.record(v.string(), Metrics)),
    /** Their standard errors over the choice of people; the first cards lack them. */
    errors: v.optional(v.record(v.string(), v.record(v.string(), Metrics))),
    /** Paired gains with 90% intervals over people: RMSE below the bias baseline, ratios to popularity. */
    gains: v.array(
      v.object({ model: v.string(), revealed: Count, rmseGain: Band, ndcgRatio: Band, recallRatio: Band })
    )
  }),
  /** RMSE and MAE for known users (protocol A), by model. */
  knownUsers: v.record(v.string(), v.object({ rmse: Figure, mae: Figure, hidden: Count })),
  /** The folder that the hidden ratings are of, where it is not all of the data. */
  knownUsersOf: v.optional(v.string()),
  accuracy: v.object({
    /** After how many ratings `bins` and `errors` were measured. */
    revealed: Count,
    bins: v.array(
      v.object({ predicted: v.number(), count: Count, actual: Figure, low: Figure, high: Figure })
    ),
    errors: v.array(
      v.object({
        model: v.string(),
        bins: v.array(v.object({ error: v.number(), share: Figure }))
      })
    )
  }),
  /** Share of hidden ratings inside the interval of each nominal level. */
  calibration: v.array(v.object({ revealed: Count, level: v.number(), share: Figure })),
  ablations: v.array(
    v.object({ name: v.string(), change: v.string(), table: v.record(v.string(), Metrics) })
  ),
  /** What storing at reduced precision costs newcomers, what it may cost, and the cost at each K. */
  quantisation: v.object({
    /** Encoding of the wide item matrices; the first cards, of int8, do not say. */
    itemDtype: v.optional(v.string()),
    rmse: Figure,
    ndcg10: Figure,
    rmseMax: v.number(),
    ndcg10Max: v.number(),
    byCount: v.array(v.object({ revealed: Count, rmse: Figure, ndcg10: Figure }))
  }),
  /** Simulations of single features: questions, dials, similar movies. */
  tables: v.array(CardTableSchema),
  files: v.array(v.object({ path: v.string(), role: v.string(), bytes: Count })),
  /** Phases may overlap; the first cards lack their starts and the time of the whole. */
  phases: v.array(v.object({ name: v.string(), startSeconds: v.optional(v.number()), seconds: v.number() })),
  time: v.optional(v.object({ seconds: v.number(), cpuSeconds: v.number() })),
  peakMemoryBytes: v.number()
});
export type ModelCard = v.InferOutput<typeof ModelCardSchema>;

/** Parses card.json. Throws `unknown-format` or `bad-release`. */
export function parseModelCard(json: unknown): ModelCard {
  const version = (json as { cardVersion?: unknown } | null)?.cardVersion;
  if (typeof version === 'number' && version !== MODEL_CARD_VERSION) {
    throw new YamrError(
      'unknown-format',
      `The model card has format ${version}; this version of YAMR reads format ${MODEL_CARD_VERSION}. Update YAMR to read it.`
    );
  }
  const parsed = v.safeParse(ModelCardSchema, json);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new YamrError(
    'bad-release',
    `The model card cannot be read: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}.`
  );
}
