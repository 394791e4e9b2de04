/**
 * Owns how series stand on a list: at most two movies of one among twenty, and of a series the earlier part that the visitor does not
 * know first, where it is worth nearly as much. Neighbour: `list.ts`.
 */

const MOST = 2;
const WINDOW = 20;
/** Nats that an earlier part may be worth less than the one whose place it takes: the cost of more stands in ARCHITECTURE.md. */
const NEARLY = 0.5;

/** What a list needs to know of series, by item: a number a series, 0 for none, and the year (null counts as last). */
export interface SeriesFacts {
  readonly seriesOf: readonly number[];
  readonly yearOf: readonly (number | null)[];
}

/**
 * The first `count` of `candidates`, best first, with no third movie of a series among any twenty: such a one is put off until it may
 * stand. Where only such are left they follow. Then the parts of each series that are on the list are exchanged for earlier ones among
 * the candidates that are worth nearly as much; `relevance` [itemCount], in nats. A longer list begins with the shorter one as far as
 * the candidates are the same.
 */
export function boundSeries(
  candidates: Int32Array,
  count: number,
  { seriesOf, yearOf }: SeriesFacts,
  relevance: Float32Array
): Int32Array {
  const list: number[] = [];
  const waiting: number[] = [];
  const isCrowded = (item: number): boolean => {
    const series = seriesOf[item] ?? 0;
    if (series === 0) return false;
    let found = 0;
    for (let k = Math.max(0, list.length - WINDOW + 1); k < list.length; k++)
      if (seriesOf[list[k]!] === series) found++;
    return found >= MOST;
  };
  const takeWaiting = (): void => {
    for (let at = waiting.findIndex((item) => !isCrowded(item)); at >= 0 && list.length < count;) {
      list.push(...waiting.splice(at, 1));
      at = waiting.findIndex((item) => !isCrowded(item));
    }
  };
  for (const item of candidates) {
    if (list.length >= count) break;
    takeWaiting();
    if (list.length >= count) break;
    if (isCrowded(item)) waiting.push(item);
    else list.push(item);
  }
  takeWaiting();
  for (const item of waiting) if (list.length < count) list.push(item);
  return earliestFirst(list, candidates, { seriesOf, yearOf }, relevance);
}

/**
 * An earlier part that is not on the list takes the place of a later one where it is worth nearly as much; then the parts on the list
 * stand in their order.
 */
function earliestFirst(
  list: readonly number[],
  candidates: Int32Array,
  { seriesOf, yearOf }: SeriesFacts,
  relevance: Float32Array
): Int32Array {
  /** Relevance of the last part of each series that is on the list. */
  const least = new Map<number, number>();
  for (const item of list) {
    const series = seriesOf[item] ?? 0;
    if (series > 0) least.set(series, Math.min(least.get(series) ?? Infinity, relevance[item]!));
  }
  const listed = new Set(list);
  const parts = new Map<number, number[]>();
  for (const item of candidates) {
    const series = seriesOf[item] ?? 0;
    const needed = least.get(series);
    if (needed === undefined || (!listed.has(item) && relevance[item]! < needed - NEARLY)) continue;
    const known = parts.get(series);
    if (known) known.push(item);
    else parts.set(series, [item]);
  }
  for (const own of parts.values())
    own.sort((a, b) => (yearOf[a] ?? Infinity) - (yearOf[b] ?? Infinity) || a - b);
  return Int32Array.from(list, (item) => parts.get(seriesOf[item] ?? 0)?.shift() ?? item);
}
