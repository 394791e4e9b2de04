/**
 * Owns how movies with hardly a rating stand on a list: at most one of twenty, where its value puts it, because what is predicted
 * from content alone is right on average and wrong for the one movie. Neighbour: `list.ts`.
 */

/** Fewer ratings than this are hardly one. */
const FEW = 5;
/** Among so many movies at most one has few ratings. */
const SPACING = 20;

/** 1 for movies with few ratings, [itemCount]. */
export const fewRated = (ratingCount: readonly number[]): Uint8Array =>
  Uint8Array.from(ratingCount, (count) => (count < FEW ? 1 : 0));

/**
 * The first `count` of `list` with those of `few` (best first) put in: each before the first movie of less `relevance`, no two
 * within SPACING places. What is left of `few` follows where the list ends, as a filter may leave nothing else.
 */
export function spaceOut(
  list: Int32Array,
  few: Int32Array,
  relevance: Float32Array,
  count: number
): Int32Array {
  const spaced: number[] = [];
  let next = 0;
  let last = -SPACING;
  for (const item of list) {
    const candidate = few[next];
    if (
      candidate !== undefined &&
      spaced.length - last >= SPACING &&
      relevance[candidate]! > relevance[item]!
    ) {
      last = spaced.length;
      spaced.push(candidate);
      next++;
    }
    spaced.push(item);
  }
  for (; spaced.length < count && next < few.length; next++) spaced.push(few[next]!);
  return Int32Array.from(spaced.slice(0, count));
}
