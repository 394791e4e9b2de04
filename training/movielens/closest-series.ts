/** Owns which of its series a movie is told to be of: `series.ts` and the release's credits must not differ. */
import type { CreditRow } from './tables.ts';

type WithSeries = Pick<CreditRow, 'series'>;

/**
 * For a row of `rows`: the place in its `series` of the one with the fewest movies, its closest kin; undefined where it stands in
 * none that has a second movie.
 */
export function closestSeries(rows: readonly WithSeries[]): (row: WithSeries) => number | undefined {
  const sizes = new Map<string, number>();
  for (const { series } of rows) for (const id of new Set(series)) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  return ({ series }) => {
    const sizeAt = (place: number): number => sizes.get(series[place] ?? '') ?? 0;
    const [closest] = [...series.keys()]
      .filter((place) => sizeAt(place) > 1)
      .sort((a, b) => sizeAt(a) - sizeAt(b));
    return closest;
  };
}
