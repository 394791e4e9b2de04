/** Owns what of a visitor's ratings is shared, and the link it travels in. Neighbours: codec.ts, qr.ts. */
import type { Catalogue } from '#core/catalogue';
import { dayOf, encodeTaste, MOST_RATINGS, type SharedRating } from './codec.ts';

/** The fragment's key: `/together#taste=<payload>`. Fragments never leave the browser. */
const KEY = 'taste';
/** Ratings in a QR code: about 350 characters, which any phone reads off a screen at arm's length. */
export const QR_RATINGS = 100;

export interface ShareOptions {
  readonly name: string;
  readonly days: number;
  readonly nowMs: number;
  /** Most ratings that may be in it. */
  readonly limit?: number;
}

/**
 * The `limit` ratings that say most about somebody: those furthest from their own mean, and among equals
 * the better known movies, which the other side's model surely holds.
 */
export function mostTelling(
  ratings: readonly SharedRating[],
  catalogue: Catalogue,
  limit: number
): readonly SharedRating[] {
  const known = ratings.flatMap((rating) => {
    const itemIndex = catalogue.indexOf(rating.movieId);
    return itemIndex === undefined ? [] : [{ rating, itemIndex }];
  });
  const mean = known.reduce((sum, { rating }) => sum + rating.stars, 0) / Math.max(1, known.length);
  return known
    .sort(
      (a, b) => Math.abs(b.rating.stars - mean) - Math.abs(a.rating.stars - mean) || a.itemIndex - b.itemIndex
    )
    .slice(0, limit)
    .map(({ rating: { movieId, stars } }) => ({ movieId, stars }));
}

/** The payload that shares these ratings for so many days. */
export function payloadOf(
  ratings: readonly SharedRating[],
  catalogue: Catalogue,
  { name, days, nowMs, limit = MOST_RATINGS }: ShareOptions
): string {
  return encodeTaste({ name, lastDay: dayOf(nowMs) + days, ratings: mostTelling(ratings, catalogue, limit) });
}

/** The link to the page "Together" with a payload; `pageUrl` has no fragment. */
export const linkTo = (pageUrl: string, payload: string): string => `${pageUrl}#${KEY}=${payload}`;

/** The payload in a location's fragment, or undefined where it holds none. */
export function payloadIn(hash: string): string | undefined {
  return new URLSearchParams(hash.replace(/^#/, '')).get(KEY) ?? undefined;
}
