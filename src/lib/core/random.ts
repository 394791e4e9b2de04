/**
 * Owns randomness: every random draw of training, evaluation and the generator comes from a seeded stream
 * made here, so that the same seed and data give the same release.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** Standard normal. */
  normal(): number;
  /** Gamma(shape, scale 1), shape > 0. */
  gamma(shape: number): number;
  /** Shuffles in place and returns the argument. */
  shuffle<T extends Int32Array | Uint32Array | unknown[]>(values: T): T;
  /** An independent stream, a function of this stream's seed and `label` only (not of what was drawn). */
  fork(label: string): Random;
}

/** FNV-1a over UTF-16 code units: mixes a label into a seed. */
function hashLabel(seed: number, label: string): number {
  let hash = (seed ^ 0x811c9dc5) >>> 0;
  for (let k = 0; k < label.length; k++) hash = Math.imul(hash ^ label.charCodeAt(k), 0x01000193) >>> 0;
  return hash;
}

/**
 * A stream seeded by an integer: sfc32 (Doty-Humphrey, PractRand), normals by the polar method
 * (Marsaglia and Bray 1964), gammas by Marsaglia and Tsang (2000).
 */
export function createRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed >>> 0;
  let counter = 1;
  let spare: number | undefined;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let k = 0; k < 15; k++) next();
  const random: Random = {
    uniform: () => next() / 4294967296,
    below: (bound) => Math.floor((next() / 4294967296) * bound),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      for (;;) {
        const x = 2 * random.uniform() - 1;
        const y = 2 * random.uniform() - 1;
        const square = x * x + y * y;
        if (square > 0 && square < 1) {
          const scale = Math.sqrt((-2 * Math.log(square)) / square);
          spare = y * scale;
          return x * scale;
        }
      }
    },
    gamma(shape) {
      if (shape < 1) return random.gamma(shape + 1) * Math.pow(1 - random.uniform(), 1 / shape);
      const d = shape - 1 / 3;
      const e = 1 / Math.sqrt(9 * d);
      for (;;) {
        const x = random.normal();
        const root = 1 + e * x;
        if (root <= 0) continue;
        const cube = root * root * root;
        const u = 1 - random.uniform();
        if (Math.log(u) < 0.5 * x * x + d - d * cube + d * Math.log(cube)) return d * cube;
      }
    },
    shuffle(values) {
      for (let k = values.length - 1; k > 0; k--) {
        const j = random.below(k + 1);
        const held = values[k];
        values[k] = values[j];
        values[j] = held;
      }
      return values;
    },
    fork: (label) => createRandom(hashLabel(seed, label))
  };
  return random;
}
