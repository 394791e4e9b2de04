/**
 * Owns the sums over a visitor's ratings that the fold-in solves (rating-head.ts): A - I = W' D^-1 W and
 * W' D^-1 (r - m). O(n R^2) for n ratings, O(R^2) for one of them that changed.
 */
import type { RatingHead } from './rating-head.ts';
import { rememberSums } from './remembered-sums.ts';
import type { Profile } from './visitor-model.ts';

export interface RatingSums {
  /** W' D^-1 W: [R, R] float64, lower triangle. Not to be written to. */
  readonly gram: Float64Array;
  /** W' D^-1 (r - m): [R] float64. Not to be written to. */
  readonly pull: Float64Array;
}

/** Variance of a rating around the visitor's taste while folding in, an entry of D: noiseScale sigma^2 + delta. */
export const answerNoise = (head: RatingHead, item: number): number =>
  head.noiseScale * head.noise + head.residual[item]!;

/** The sums over all ratings of a profile. */
export function ratingSums(head: RatingHead, { items, stars }: Profile): RatingSums {
  const n = items.length;
  const size = head.vectors.columns;
  const vectors = head.vectors.values;
  const gram = new Float64Array(size * size);
  const pull = new Float64Array(size);
  // W with each row times the root of its weight.
  const w = new Float64Array(n * size);
  for (let i = 0; i < n; i++) {
    const item = items[i]!;
    const root = Math.sqrt(1 / answerNoise(head, item));
    const residual = root * (stars[i]! - head.mean[item]!);
    for (let j = 0; j < size; j++) {
      const value = root * vectors[item * size + j]!;
      w[i * size + j] = value;
      pull[j]! += residual * value;
    }
  }
  addGram(w, n, size, gram);
  return { gram, pull };
}

/**
 * The lower triangle of a [size, size] += W'W. Four rows of W [n, size] and two of `a` at once: each number that is read is
 * used eight times before it is read again.
 */
function addGram(w: Float64Array, n: number, size: number, a: Float64Array): void {
  let i = 0;
  for (; i + 3 < n; i += 4) {
    const p = i * size;
    const q = p + size;
    const r = q + size;
    const s = r + size;
    for (let j = 0; j < size; j += 2) {
      // The row behind the last of an odd number is that one again, and not written.
      const next = Math.min(j + 1, size - 1);
      const wp = w[p + j]!;
      const wq = w[q + j]!;
      const wr = w[r + j]!;
      const ws = w[s + j]!;
      const vp = w[p + next]!;
      const vq = w[q + next]!;
      const vr = w[r + next]!;
      const vs = w[s + next]!;
      // Genres that none of the four has.
      if (wp === 0 && wq === 0 && wr === 0 && ws === 0 && vp === 0 && vq === 0 && vr === 0 && vs === 0)
        continue;
      const upper = j * size;
      const lower = upper + size;
      if (next === j) {
        for (let k = 0; k <= j; k++)
          a[upper + k]! += wp * w[p + k]! + wq * w[q + k]! + wr * w[r + k]! + ws * w[s + k]!;
        continue;
      }
      for (let k = 0; k <= j; k++) {
        const xp = w[p + k]!;
        const xq = w[q + k]!;
        const xr = w[r + k]!;
        const xs = w[s + k]!;
        a[upper + k]! += wp * xp + wq * xq + wr * xr + ws * xs;
        a[lower + k]! += vp * xp + vq * xq + vr * xr + vs * xs;
      }
      a[lower + next]! += vp * vp + vq * vq + vr * vr + vs * vs;
    }
  }
  for (; i < n; i++) {
    const p = i * size;
    for (let j = 0; j < size; j++) {
      const value = w[p + j]!;
      if (value === 0) continue;
      for (let k = 0; k <= j; k++) a[j * size + k]! += value * w[p + k]!;
    }
  }
}

/** The sums of a visitor whose ratings change one by one (remembered-sums.ts). */
export function createRatingSums(head: RatingHead): (profile: Profile) => RatingSums {
  const { rows, columns: size, values } = head.vectors;
  return rememberSums<RatingSums>(rows, {
    all: (profile) => ratingSums(head, profile),
    add({ gram, pull }, item, stars, sign) {
      const e = values.subarray(item * size, (item + 1) * size);
      const weight = sign / answerNoise(head, item);
      const residual = stars - head.mean[item]!;
      for (let j = 0; j < size; j++) {
        const factor = weight * e[j]!;
        // Genres that the movie does not have.
        if (factor === 0) continue;
        pull[j]! += factor * residual;
        for (let k = 0; k <= j; k++) gram[j * size + k]! += factor * e[k]!;
      }
    }
  });
}
