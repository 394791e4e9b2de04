/** Owns the sum behind a prediction as it is told: in tenths of a star that add up, and nothing below a tenth. Pure. */
import type { ExplainedPrediction } from '$lib/scorer/explain';
import { differenceWords, LEAST_STARS } from '$lib/words/differences';

export interface Part {
  readonly name: string;
  readonly text: string;
  /** Where its bar begins and ends, in stars. */
  readonly from: number;
  readonly to: number;
}

const tenths = (stars: number): number => Math.round(stars * 10) / 10;

/** The parts, the sum last. `isRated`: whether there is a crowd at all. */
export function partsOf(
  { crowd, offset }: Pick<ExplainedPrediction, 'crowd' | 'offset'>,
  predictedStars: number,
  isRated: boolean
): readonly Part[] {
  const start = tenths(crowd);
  const sum = tenths(predictedStars);
  const own = Math.abs(offset) < LEAST_STARS ? 0 : tenths(offset);
  const rest = tenths(sum - start - own);
  const parts: Part[] = [
    { name: isRated ? 'Most people' : 'Movies of its kind', text: start.toFixed(1), from: 0, to: start }
  ];
  if (own !== 0) {
    parts.push({
      name: own < 0 ? 'You give fewer stars' : 'You give more stars',
      text: differenceWords(own),
      from: start,
      to: start + own
    });
  }
  parts.push({ name: 'Your taste', text: differenceWords(rest), from: start + own, to: sum });
  return [...parts, { name: 'You', text: sum.toFixed(1), from: 0, to: sum }];
}
