/** Owns the shapes of five stars in a row, as SVG paths: their outlines, and what of them is filled. */
import { STAR_VALUES, STARS_MAX } from '#core/rating';

/** One star in a box of 22 x 22, from its tip clockwise; the half of it, left of the middle. */
const STAR = 'l2.9 6 6.6.9-4.8 4.6 1.2 6.5-5.9-3.2-5.9 3.2 1.2-6.5-4.8-4.6 6.6-.9z';
const HALF = 'v14.8l-5.9 3.2 1.2-6.5-4.8-4.6 6.6-.9z';
const TIP_Y = 1.6;
/** From star to star: five of them are 11 rem wide where each is 1.75 rem high. */
const PITCH = 27.66;

export const STARS_WIDTH = PITCH * STARS_MAX;
export const STARS_HEIGHT = 22;

const at = (star: number, shape: string): string => `M${((star + 0.5) * PITCH).toFixed(2)} ${TIP_Y}${shape}`;
const row = (stars: number): string =>
  Array.from({ length: Math.ceil(stars) }, (_, star) => at(star, stars - star < 1 ? HALF : STAR)).join('');
const FILLED = new Map(STAR_VALUES.map((stars) => [stars, row(stars)]));

export const OUTLINES = row(STARS_MAX);

/** Of so many stars; nothing for a value that is off the scale. */
export const filled = (stars: number): string => FILLED.get(stars) ?? '';
