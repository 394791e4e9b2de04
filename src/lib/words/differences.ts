/** Owns how differences between stars are told. Pure. */

/** What is less than this is no difference: nobody tells 3.96 stars from 4. */
export const LEAST_STARS = 0.1;

/** "+0.4", "−1.2" with a real minus; "±0" below half a tenth of a star. */
export function differenceWords(stars: number): string {
  const size = Math.abs(stars);
  return size < LEAST_STARS / 2 ? '±0' : `${stars < 0 ? '−' : '+'}${size.toFixed(1)}`;
}
