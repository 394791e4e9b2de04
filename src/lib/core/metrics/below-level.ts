/** Owns how much of a list its reader is expected to like less than what they usually see. */

/**
 * Share of the first k of the list whose predicted stars lie below `level`, in stars (their own mean). `ranked` holds item rows,
 * best first; `stars` [itemCount] predicted.
 *
 * Edge cases: equal is not below; a list shorter than k is judged over its own length; NaN for an empty list or an unknown level.
 */
export function belowLevel(
  ranked: ArrayLike<number>,
  stars: ArrayLike<number>,
  level: number,
  k: number
): number {
  const length = Math.min(k, ranked.length);
  if (Number.isNaN(level)) return NaN;
  let below = 0;
  for (let rank = 0; rank < length; rank++) if (stars[ranked[rank]!]! < level) below++;
  return below / length;
}
