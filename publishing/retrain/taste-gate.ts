/**
 * Owns the part of the gate that asks whether a model still knows tastes (training/evaluate): a figure that the model before
 * has must not be lost; one that it lacks (releases before they were measured) is not compared.
 *
 * Where the tolerances come from: on ml-latest-small, split of seed 1, the same recipe fitted with the seeds 1 and 2 differs in the
 * mean over 10 and 20 ratings by .013 mirror overlap, .002 below the own mean, .043 net gain (3%), .003 niche recall, .001 genre
 * distance (.002 for the farthest quarter), and by .005 in the mean share of the genres' personas. Allowed is about three
 * times that and at least a step that somebody could notice. Languages have no more people behind them than decades, and both move
 * more than genres: decades by .006 (.007).
 */
import type { Figures, TasteFigures, TasteKey } from './figures.ts';

type Comparison = 'more' | 'less';
interface Tolerance {
  readonly key: TasteKey;
  readonly words: string;
  /** Which direction is worse, and by how much it may be so. */
  readonly worse: Comparison;
  readonly allowed: number;
}

/** Lists know something of a taste from so many ratings on; mirrors are scored from there. */
const TASTE_COUNT = 10;

export const TASTE_TOLERANCES: readonly Tolerance[] = [
  { key: 'mirrorOverlap10', words: 'overlap with the mirror', worse: 'more', allowed: 0.04 },
  { key: 'belowOwnMean20', words: 'share below the own mean', worse: 'more', allowed: 0.02 },
  { key: 'netGain10', words: 'net gain', worse: 'less', allowed: 0.13 },
  { key: 'tailRecall20', words: 'niche recall', worse: 'less', allowed: 0.015 },
  { key: 'genreDistance20', words: 'distance of genres', worse: 'more', allowed: 0.015 },
  { key: 'farGenreDistance20', words: 'distance of genres, farthest quarter', worse: 'more', allowed: 0.02 },
  { key: 'languageDistance20', words: 'distance of languages', worse: 'more', allowed: 0.02 },
  {
    key: 'farLanguageDistance20',
    words: 'distance of languages, farthest quarter',
    worse: 'more',
    allowed: 0.03
  },
  { key: 'decadeDistance20', words: 'distance of decades', worse: 'more', allowed: 0.02 },
  {
    key: 'farDecadeDistance20',
    words: 'distance of decades, farthest quarter',
    worse: 'more',
    allowed: 0.03
  },
  { key: 'seriesCrowding20', words: 'movies of one series', worse: 'more', allowed: 0.3 }
];
export const PERSONA_TOLERANCES = {
  /** Of the mean share of the top twenty. Fewer languages than genres have personas: their mean is noisier. */
  genres: 0.03,
  languages: 0.05,
  /** Movies of ten that hater and lover share more: it is one pair of people. */
  oppositesShared10: 2
} as const;

export interface TasteLoss {
  readonly name: string;
  readonly isLost: boolean;
  /** One sentence. */
  readonly evidence: string;
}

/** The mean over all numbers of ratings from TASTE_COUNT on; undefined where none has it, NaN where one lacks it. */
function meanFigure(figures: Figures, key: TasteKey): number | undefined {
  const values = figures.flatMap(([revealed, of]) => (revealed >= TASTE_COUNT ? [of[key]] : []));
  if (values.every((value) => value === undefined || Number.isNaN(value))) return undefined;
  return values.reduce<number>((sum, value) => sum + (value ?? NaN), 0) / values.length;
}

const word = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : 'unknown');

function compare(
  words: string,
  before: number | undefined,
  after: number | undefined,
  worse: Comparison,
  allowed: number
): { readonly isLost: boolean; readonly words: string } | undefined {
  if (before === undefined || Number.isNaN(before)) return undefined;
  const loss = worse === 'more' ? (after ?? NaN) - before : before - (after ?? NaN);
  return {
    isLost: !(loss <= allowed),
    words: `${words} ${word(after ?? NaN)} (before: ${word(before)}; ${allowed} ${worse} is allowed)`
  };
}

const KIND_NAMES = { genres: 'of genres', languages: 'of languages' } as const;

/** Absent where the model before says nothing of tastes. `than` is what it is called. */
export function compareTastes(
  than: string,
  before: { readonly figures: Figures; readonly tastes?: TasteFigures | undefined },
  after: { readonly figures: Figures; readonly tastes?: TasteFigures | undefined }
): TasteLoss[] {
  const lists = TASTE_TOLERANCES.flatMap(({ key, words, worse, allowed }) => {
    const [was, is] = [meanFigure(before.figures, key), meanFigure(after.figures, key)];
    return compare(words, was, is, worse, allowed) ?? [];
  });
  const people = [
    ...(['genres', 'languages'] as const).map((kind) =>
      compare(
        `share ${KIND_NAMES[kind]}`,
        before.tastes?.[kind].mean,
        after.tastes?.[kind].mean,
        'less',
        PERSONA_TOLERANCES[kind]
      )
    ),
    compare(
      'shared by hater and lover',
      before.tastes?.oppositesShared10,
      after.tastes?.oppositesShared10,
      'more',
      PERSONA_TOLERANCES.oppositesShared10
    )
  ].flatMap((compared) => compared ?? []);
  return [
    { name: `Taste of the lists against ${than}`, compared: lists },
    { name: `People of one taste against ${than}`, compared: people }
  ].flatMap(({ name, compared }) => {
    if (compared.length === 0) return [];
    const lost = compared.filter(({ isLost }) => isLost);
    const told = (lost.length > 0 ? lost : compared).map(({ words }) => words).join(', ');
    return [
      {
        name,
        isLost: lost.length > 0,
        evidence: `${lost.length > 0 ? 'Lost' : 'Kept'}: ${told}.`
      }
    ];
  });
}
