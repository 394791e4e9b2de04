import { describe, expect, it } from 'vitest';
import { decodeStrictly, decodeText, detectEncoding } from './encoding.ts';

const utf16 = (text: string, isBig: boolean, mark = true): Uint8Array => {
  const units = Array.from(`${mark ? '\ufeff' : ''}${text}`, (letter) => letter.charCodeAt(0));
  return Uint8Array.from(
    units.flatMap((unit) => (isBig ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8]))
  );
};
const TEXT = 'Title,Year\nHeat,1995\n';

describe('the encoding of a text', () => {
  it.each([
    ['utf-8', new TextEncoder().encode(`\ufeff${TEXT}`)],
    ['utf-16le', utf16(TEXT, false)],
    ['utf-16be', utf16(TEXT, true)],
    ['utf-16le', utf16(TEXT, false, false)],
    ['utf-16be', utf16(TEXT, true, false)]
  ] as const)('is found to be %s', (encoding, bytes) => {
    expect(detectEncoding(bytes)).toBe(encoding);
    expect(decodeText(bytes, encoding)).toBe(TEXT);
  });

  it('is told by its letters where a byte means several', () => {
    const western = Uint8Array.from('Amélie;2001', (letter) => letter.charCodeAt(0));
    expect(detectEncoding(western)).toBe('windows-1252');
    // "Назва" in Windows-1251.
    const cyrillic = Uint8Array.from([0xcd, 0xe0, 0xe7, 0xe2, 0xe0, 0x3b, 0x31]);
    expect(detectEncoding(cyrillic)).toBe('windows-1251');
    expect(decodeText(cyrillic, 'windows-1251')).toBe('Назва;1');
  });

  it('is refused, read strictly, where half a letter is left over', () => {
    expect(decodeStrictly(new TextEncoder().encode('odd'), 'utf-16le')).toBeUndefined();
    expect(decodeStrictly(new TextEncoder().encode('even'), 'utf-8')).toBe('even');
  });
});
