/**
 * Owns what the gate reads out of a manifest: the figures of a model on the held-out people, and which people those were.
 */
import * as v from 'valibot';
import type { Manifest } from '#core/release-format';

/** A figure that could not be measured is NaN: every comparison with it fails. */
const Measured = v.union([
  v.number(),
  v.nan(),
  v.pipe(
    v.null(),
    v.transform(() => NaN)
  )
]);
const Figure = v.optional(Measured, NaN);
/** A figure that releases have not always had: absent, where it is not in the manifest. */
const Newer = v.optional(Measured);
const OF_TASTE = {
  mirrorOverlap10: Newer,
  belowOwnMean20: Newer,
  netGain10: Newer,
  tailRecall20: Newer,
  genreDistance20: Newer,
  farGenreDistance20: Newer,
  languageDistance20: Newer,
  farLanguageDistance20: Newer,
  decadeDistance20: Newer,
  farDecadeDistance20: Newer,
  seriesCrowding20: Newer
};
/** The figures that taste-gate.ts compares. */
export type TasteKey = keyof typeof OF_TASTE;

const AtOneCount = v.object({
  ...OF_TASTE,
  rmse: Figure,
  ndcg10: Figure,
  coverage10: Figure,
  overlap10: Figure,
  interval80: Figure,
  newcomers: Figure,
  hidden: Figure
});
export type FiguresAtOneCount = v.InferOutput<typeof AtOneCount>;

const TastesSchema = v.object({
  genres: v.object({ mean: Figure }),
  languages: v.object({ mean: Figure }),
  oppositesShared10: Figure
});
/** What people of one taste are shown (training/evaluate/tastes.ts). */
export type TasteFigures = v.InferOutput<typeof TastesSchema>;

const MetricsSchema = v.object({
  tastes: v.optional(TastesSchema),
  newcomers: v.record(v.string(), v.record(v.string(), AtOneCount)),
  quantisation: v.object({ rmse: Figure, ndcg10: Figure }),
  visitors: v.optional(v.object({ movieLensSha256: v.string() }))
});

/** By number of revealed ratings, ascending. */
export type Figures = readonly (readonly [revealed: number, figures: FiguresAtOneCount])[];

export interface ReleaseFigures {
  readonly figures: Figures;
  readonly quantisation: { readonly rmse: number; readonly ndcg10: number };
  /** Absent in releases of before it was measured. */
  readonly tastes?: TasteFigures | undefined;
  /** Names the people it was judged on: MovieLens' data and the seed. */
  readonly judgedOn: string;
}

/** A model's table, of a manifest or fresh from the evaluation. */
export const figuresOf = (table: Readonly<Record<string, unknown>>): Figures =>
  Object.entries(v.parse(v.record(v.string(), AtOneCount), table))
    .map(([key, figures]): [number, FiguresAtOneCount] => [Number(key), figures])
    .sort(([a], [b]) => a - b);

/** Absent where a release says nothing of how it was judged (one made by another program). */
export function releaseFigures({ metrics, model, dataset, seed }: Manifest): ReleaseFigures | undefined {
  const parsed = v.safeParse(MetricsSchema, metrics);
  const table = parsed.success ? parsed.output.newcomers[model.name] : undefined;
  if (!parsed.success || !table) return undefined;
  const { quantisation, tastes, visitors } = parsed.output;
  return {
    figures: figuresOf(table),
    quantisation,
    tastes,
    judgedOn: `${visitors?.movieLensSha256 ?? dataset.sha256} ${seed}`
  };
}
