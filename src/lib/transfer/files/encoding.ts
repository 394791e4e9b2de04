/** Owns which encoding a text is in: by its mark, by zeros, by what is valid, by which letters stand together. */
import type { Encoding } from '../settings.ts';

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]]
];
/** Enough to tell by. */
const SAMPLE_BYTES = 4096;

/** UTF-16 without a mark: many a second byte is zero. */
function utf16Of(sample: Uint8Array): Encoding | undefined {
  let even = 0;
  let odd = 0;
  for (let place = 0; place + 1 < sample.length; place += 2) {
    if (sample[place] === 0) even++;
    if (sample[place + 1] === 0) odd++;
  }
  // Other letters than Latin ones have no zeros, but commas and digits do; text in another encoding has none at all.
  const few = sample.length / 20;
  if (odd > few && odd > even * 8) return 'utf-16le';
  return even > few && even > odd * 8 ? 'utf-16be' : undefined;
}

/** Whole words of high bytes are Cyrillic; single ones are accents of Western letters. */
function codePageOf(bytes: Uint8Array): Encoding {
  let high = 0;
  let together = 0;
  for (let place = 0; place < bytes.length; place++) {
    if ((bytes[place] ?? 0) < 0xc0) continue;
    high++;
    if ((bytes[place + 1] ?? 0) >= 0xc0) together++;
  }
  return together > high * 0.5 ? 'windows-1251' : 'windows-1252';
}

export function detectEncoding(bytes: Uint8Array): Encoding {
  for (const [encoding, mark] of MARKS)
    if (mark.every((byte, place) => bytes[place] === byte)) return encoding;
  const utf16 = utf16Of(bytes.subarray(0, SAMPLE_BYTES));
  if (utf16) return utf16;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return codePageOf(bytes);
  }
}

/** The text without its mark; bytes that are none become U+FFFD. */
export const decodeText = (bytes: Uint8Array, encoding: Encoding): string =>
  new TextDecoder(encoding).decode(bytes);

/** The same, or undefined where some bytes are none of the encoding. */
export function decodeStrictly(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
