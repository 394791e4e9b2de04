/**
 * Owns the card's tables of features that are simulated on the newcomers: each from the shape that its measurement
 * returns (training/evaluate) to rows that a person can read.
 */
import type { CardTable } from '#core/model-card';
import { DEFAULT_DIALS } from '#core/list';
import { createVisitorModel } from '#scorer/create-model';
import { DIAL_SETTINGS, sweepDials } from '../evaluate/dials.ts';
import type { NewcomerEvaluation } from '../evaluate/protocols.ts';
import { simulateQuestions } from '../evaluate/questions.ts';
import { compareNeighbours } from '../evaluate/similar.ts';
import type { TasteMetrics } from '../evaluate/tastes.ts';
import { quantise } from '../release/quantise.ts';

/** The dials are judged on visitors after a first session. */
const DIAL_COUNT = 5;
/** Every movie that one of them likes is compared with all others: more would take longer than the rest. */
const NEIGHBOUR_PEOPLE = 60;

/** Strategies of asking (training/evaluate/questions.ts). */
export function questionTable(
  strategies: Readonly<
    Record<string, { readonly answered: number; readonly rmse: number; readonly ndcg10: number }>
  >
): CardTable {
  return {
    title: 'What to ask first',
    caption:
      'Twenty questions to simulated visitors, who answer only what they have seen. Lower RMSE and higher NDCG@10 after the answers are better; compare only within this table.',
    columns: ['Strategy', 'Answered', 'RMSE', 'NDCG@10'],
    rows: Object.entries(strategies).map(([name, { answered, rmse, ndcg10 }]) => [
      name,
      answered,
      rmse,
      ndcg10
    ]),
    digits: [0, 1, 4, 4]
  };
}

interface DialSetting {
  readonly diversity: number;
  readonly obscurity: number;
  readonly ndcg10: number;
  readonly diversity10: number;
  readonly coverage10: number;
  readonly meanPopularity10: number;
  readonly overlap10: number;
}

/** Settings of the list's dials at one number of revealed ratings (training/evaluate/dials.ts). */
export function dialTable(revealed: number, settings: readonly DialSetting[]): CardTable {
  return {
    title: `The dials of the list, after ${revealed} ratings`,
    caption:
      'What more variety within a list and less popular movies cost in NDCG@10. Distance is the mean distance of two movies of a list; the first row is what the app shows by default.',
    columns: [
      'Variety',
      'Obscurity',
      'NDCG@10',
      'Distance',
      'Catalogue shown, %',
      'Ratings of a movie',
      'Overlap'
    ],
    rows: settings.map((setting) => [
      String(setting.diversity),
      setting.obscurity,
      setting.ndcg10,
      setting.diversity10,
      100 * setting.coverage10,
      setting.meanPopularity10,
      setting.overlap10
    ]),
    digits: [2, 2, 4, 3, 2, 0, 3]
  };
}

interface Neighbours {
  readonly hit10: number;
  readonly weightedHit10: number;
  readonly meanPopularity10: number;
  readonly sameGenres10: number;
}

/** Ways of finding movies like one (training/evaluate/similar.ts). */
export function similarTable(ways: Readonly<Record<string, Neighbours>>): CardTable {
  return {
    title: 'Movies like this one',
    caption: `For movies that newcomers (at most ${NEIGHBOUR_PEOPLE}) like: how many of the ten nearest do they like too? The weighted share gives nothing for popularity. Same genres near 100% would mean that neighbours are only a genre.`,
    columns: ['Neighbours by', 'Liked, %', 'Liked, weighted, %', 'Ratings of a neighbour', 'Same genres, %'],
    rows: Object.entries(ways).map(([name, way]) => [
      name,
      100 * way.hit10,
      100 * way.weightedHit10,
      way.meanPopularity10,
      100 * way.sameGenres10
    ]),
    digits: [0, 1, 1, 0, 1]
  };
}

const percentOf = (share: number): number => 100 * share;

/** Personas and opposites (training/evaluate/tastes.ts). */
export function tasteTable({ kinds, genres, languages, ...opposites }: TasteMetrics): CardTable {
  const hasLanguages = kinds.some(({ dimension }) => dimension === 'languages');
  const summary = [
    { name: 'genres, mean', of: genres },
    ...(hasLanguages ? [{ name: 'languages but English, mean', of: languages }] : [])
  ];
  return {
    title: 'People of one taste',
    caption: `Each has rated six to eight movies of one kind that one person liked together, and two that this person disliked: how much of their top twenty is of the kind? Two who hate and love the same ten classics share ${opposites.oppositesShared10} of ten.`,
    columns: ['Kind', 'People', 'Of the kind, %', 'Standard error', 'Least, %', 'Rated movies'],
    rows: [
      ...summary.map(({ name, of }) => [
        name,
        null,
        percentOf(of.mean),
        percentOf(of.error),
        percentOf(of.worst),
        null
      ]),
      ...kinds.map((kind) => [
        kind.kind,
        kind.personas,
        percentOf(kind.share),
        percentOf(kind.error),
        percentOf(kind.least),
        kind.ratedMovies
      ])
    ],
    digits: [0, 0, 1, 1, 1, 0]
  };
}

/** Simulates the features on the fit and the people that the model was judged on. A tfjs backend must be current. */
export async function simulate(
  { fits, split: { train, newcomers } }: NewcomerEvaluation,
  name: string,
  seed: number
): Promise<CardTable[]> {
  const fit = fits.get(name);
  if (!fit) return [];
  const model = await createVisitorModel(quantise(fit.bundle));
  const { catalogue } = fit.bundle;
  const dials = await sweepDials(
    model,
    newcomers,
    catalogue,
    [DEFAULT_DIALS, ...DIAL_SETTINGS],
    [DIAL_COUNT]
  );
  const tables = [
    questionTable(await simulateQuestions(model, catalogue, newcomers, train, seed)),
    ...Object.entries(dials).map(([revealed, settings]) => dialTable(Number(revealed), settings)),
    ...(model.knowledge
      ? [similarTable(compareNeighbours(model.knowledge, train, newcomers.slice(0, NEIGHBOUR_PEOPLE)))]
      : [])
  ];
  model.dispose();
  return tables;
}
