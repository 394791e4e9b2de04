/**
 * Owns the identifiers of the domain. `movieId` is MovieLens' (stable for ever, stored, sent, shown);
 * `itemIndex` is a row of one release's matrices (meaningless outside that release).
 */
declare const brand: unique symbol;

/** MovieLens' `movieId` (movies.csv): a positive integer, stable across datasets and releases. */
export type MovieId = number & { readonly [brand]: 'MovieId' };

/** A row of the item matrices of one dataset or release: 0 is the movie with most ratings. */
export type ItemIndex = number & { readonly [brand]: 'ItemIndex' };

/** Whether `value` can be a movieId: a positive integer that fits in 31 bits. */
export function isMovieId(value: unknown): value is MovieId {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 0x7fffffff;
}

/** Brands a number that has already been checked or that comes from a validated release. */
export const asMovieId = (value: number): MovieId => value as MovieId;

/** Brands a row number that is known to lie inside the matrices it will index. */
export const asItemIndex = (value: number): ItemIndex => value as ItemIndex;
