/**
 * Owns the step from what a training measured to the model card (core/model-card.ts). Nothing is measured
 * here; neighbours: `train.ts` gathers, `page.ts` draws.
 */
import { MODEL_CARD_VERSION, parseModelCard, type CardTable, type ModelCard } from '#core/model-card';
import type { ReleaseFile } from '#core/release-format';
import { parseTitle } from '#core/title';
import type { Ablation } from '../evaluate/ablations.ts';
import type { RatingMetrics } from '../evaluate/known-users.ts';
import { bootstrapGains } from '../evaluate/bootstrap.ts';
import type { NewcomerEvaluation } from '../evaluate/protocols.ts';
import type { ReleaseFit } from '../models/model.ts';
import { analyse } from '../movielens/analysis.ts';
import { sourcesOf } from '../movielens/sources.ts';
import type { MovieLensTables } from '../movielens/tables.ts';
import { NDCG_LOSS_MAX, RMSE_LOSS_MAX, type QuantisationJudgement } from '../release/quantisation-check.ts';
import { reportPage } from './page.ts';
import type { Phases } from './phases.ts';
import { verdictOf } from './verdict.ts';

/** What is known of every training, judged or not. */
export interface CardOrigin {
  readonly tables: MovieLensTables;
  readonly seed: number;
  readonly createdAt: Date;
  readonly codeCommit: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly fit: Pick<ReleaseFit, 'bundle' | 'curves'>;
  readonly files: readonly ReleaseFile[];
  readonly phases: Phases;
}

export interface Measured extends CardOrigin {
  readonly newcomers: NewcomerEvaluation;
  readonly knownUsers: Readonly<Record<string, RatingMetrics>>;
  readonly knownUsersOf?: string;
  readonly quantisation: QuantisationJudgement & { readonly itemDtype: string };
  readonly ablations: readonly Ablation[];
  readonly simulations: readonly CardTable[];
}

/** Where single-K plots look: a visitor after a first session, or the most that the held-out people allow. */
const TYPICAL_COUNT = 5;
const YEARS_PER_BIN = 5;

export function datasetCard(tables: MovieLensTables): ModelCard['dataset'] {
  const { ratings, movies, tags } = analyse(tables);
  const byYear = new Map<number, number>();
  for (const { rawTitle } of tables.movies) {
    const { year } = parseTitle(rawTitle);
    if (year === null) continue;
    const first = year - (year % YEARS_PER_BIN);
    byYear.set(first, (byYear.get(first) ?? 0) + 1);
  }
  const { years: _years, ...movieFigures } = movies;
  const { mostTagged: _mostTagged, ...tagFigures } = tags;
  return {
    name: tables.name,
    sha256: tables.sha256,
    sources: [...sourcesOf(tables)],
    ratings: { ...ratings, histogram: [...ratings.histogram], perUser: [...ratings.perUser] },
    movies: {
      ...movieFigures,
      genres: [...movies.genres],
      byYear: [...byYear].sort(([a], [b]) => a - b).map(([year, count]) => ({ year, count }))
    },
    tags: { ...tagFigures, frequent: [...tags.frequent] }
  };
}

/** Gains of every model over the two baselines that judge it. */
function gainsOf({ judgements }: NewcomerEvaluation, seed: number): ModelCard['newcomers']['gains'] {
  const bias = judgements.get('bias')?.people ?? {};
  const popular = judgements.get('popularity')?.people ?? {};
  return [...judgements].flatMap(([model, { people }]) =>
    Object.entries(people).flatMap(([key, own]) => {
      const revealed = Number(key);
      const [b, p] = [bias[revealed], popular[revealed]];
      return b && p ? [{ model, revealed, ...bootstrapGains(own, b, p, seed) }] : [];
    })
  );
}

function accuracyCard({ judgements }: NewcomerEvaluation, model: string): ModelCard['accuracy'] {
  const own = judgements.get(model)?.fidelity ?? {};
  const revealed = Math.max(
    0,
    ...Object.keys(own)
      .map(Number)
      .filter((count) => count <= TYPICAL_COUNT)
  );
  return {
    revealed,
    bins: [...(own[revealed]?.bins ?? [])],
    errors: [model, 'bias'].flatMap((name) => {
      const errors = judgements.get(name)?.fidelity[revealed]?.errors;
      return errors ? [{ model: name, bins: [...errors] }] : [];
    })
  };
}

/** The parts of a card that say what was made, of what and how. */
export function originCard({ fit, seed, createdAt, codeCommit, versions, files, phases }: CardOrigin) {
  return {
    model: fit.bundle.modelName,
    createdAt: createdAt.toISOString(),
    seed,
    codeCommit,
    versions,
    settings: fit.bundle.hyperParameters,
    curves: Object.entries(fit.curves).map(([name, values]) => ({ name, values: [...values] })),
    files: files.map(({ path, role, bytes }) => ({ path, role, bytes })),
    phases: [...phases.list],
    time: phases.time(),
    peakMemoryBytes: phases.peakMemoryBytes()
  };
}

/** Collects the card. What it returns has passed the schema that its readers use. */
export function collectCard(measured: Measured): ModelCard {
  const { newcomers, fit, seed } = measured;
  const model = fit.bundle.modelName;
  const judged = {
    newcomers: {
      people: newcomers.split.newcomers.length,
      tables: newcomers.tables,
      errors: Object.fromEntries(Array.from(newcomers.judgements, ([name, { errors }]) => [name, errors])),
      gains: gainsOf(newcomers, seed)
    },
    knownUsers: measured.knownUsers,
    ...(measured.knownUsersOf !== undefined && { knownUsersOf: measured.knownUsersOf }),
    quantisation: {
      ...measured.quantisation.loss,
      itemDtype: measured.quantisation.itemDtype,
      rmseMax: RMSE_LOSS_MAX,
      ndcg10Max: NDCG_LOSS_MAX,
      byCount: [...measured.quantisation.byCount]
    }
  };
  const card = {
    ...originCard(measured),
    ...judged,
    cardVersion: MODEL_CARD_VERSION,
    dataset: datasetCard(measured.tables),
    accuracy: accuracyCard(newcomers, model),
    calibration: Object.entries(newcomers.judgements.get(model)?.fidelity ?? {}).flatMap(
      ([key, { coverage }]) => coverage.map(({ level, share }) => ({ revealed: Number(key), level, share }))
    ),
    ablations: measured.ablations,
    tables: measured.simulations
  };
  // Through JSON, where a figure that could not be measured (NaN) becomes null.
  const plain = JSON.parse(JSON.stringify(card)) as Omit<ModelCard, 'verdict'>;
  return parseModelCard({ ...plain, verdict: verdictOf(plain) });
}

/** The card as the two files of a release: as data and as a page. */
export const reportFiles = (
  card: ModelCard
): readonly { readonly path: string; readonly role: 'card' | 'report'; readonly content: string }[] => [
  { path: 'card.json', role: 'card', content: JSON.stringify(card) },
  { path: 'report.html', role: 'report', content: reportPage(card) }
];
