/**
 * Owns what a movie's own poster looks like: palette, motif and lettering, drawn from title, year and
 * genres alone, the same every time. Poster.svelte draws it.
 */
import type { Movie } from '#core/catalogue';
import { createRandom, type Random } from '#core/random';
import {
  bars,
  between,
  blinds,
  confetti,
  dunes,
  embrace,
  grid,
  horizons,
  night,
  orbits,
  rainbow,
  shards
} from './poster-motifs.ts';
import type { Motif, Shapes } from './poster-motifs.ts';

/** The poster's coordinate system. */
export const POSTER_WIDTH = 200;
export const POSTER_HEIGHT = 300;

export type Lettering = 'serif' | 'condensed' | 'geometric' | 'slab' | 'mono';

export interface PosterArt {
  readonly top: string;
  readonly bottom: string;
  readonly accent: string;
  readonly ink: string;
  readonly shapes: Shapes;
  readonly lettering: Lettering;
  /** Where the title stands. */
  readonly align: 'start' | 'end';
  /** Without alternative titles. */
  readonly title: string;
  /** In hundredths of the poster's width. */
  readonly size: number;
}

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
