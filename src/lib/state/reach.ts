/**
 * Owns when the long tail of a release is wanted: what of the page reaches for movies that are not here yet, and whether
 * it may be brought in an idle hour without being asked for. Pure.
 */
import type { Catalogue } from '#core/catalogue';
import type { Steering } from './steering.ts';

/** From here on the dial is at its obscure end, percent. */
const OBSCURE_END = 60;

/** Whether a list steered like this is about movies that hardly anybody has rated, or newer or older ones than are here. */
export function steersToTail({ sort, obscure, fromYear, toYear }: Steering, catalogue: Catalogue): boolean {
  if (sort === 'newest' || obscure >= OBSCURE_END) return true;
  if (fromYear === undefined && toYear === undefined) return false;
  let [first, last] = [Infinity, -Infinity];
  for (const year of catalogue.file.year) {
    if (year === null) continue;
    if (year < first) first = year;
    if (year > last) last = year;
  }
  return (fromYear ?? first) > last || (toYear ?? last) < first || fromYear === last;
}

/** Whether any of these movies is not in the catalogue. */
export const lacks = (catalogue: Catalogue, movieIds: Iterable<number>): boolean => {
  for (const movieId of movieIds) if (catalogue.indexOf(movieId) === undefined) return true;
  return false;
};

/** What a browser says about its connection (Network Information API); nothing in Firefox and Safari. */
export interface Connection {
  readonly saveData?: boolean;
  readonly type?: string;
  readonly effectiveType?: string;
}

/** What is known of the device. */
export interface DeviceHints {
  readonly connection?: Connection | undefined;
  /** A finger is its main pointer: a phone or a tablet. */
  readonly isCoarse: boolean;
  /** The system asks for less data. */
  readonly savesData: boolean;
}

/**
 * Whether bytes that nobody has asked for cost nothing. Who says that they save data is believed, and so is a network that
 * has a name (wifi, ethernet). Where the kind of network is not told, it is taken for unmetered only on a device that is
 * not a phone's kind, unless it is as slow as a mobile one.
 */
export function isUnmetered({ connection, isCoarse, savesData }: DeviceHints): boolean {
  if (savesData || connection?.saveData === true) return false;
  const type = connection?.type;
  if (type === 'wifi' || type === 'ethernet') return true;
  if (type !== undefined && type !== 'unknown' && type !== 'other') return false;
  const isSlow = connection?.effectiveType !== undefined && connection.effectiveType !== '4g';
  return !isCoarse && !isSlow;
}

/** Of this device. */
export function deviceHints(): DeviceHints {
  return {
    connection: (navigator as Navigator & { readonly connection?: Connection }).connection,
    isCoarse: matchMedia('(pointer: coarse)').matches,
    savesData: matchMedia('(prefers-reduced-data: reduce)').matches
  };
}
