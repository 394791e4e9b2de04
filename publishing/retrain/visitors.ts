/** Owns the shape of visitors' ratings between the export and the join: nobody's id, only whose ratings belong together. */

/** `daySec`: Unix seconds of the day's beginning; the time of day is nobody's business. */
export type VisitorRating = readonly [movieId: number, stars: number, daySec: number];

/** One visitor's ratings, in no particular order. */
export type Visitor = readonly VisitorRating[];

export const countRatings = (visitors: readonly Visitor[]): number =>
  visitors.reduce((sum, { length }) => sum + length, 0);
