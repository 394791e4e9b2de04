/**
 * Owns what a movie's own poster looks like: palette, motif and lettering, drawn from title, year and
 * genres alone, the same every time. Poster.svelte draws it.
 */
import type { Movie } from '#core/catalogue';
import { createRandom, type Random } from '#core/random';

/** The poster's coordinate system. */
export const POSTER_WIDTH = 200;
export const POSTER_HEIGHT = 300;

export type Lettering = 'serif' | 'condensed' | 'geometric' | 'slab' | 'mono';

export interface PosterArt {
  readonly top: string;
  readonly bottom: string;
  readonly accent: string;
  readonly ink: string;
  /** SVG path data, painted with the accent, back to front. */
  readonly shapes: readonly { readonly d: string; readonly opacity: number }[];
  readonly lettering: Lettering;
  /** Where the title stands. */
  readonly align: 'start' | 'end';
  /** Without alternative titles. */
  readonly title: string;
  /** In hundredths of the poster's width. */
  readonly size: number;
}

const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
const box = (x: number, y: number, w: number, h: number): string => `M${x} ${y}h${w}v${h}h${-w}z`;
const ring = (x: number, y: number, r: number, width: number): string =>
  circle(x, y, r) +
  `M${x - r + width} ${y}a${r - width} ${r - width} 0 1 1 ${2 * (r - width)} 0a${r - width} ${r - width} 0 1 1 ${-2 * (r - width)} 0z`;
const times = (count: number, draw: (k: number) => string): string =>
  Array.from({ length: count }, (_, k) => draw(k)).join('');
const between = (random: Random, low: number, high: number): number =>
  Math.round(low + random.uniform() * (high - low));

type Motif = (random: Random) => PosterArt['shapes'];

const orbits: Motif = (random) => {
  const [x, y] = [between(random, 60, 150), between(random, 120, 190)];
  return [
    { d: times(4, (k) => ring(x, y, 55 + k * 34, 1.5)), opacity: 0.55 },
    { d: circle(x, y, between(random, 22, 36)), opacity: 0.95 },
    { d: circle(x + 52, y - 20, 7) + circle(x - 78, y + 36, 5), opacity: 0.9 }
  ];
};
const shards: Motif = (random) => {
  const tip = between(random, 40, 170);
  return [
    { d: `M${tip} 60L230 330H120z`, opacity: 0.85 },
    { d: `M${tip} 60L70 330H-40z`, opacity: 0.4 },
    { d: `M${tip} 60L120 330H70z`, opacity: 0.62 }
  ];
};
const confetti: Motif = (random) => [
  {
    d: times(16, () => circle(between(random, 0, 200), between(random, 0, 300), between(random, 4, 15))),
    opacity: 0.5
  },
  {
    d: times(5, () => circle(between(random, 10, 190), between(random, 60, 280), between(random, 14, 34))),
    opacity: 0.85
  }
];
const horizons: Motif = (random) => {
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
const embrace: Motif = (random) => {
  const y = between(random, 140, 190);
  return [
    { d: circle(74, y, 58), opacity: 0.6 },
    { d: circle(126, y + between(random, -16, 16), 58), opacity: 0.6 }
  ];
};
const night: Motif = (random) => [
  { d: circle(between(random, 50, 150), between(random, 90, 140), between(random, 26, 44)), opacity: 0.9 },
  {
    d: `M0 300V240${times(9, (k) => `L${k * 25 + 6} ${between(random, 160, 235)}L${k * 25 + 18} 262`)}L200 300z`,
    opacity: 0.55
  }
];
const blinds: Motif = (random) => {
  const lean = between(random, -30, 30);
  return [
    {
      d: times(9, (k) => `M-10 ${90 + k * 24}L210 ${90 + k * 24 + lean}v9L-10 ${99 + k * 24}z`),
      opacity: 0.5
    },
    { d: circle(between(random, 70, 140), 190, 46), opacity: 0.75 }
  ];
};
const dunes: Motif = (random) => [
  { d: circle(100, between(random, 130, 165), between(random, 48, 66)), opacity: 0.9 },
  {
    d: `M0 200L${between(random, 50, 80)} 165L130 205L200 ${between(random, 170, 190)}V300H0z`,
    opacity: 0.5
  },
  { d: `M0 250Q100 ${between(random, 200, 230)} 200 250V300H0z`, opacity: 0.75 }
];
const rainbow: Motif = (random) => {
  const x = between(random, 40, 160);
  return [0, 1, 2, 3].map((k) => ({ d: ring(x, 300, 190 - k * 42, 24), opacity: 0.35 + k * 0.16 }));
};
const grid: Motif = (random) => {
  const cells = times(30, (k) =>
    random.uniform() < 0.55 ? box(14 + (k % 5) * 35, 84 + Math.floor(k / 5) * 35, 31, 31) : ''
  );
  return [
    { d: cells, opacity: 0.5 },
    { d: box(14 + between(random, 0, 4) * 35, 84 + between(random, 1, 4) * 35, 31, 31), opacity: 0.95 }
  ];
};
const bars: Motif = (random) => [
  {
    d: times(10, (k) => {
      const h = between(random, 40, 190);
      return box(10 + k * 18.4, 300 - h, 12, h);
    }),
    opacity: 0.7
  }
];

interface Look {
  readonly hue: number;
  readonly motifs: readonly Motif[];
  readonly lettering: readonly Lettering[];
}

/** In this order: the first genre that a movie has decides, so the telling ones stand before Drama. */
const LOOKS: readonly (readonly [string, Look])[] = [
  ['Film-Noir', { hue: 70, motifs: [blinds], lettering: ['condensed', 'serif'] }],
  ['Western', { hue: 55, motifs: [dunes], lettering: ['slab'] }],
  ['Horror', { hue: 20, motifs: [night, bars], lettering: ['condensed', 'serif'] }],
  ['Animation', { hue: 200, motifs: [rainbow, confetti], lettering: ['geometric'] }],
  ['Musical', { hue: 340, motifs: [bars, rainbow], lettering: ['geometric', 'serif'] }],
  ['Sci-Fi', { hue: 245, motifs: [orbits, grid], lettering: ['mono', 'geometric'] }],
  ['War', { hue: 110, motifs: [shards, horizons], lettering: ['slab', 'condensed'] }],
  ['Documentary', { hue: 170, motifs: [grid], lettering: ['mono', 'condensed'] }],
  ['Fantasy', { hue: 300, motifs: [night, horizons], lettering: ['serif'] }],
  ['Crime', { hue: 10, motifs: [blinds, shards], lettering: ['condensed', 'mono'] }],
  ['Mystery', { hue: 275, motifs: [night, blinds], lettering: ['serif', 'condensed'] }],
  ['Romance', { hue: 0, motifs: [embrace, horizons], lettering: ['serif'] }],
  ['Children', { hue: 140, motifs: [confetti, rainbow], lettering: ['geometric'] }],
  ['Adventure', { hue: 160, motifs: [dunes, horizons], lettering: ['slab', 'geometric'] }],
  ['Action', { hue: 35, motifs: [shards], lettering: ['condensed'] }],
  ['Thriller', { hue: 225, motifs: [blinds, shards], lettering: ['condensed'] }],
  ['Comedy', { hue: 85, motifs: [confetti, embrace], lettering: ['geometric', 'slab'] }],
  ['Drama', { hue: 260, motifs: [horizons, embrace, grid], lettering: ['serif', 'geometric'] }]
];
const OTHER: Look = { hue: 190, motifs: [grid, horizons], lettering: ['serif'] };

function pick<T>(random: Random, values: readonly [T, ...T[]] | readonly T[], otherwise: T): T {
  return values[random.below(values.length)] ?? otherwise;
}

/** As large as the longest word and the whole allow. */
function sizeOf(title: string): number {
  const longest = Math.max(...title.split(/[\s-]+/).map((word) => word.length));
  return Math.max(7, Math.min(19, 122 / longest, 72 / Math.sqrt(title.length)));
}

/** The poster of a movie. */
export function posterArt(movie: Movie): PosterArt {
  const random = createRandom(movie.movieId);
  const [, look] = LOOKS.find(([genre]) => movie.genres.includes(genre)) ?? ['', OTHER];
  const hue = look.hue + between(random, -28, 28);
  const year = movie.year ?? 1990;
  // Old films fade towards black and white; every third poster is printed on light paper.
  const chroma = Math.max(0.02, Math.min(0.14, 0.02 + (year - 1925) * 0.0022));
  const light = random.uniform() < 0.34;
  const colour = (lightness: number, strength: number, turn = 0): string =>
    `oklch(${lightness} ${(chroma * strength).toFixed(3)} ${Math.round(hue + turn + 720) % 360})`;
  const turn = pick(random, [40, -50, 150, 180], 40);
  const title = movie.title.replace(/ \(.*$/, '') || movie.title;
  return {
    top: light ? colour(0.93, 0.35) : colour(0.3, 0.8),
    bottom: light ? colour(0.84, 0.6, 25) : colour(0.2, 0.7, 30),
    accent: light ? colour(0.62, 1.1, turn) : colour(0.6, 1.15, turn),
    ink: light ? colour(0.24, 0.5) : colour(0.97, 0.15),
    shapes: pick(random, look.motifs, grid)(random),
    lettering: pick(random, look.lettering, 'serif'),
    align: random.uniform() < 0.7 ? 'start' : 'end',
    title,
    size: sizeOf(title)
  };
}
