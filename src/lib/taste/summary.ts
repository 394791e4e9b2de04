/**
 * Owns the figures behind "Your taste": pure functions of the replayed ratings and the catalogue's facts.
 * charts.ts draws them.
 */
import type { Movie } from '#core/catalogue';
import { STAR_VALUES } from '#core/rating';
import type { ReplayStep } from '$lib/scorer/replay';

/** Fewer say nothing about a taste. */
export const FEWEST_RATINGS = 5;
/** A genre or decade with fewer ratings is an accident. */
const FEWEST_IN_GROUP = 3;

/** A rated movie with what the replay says of it. */
export interface RatedStep extends ReplayStep {
  readonly movie: Movie;
}

/** How a visitor and the crowd rate the same movies of one kind. Mean stars. */
export interface Comparison {
  readonly label: string;
  readonly count: number;
  readonly you: number;
  readonly crowd: number;
}

const meanOf = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((sum, value) => sum + of(value), 0) / values.length;

function compareBy(
  steps: readonly RatedStep[],
  labelsOf: (movie: Movie) => readonly string[]
): readonly Comparison[] {
  const groups = new Map<string, RatedStep[]>();
  for (const step of steps)
    for (const label of labelsOf(step.movie)) groups.set(label, [...(groups.get(label) ?? []), step]);
  return [...groups]
    .filter(([, members]) => members.length >= Math.min(FEWEST_IN_GROUP, steps.length))
    .map(([label, members]) => ({
      label,
      count: members.length,
      you: meanOf(members, ({ stars }) => stars),
      crowd: meanOf(members, ({ crowd }) => crowd)
    }));
}

/** Genres, those that the visitor likes most above the crowd first. */
export function compareGenres(steps: readonly RatedStep[]): readonly Comparison[] {
  return compareBy(steps, ({ genres }) => genres).toSorted((a, b) => b.you - b.crowd - (a.you - a.crowd));
}

/** Decades ("1990s"), oldest first; movies without a year are left out. */
export function compareDecades(steps: readonly RatedStep[]): readonly Comparison[] {
  return compareBy(steps, ({ year }) => (year === null ? [] : [`${Math.floor(year / 10) * 10}s`])).toSorted(
    (a, b) => a.label.localeCompare(b.label)
  );
}

/** The ratings furthest from the crowd's, at least a whole star away, largest first. */
export function disagreements(steps: readonly RatedStep[], limit: number): readonly RatedStep[] {
  return steps
    .filter(({ stars, crowd }) => Math.abs(stars - crowd) >= 1)
    .toSorted((a, b) => Math.abs(b.stars - b.crowd) - Math.abs(a.stars - a.crowd))
    .slice(0, limit);
}

export interface StarCount {
  readonly stars: number;
  readonly count: number;
}

/** Ratings at each of the ten half stars. */
export function spreadOf(steps: readonly Pick<ReplayStep, 'stars'>[]): readonly StarCount[] {
  return STAR_VALUES.map((value) => ({
    stars: value,
    count: steps.filter(({ stars }) => stars === value).length
  }));
}

/** Mean absolute errors over the ratings so far, in stars. */
export interface RunningError {
  /** Place of the rating in time, from 1. */
  readonly place: number;
  readonly yamr: number;
  readonly baseline: number;
}

/** The running error after each predicted rating, at most `points` of them, evenly spread, the last included. */
export function runningErrors(steps: readonly ReplayStep[], points = 200): readonly RunningError[] {
  let yamr = 0;
  let baseline = 0;
  const all: RunningError[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.predicted === undefined) continue;
    yamr += Math.abs(step.stars - step.predicted);
    baseline += Math.abs(step.stars - step.baseline);
    const count = all.length + 1;
    all.push({ place: index + 1, yamr: yamr / count, baseline: baseline / count });
  }
  const stride = Math.max(1, all.length / points);
  return all.filter(
    (_, k) => k === all.length - 1 || Math.floor(k / stride) !== Math.floor((k + 1) / stride)
  );
}

/** The taste in a few figures, for the sentences at the top. */
export interface TasteFigures {
  readonly count: number;
  readonly meanStars: number;
  /** Above (stricter: below) the crowd on the same movies, in stars. */
  readonly offset: number;
  readonly favouriteGenre: Comparison | undefined;
  readonly favouriteDecade: Comparison | undefined;
  /** Share of ratings within half a star of what YAMR had predicted. */
  readonly closeShare: number | undefined;
}

const highest = (comparisons: readonly Comparison[]): Comparison | undefined =>
  comparisons.toSorted((a, b) => b.you - a.you || b.count - a.count)[0];

export function figuresOf(steps: readonly RatedStep[]): TasteFigures {
  const predicted = steps.flatMap(({ stars, predicted }) =>
    predicted === undefined ? [] : [Math.abs(stars - predicted)]
  );
  return {
    count: steps.length,
    meanStars: meanOf(steps, ({ stars }) => stars),
    offset: meanOf(steps, ({ stars, crowd }) => stars - crowd),
    favouriteGenre: highest(compareGenres(steps)),
    favouriteDecade: highest(compareDecades(steps)),
    closeShare:
      predicted.length > 0 ? predicted.filter((error) => error <= 0.5).length / predicted.length : undefined
  };
}
