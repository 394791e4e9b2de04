/**
 * Owns the motifs of the posters: what is drawn behind a title, as SVG path data in a 200 x 300 box, a
 * little different for every movie.
 */
import type { Random } from '#core/random';

/** Painted with the poster's accent, back to front. */
export type Shapes = readonly { readonly d: string; readonly opacity: number }[];
export type Motif = (random: Random) => Shapes;

const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
const box = (x: number, y: number, w: number, h: number): string => `M${x} ${y}h${w}v${h}h${-w}z`;
const ring = (x: number, y: number, r: number, width: number): string =>
  circle(x, y, r) +
  `M${x - r + width} ${y}a${r - width} ${r - width} 0 1 1 ${2 * (r - width)} 0a${r - width} ${r - width} 0 1 1 ${-2 * (r - width)} 0z`;
const times = (count: number, draw: (k: number) => string): string =>
  Array.from({ length: count }, (_, k) => draw(k)).join('');
/** A whole number from `low` to `high`. */
export const between = (random: Random, low: number, high: number): number =>
  Math.round(low + random.uniform() * (high - low));

export const orbits: Motif = (random) => {
  const [x, y] = [between(random, 60, 150), between(random, 120, 190)];
  return [
    { d: times(4, (k) => ring(x, y, 55 + k * 34, 1.5)), opacity: 0.55 },
    { d: circle(x, y, between(random, 22, 36)), opacity: 0.95 },
    { d: circle(x + 52, y - 20, 7) + circle(x - 78, y + 36, 5), opacity: 0.9 }
  ];
};
export const shards: Motif = (random) => {
  const tip = between(random, 40, 170);
  return [
    { d: `M${tip} 60L230 330H120z`, opacity: 0.85 },
    { d: `M${tip} 60L70 330H-40z`, opacity: 0.4 },
    { d: `M${tip} 60L120 330H70z`, opacity: 0.62 }
  ];
};
export const confetti: Motif = (random) => [
  {
    d: times(16, () => circle(between(random, 0, 200), between(random, 0, 300), between(random, 4, 15))),
    opacity: 0.5
  },
  {
    d: times(5, () => circle(between(random, 10, 190), between(random, 60, 280), between(random, 14, 34))),
    opacity: 0.85
  }
];
export const horizons: Motif = (random) => {
  const wave = (y: number, rise: number): string =>
    `M0 ${y}C60 ${y - rise} 130 ${y + rise} 200 ${y - rise / 2}V300H0z`;
  const y = between(random, 120, 170);
  return [
    { d: circle(between(random, 50, 150), y - 20, between(random, 22, 40)), opacity: 0.9 },
    { d: wave(y, between(random, 20, 50)), opacity: 0.35 },
    { d: wave(y + 50, between(random, -40, 40)), opacity: 0.45 },
    { d: wave(y + 100, between(random, 10, 40)), opacity: 0.6 }
  ];
};
export const embrace: Motif = (random) => {
  const y = between(random, 140, 190);
  return [
    { d: circle(74, y, 58), opacity: 0.6 },
    { d: circle(126, y + between(random, -16, 16), 58), opacity: 0.6 }
  ];
};
export const night: Motif = (random) => [
  { d: circle(between(random, 50, 150), between(random, 90, 140), between(random, 26, 44)), opacity: 0.9 },
  {
    d: `M0 300V240${times(9, (k) => `L${k * 25 + 6} ${between(random, 160, 235)}L${k * 25 + 18} 262`)}L200 300z`,
    opacity: 0.55
  }
];
export const blinds: Motif = (random) => {
  const lean = between(random, -30, 30);
  return [
    {
      d: times(9, (k) => `M-10 ${90 + k * 24}L210 ${90 + k * 24 + lean}v9L-10 ${99 + k * 24}z`),
      opacity: 0.5
    },
    { d: circle(between(random, 70, 140), 190, 46), opacity: 0.75 }
  ];
};
export const dunes: Motif = (random) => [
  { d: circle(100, between(random, 130, 165), between(random, 48, 66)), opacity: 0.9 },
  {
    d: `M0 200L${between(random, 50, 80)} 165L130 205L200 ${between(random, 170, 190)}V300H0z`,
    opacity: 0.5
  },
  { d: `M0 250Q100 ${between(random, 200, 230)} 200 250V300H0z`, opacity: 0.75 }
];
export const rainbow: Motif = (random) => {
  const x = between(random, 40, 160);
  return [0, 1, 2, 3].map((k) => ({ d: ring(x, 300, 190 - k * 42, 24), opacity: 0.35 + k * 0.16 }));
};
export const grid: Motif = (random) => {
  const cells = times(30, (k) =>
    random.uniform() < 0.55 ? box(14 + (k % 5) * 35, 84 + Math.floor(k / 5) * 35, 31, 31) : ''
  );
  return [
    { d: cells, opacity: 0.5 },
    { d: box(14 + between(random, 0, 4) * 35, 84 + between(random, 1, 4) * 35, 31, 31), opacity: 0.95 }
  ];
};
export const bars: Motif = (random) => [
  {
    d: times(10, (k) => {
      const h = between(random, 40, 190);
      return box(10 + k * 18.4, 300 - h, 12, h);
    }),
    opacity: 0.7
  }
];
