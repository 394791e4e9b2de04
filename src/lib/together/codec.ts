/**
 * Owns how a taste travels in a link or a QR code: ratings, an expiry date and an optional name as few bytes
 * in base64url, with a checksum. Pure; `share.ts` makes links of it, `people.svelte.ts` keeps what arrives.
 *
 * Version 1, bytes in order:
 *   1        version
 *   2        expiry: the last day on which it is valid, days since 1970-01-01, big endian
 *   1 + n    name: its length in bytes, then UTF-8
 *   varint   number of ratings
 *   varints  movieIds ascending, each as the difference to the one before, less 1 (the first: to 0)
 *   nibbles  stars times 2 (1 to 10), in that order, the earlier one in the high half
 *   4        CRC-32 of everything before, big endian
 */
import { YamrError } from '#core/errors';
import { asMovieId, isMovieId, type MovieId } from '#core/ids';

export const CODEC_VERSION = 1;
/** Longest name, in UTF-16 code units and in bytes of UTF-8. */
export const NAME_LENGTH = 24;
const NAME_BYTES = 96;
/** Most ratings in one payload: a link of about 14 KB, far below what browsers take. */
export const MOST_RATINGS = 5000;
const MS_PER_DAY = 86_400_000;
const LAST_DAY = 0xffff;

export interface SharedRating {
  readonly movieId: MovieId;
  /** Half stars, 0.5 to 5. */
  readonly stars: number;
}

export interface SharedTaste {
  /** As the person wants to be called; empty for no name. */
  readonly name: string;
  /** Days since 1970-01-01 (UTC): the last one on which the taste may be used. */
  readonly lastDay: number;
  /** By movieId ascending. */
  readonly ratings: readonly SharedRating[];
}

/** The day of a moment, as payloads count them. */
export const dayOf = (timeMs: number): number => Math.floor(timeMs / MS_PER_DAY);
/** The moment at which a day starts (UTC). */
export const startOfDayMs = (day: number): number => day * MS_PER_DAY;

const damaged = (cause?: unknown): YamrError =>
  new YamrError('bad-data', 'This link is damaged or incomplete: ask for it again.', { cause });

/** CRC-32 (IEEE 802.3), the checksum of zip and PNG. */
export function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array {
  if (!/^[\w-]*$/.test(text)) throw damaged();
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch (cause) {
    throw damaged(cause);
  }
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
}

/** A name as it travels: one line, trimmed, no longer than it may be. */
export function tidyName(name: string): string {
  const tidy = name
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, NAME_LENGTH);
  // Half of a character that UTF-16 needs two units for would become a question mark.
  return tidy.replace(/[\uD800-\uDBFF]$/, '').trim();
}

/**
 * The payload of a taste. Of one movie the last rating counts. Throws `bad-input` for ratings off the scale,
 * for more than MOST_RATINGS and for a day that cannot be written.
 */
export function encodeTaste(taste: SharedTaste): string {
  const byMovie = new Map(taste.ratings.map(({ movieId, stars }) => [movieId, stars]));
  const ratings = [...byMovie].sort(([a], [b]) => a - b);
  const fits =
    ratings.length <= MOST_RATINGS &&
    Number.isInteger(taste.lastDay) &&
    taste.lastDay >= 0 &&
    taste.lastDay <= LAST_DAY &&
    ratings.every(
      ([id, stars]) => isMovieId(id) && Number.isInteger(stars * 2) && stars >= 0.5 && stars <= 5
    );
  if (!fits) throw new YamrError('bad-input', 'These ratings cannot be put into a link.');
  const name = new TextEncoder().encode(tidyName(taste.name));
  const bytes: number[] = [CODEC_VERSION, taste.lastDay >> 8, taste.lastDay & 0xff, name.length, ...name];
  pushVarint(bytes, ratings.length);
  let before = 0;
  for (const [movieId] of ratings) {
    pushVarint(bytes, movieId - before - 1);
    before = movieId;
  }
  for (let k = 0; k < ratings.length; k += 2) {
    bytes.push((((ratings[k]?.[1] ?? 0) * 2) << 4) | ((ratings[k + 1]?.[1] ?? 0) * 2));
  }
  const crc = crc32(Uint8Array.from(bytes));
  bytes.push(crc >>> 24, (crc >>> 16) & 0xff, (crc >>> 8) & 0xff, crc & 0xff);
  return toBase64Url(Uint8Array.from(bytes));
}

/** Reads bytes one after the other. Throws `bad-data` at the end. */
class Reader {
  #at = 0;
  constructor(readonly bytes: Uint8Array) {}

  byte(): number {
    const byte = this.bytes[this.#at++];
    if (byte === undefined) throw damaged();
    return byte;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; factor <= 128 ** 4; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw damaged();
  }

  take(length: number): Uint8Array {
    const part = this.bytes.subarray(this.#at, (this.#at += length));
    if (part.length < length) throw damaged();
    return part;
  }

  get isAtEnd(): boolean {
    return this.#at === this.bytes.length;
  }
}

function readName(reader: Reader): string {
  const length = reader.byte();
  if (length > NAME_BYTES) throw damaged();
  try {
    return tidyName(new TextDecoder('utf-8', { fatal: true }).decode(reader.take(length)));
  } catch (cause) {
    throw damaged(cause);
  }
}

function readRatings(reader: Reader): SharedRating[] {
  const count = reader.varint();
  if (count > MOST_RATINGS) throw damaged();
  const movieIds: MovieId[] = [];
  let before = 0;
  for (let k = 0; k < count; k++) {
    before += reader.varint() + 1;
    if (!isMovieId(before)) throw damaged();
    movieIds.push(asMovieId(before));
  }
  const halves = reader.take(Math.ceil(count / 2));
  return movieIds.map((movieId, k) => {
    const byte = halves[k >> 1] ?? 0;
    const half = k % 2 === 0 ? byte >> 4 : byte & 0x0f;
    if (half < 1 || half > 10) throw damaged();
    return { movieId, stars: half / 2 };
  });
}

/**
 * The taste of a payload, whatever its expiry date. Throws `bad-data` for anything that no YAMR has made and
 * `unknown-format` for what a newer one has.
 */
export function decodeTaste(payload: string): SharedTaste {
  const bytes = fromBase64Url(payload.trim());
  if (bytes.length < 9) throw damaged();
  const body = bytes.subarray(0, -4);
  const crc = new DataView(bytes.buffer, bytes.byteOffset + body.length).getUint32(0);
  if (crc32(body) !== crc) throw damaged();
  const reader = new Reader(body);
  const version = reader.byte();
  if (version > CODEC_VERSION) {
    throw new YamrError('unknown-format', 'This link was made by a newer YAMR: reload this page to update.');
  }
  if (version !== CODEC_VERSION) throw damaged();
  const lastDay = reader.byte() * 256 + reader.byte();
  const taste = { name: readName(reader), lastDay, ratings: readRatings(reader) };
  if (!reader.isAtEnd) throw damaged();
  return taste;
}

/** Throws `expired` once the last day of a taste is over. */
export function refuseExpired({ lastDay }: Pick<SharedTaste, 'lastDay'>, nowMs: number): void {
  if (dayOf(nowMs) <= lastDay) return;
  const day = new Date(startOfDayMs(lastDay)).toLocaleDateString('en', {
    dateStyle: 'long',
    timeZone: 'UTC'
  });
  throw new YamrError('expired', `This link was valid until ${day}: ask for a new one.`);
}
