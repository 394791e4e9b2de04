/** Owns the protocol of tastes: what people of one taste are shown (personas.ts), and those who hate what others love. */
import type { Catalogue } from '#core/catalogue';
import { throwIfAborted, YamrError } from '#core/errors';
import { overlap } from '#core/metrics/overlap';
import type { Profile, VisitorModel } from '#core/visitor-model';
import { createVisitorModel } from '#scorer/create-model';
import type { Dataset } from '../dataset.ts';
import type { FitHooks } from '../models/model.ts';
import { quantise } from '../release/quantise.ts';
import { factsOf, renumberFacts, type Facts } from './facts.ts';
import { LIST_LENGTH, listFor } from './outcome.ts';
import { numbering } from './panel.ts';
import type { NewcomerEvaluation } from './protocols.ts';
import { createOpposites, createPersonas, type PersonaDimension, type PersonaKind } from './personas.ts';

export interface KindShare {
  readonly dimension: PersonaDimension;
  readonly kind: string;
  readonly ratedMovies: number;
  readonly personas: number;
  /** Mean share of the top twenty that is of the kind, its standard error over the personas, and the least share. */
  readonly share: number;
  readonly error: number;
  readonly least: number;
}

export interface DimensionShare {
  /** Over the kinds, each once. */
  readonly mean: number;
  /** Standard error of the mean: personas of a kind are drawn, kinds are given. */
  readonly error: number;
  /** The least share of a kind with at least WELL_RATED rated movies; NaN where there is none. */
  readonly worst: number;
  readonly worstKind: string;
}

export interface Opposites {
  /** Of the top tens of whoever hates ten classics and whoever loves them: movies in common. */
  readonly oppositesShared10: number;
  /** Mean predicted stars of their top tens. */
  readonly haterStars10: number;
  readonly loverStars10: number;
}

/** JSON values. */
export interface TasteMetrics extends Opposites {
  readonly kinds: readonly KindShare[];
  readonly genres: DimensionShare;
  /** Other than English. */
  readonly languages: DimensionShare;
}

const WELL_RATED = 100;
const ENGLISH = 'en';
const BATCH = 8;
const OPPOSITES_LENGTH = 10;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const errorOfMean = (values: readonly number[]): number => {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
};

/** The list that the app shows to each, and the scores behind it. */
async function listsFor(
  model: VisitorModel,
  profiles: readonly Profile[],
  { progress, signal }: FitHooks
): Promise<{ readonly list: Int32Array; readonly stars: number }[]> {
  const shown: { list: Int32Array; stars: number }[] = [];
  for (let from = 0; from < profiles.length; from += BATCH) {
    throwIfAborted(signal);
    const batch = profiles.slice(from, from + BATCH);
    const scores = await model.score(batch);
    batch.forEach(({ items }, k) => {
      const own = scores[k]!;
      const rated = new Set(items);
      const list = listFor(own, model.knowledge, (item) => rated.has(item));
      const top = Array.from(list.subarray(0, OPPOSITES_LENGTH), (item) => own.stars[item]!);
      shown.push({ list, stars: mean(top) });
    });
    progress?.update(shown.length);
  }
  return shown;
}

function shareOf(
  { dimension, kind, ratedMovies }: PersonaKind,
  lists: readonly Int32Array[],
  { kindsOf }: Pick<Facts, 'kindsOf'>
): KindShare {
  const shares = lists.map(
    (list) => list.filter((item) => kindsOf[dimension](item).includes(kind)).length / LIST_LENGTH
  );
  return {
    dimension,
    kind,
    ratedMovies,
    personas: shares.length,
    share: mean(shares),
    error: errorOfMean(shares),
    least: Math.min(...shares)
  };
}

function summarise(kinds: readonly KindShare[]): DimensionShare {
  const judged = kinds.filter(({ ratedMovies }) => ratedMovies >= WELL_RATED);
  const worst = judged.reduce<KindShare | undefined>(
    (least, one) => (least && least.share <= one.share ? least : one),
    undefined
  );
  const variance = kinds.reduce((sum, { error }) => sum + error ** 2, 0);
  return {
    mean: mean(kinds.map(({ share }) => share)),
    error: Math.sqrt(variance) / kinds.length,
    worst: worst?.share ?? NaN,
    worstKind: worst?.kind ?? ''
  };
}

/** The kinds with what they come to. */
export const tasteMetrics = (kinds: readonly KindShare[], opposites: Opposites): TasteMetrics => ({
  kinds,
  genres: summarise(kinds.filter(({ dimension }) => dimension === 'genres')),
  languages: summarise(kinds.filter(({ dimension, kind }) => dimension === 'languages' && kind !== ENGLISH)),
  ...opposites
});

/**
 * Judges a model by the tastes of people of `dataset`. `own` is the model's catalogue, where it is another one: movies that it
 * lacks are not told, and what its movies are is the dataset's word.
 */
export async function judgeTastes(
  model: VisitorModel,
  dataset: Dataset,
  seed: number,
  hooks: FitHooks = {},
  own: Catalogue = dataset.catalogue
): Promise<TasteMetrics> {
  const { catalogue } = dataset;
  const given = factsOf(catalogue);
  const facts = own === catalogue ? given : renumberFacts(given, numbering(own, catalogue));
  const numberOf = numbering(catalogue, own);
  const told = ({ items, stars }: Profile): Profile => {
    const known = [...items.keys()].filter((k) => numberOf(items[k]!) !== undefined);
    return {
      items: Int32Array.from(known, (k) => numberOf(items[k]!)!),
      stars: Float32Array.from(known, (k) => stars[k]!)
    };
  };
  const personas = createPersonas(dataset, given, seed)
    .filter(({ profiles }) => profiles.length > 0)
    .map((kind) => ({ ...kind, profiles: kind.profiles.map(told) }));
  const opposites = createOpposites(dataset);
  const [hater, lover] = [told(opposites.hater), told(opposites.lover)];
  const profiles = [hater, lover, ...personas.flatMap((kind) => kind.profiles)];
  hooks.progress?.start(`Judging tastes of ${model.name}`, profiles.length);
  const shown = await listsFor(model, profiles, hooks);
  hooks.progress?.finish();
  const [hated, loved] = shown;
  let at = 2;
  const kinds = personas.map((kind) => {
    const lists = shown.slice(at, (at += kind.profiles.length)).map(({ list }) => list);
    return shareOf(kind, lists, facts);
  });
  const tens = [hated, loved].flatMap((of) => (of ? [of.list] : []));
  return tasteMetrics(kinds, {
    oppositesShared10: OPPOSITES_LENGTH * overlap(tens, OPPOSITES_LENGTH),
    haterStars10: hated?.stars ?? NaN,
    loverStars10: loved?.stars ?? NaN
  });
}

/** Judges a fitted model of an evaluation, as a release stores it. A tfjs backend must be current. */
export async function judgeTastesOf(
  { fits, split }: NewcomerEvaluation,
  name: string,
  seed: number,
  hooks: FitHooks = {}
): Promise<TasteMetrics> {
  const fit = fits.get(name);
  if (!fit) throw new YamrError('internal', `The model ${name} has not been fitted.`);
  const model = await createVisitorModel(quantise(fit.bundle));
  const tastes = await judgeTastes(model, split.train, seed, hooks);
  model.dispose();
  return tastes;
}

/** Lines of text: a row a kind, a column a model. */
export function printTastes(byModel: ReadonlyMap<string, TasteMetrics>): string[] {
  const all = [...byModel];
  const [, first] = all[0] ?? [];
  if (!first) return [];
  const share = ({ share: mean, error }: { readonly share: number; readonly error: number }): string =>
    `${(100 * mean).toFixed(1)} ±${error > 0 ? (100 * error).toFixed(1) : '0.0'}`;
  const width = Math.max(14, ...all.map(([name]) => name.length + 2));
  const row = (title: string, cell: (of: TasteMetrics) => string): string =>
    title.padEnd(30) + all.map(([, of]) => cell(of).padStart(width)).join('');
  const summary = ({ mean: middle, error, worst }: DimensionShare): string =>
    Number.isNaN(middle) ? '-' : `${share({ share: middle, error })}, ${(100 * worst).toFixed(0)}`;
  return [
    'Share of the top twenty that is of the kind, in percent, ± standard error',
    'kind (rated movies)'.padEnd(30) + all.map(([name]) => name.padStart(width)).join(''),
    ...first.kinds.map(({ dimension, kind, ratedMovies }) =>
      row(`${kind} (${ratedMovies})`, ({ kinds }) => {
        const own = kinds.find((other) => other.dimension === dimension && other.kind === kind);
        return own ? share(own) : '-';
      })
    ),
    row('genres: mean, worst', ({ genres }) => summary(genres)),
    row('languages but English', ({ languages }) => summary(languages)),
    row('hater and lover share, of 10', ({ oppositesShared10 }) => oppositesShared10.toFixed(0)),
    row(
      'stars of hater and lover',
      ({ haterStars10, loverStars10 }) => `${haterStars10.toFixed(2)} ${loverStars10.toFixed(2)}`
    )
  ];
}
