import { strFromU8, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { unpack } from './archive.ts';

const archive = (bytes: Uint8Array) => unpack({ name: 'a.zip', bytes });
/** Changes the length that a ZIP says its first file has, in both places where it says so. */
function lie(zip: Uint8Array, length: number): Uint8Array {
  const bytes = zip.slice();
  const view = new DataView(bytes.buffer);
  for (let place = 0; place + 4 < bytes.length; place++) {
    const signature = view.getUint32(place, true);
    if (signature === 0x04034b50) view.setUint32(place + 22, length, true);
    if (signature === 0x02014b50) view.setUint32(place + 24, length, true);
  }
  return bytes;
}

describe('an archive', () => {
  it('gives the files that can be read, and names the others with the reason', () => {
    const zip = zipSync({
      'a/ratings.csv': strToU8('x'),
      'poster.jpg': strToU8('x'),
      '__MACOSX/a.csv': strToU8('x'),
      'old.zip': strToU8('x')
    });
    const { files, leftOut } = archive(zip);
    expect(files.map(({ name, bytes }) => [name, strFromU8(bytes)])).toEqual([['a/ratings.csv', 'x']]);
    expect(leftOut.map(({ name }) => name).sort()).toEqual(['__MACOSX/a.csv', 'old.zip', 'poster.jpg']);
    expect(leftOut.every(({ reason }) => reason.startsWith('it '))).toBe(true);
  });

  it('gives files whose names lead out of it by the rest of their names, and hidden ones not', () => {
    const names = [
      '../ratings.csv',
      '../../etc/watched.csv',
      '/lists/likes.csv',
      './a.csv',
      '../.hidden.csv'
    ];
    const { files, leftOut } = archive(
      zipSync(Object.fromEntries(names.map((name) => [name, strToU8('x')])))
    );
    expect(files.map(({ name }) => name)).toEqual([
      'ratings.csv',
      'etc/watched.csv',
      'lists/likes.csv',
      'a.csv'
    ]);
    expect(leftOut.map(({ name }) => name)).toEqual(['.hidden.csv']);
  });

  it('does not unpack what would fill the memory, whatever length it says it has', () => {
    const bomb = zipSync({ 'ratings.csv': new Uint8Array(65 * 1024 * 1024) }, { level: 1 });
    expect(() => archive(lie(bomb, 10))).toThrow('more than 64 MB');
  });

  it.each([3, 4_000_000_000])('leaves a file out that says it is %i bytes long and is not', (length) => {
    const { files, leftOut } = archive(
      lie(zipSync({ 'ratings.csv': strToU8('Title\nHeat\n'.repeat(50)) }), length)
    );
    expect(files).toEqual([]);
    expect(leftOut).toEqual([{ name: 'ratings.csv', reason: 'it is not as long as the archive says' }]);
  });

  it('refuses one that is cut off or is none, and one of thousands of files', () => {
    const zip = zipSync({
      'ratings.csv': Uint8Array.from({ length: 5000 }, (_, k) => Math.imul(k, 0x9e3779b1) >>> 13)
    });
    expect(() => archive(zip.slice(0, 1000))).toThrow(
      'The archive a.zip cannot be opened: it is damaged. Nothing was changed.'
    );
    expect(() => archive(strToU8('PK\x03\x04 nothing'))).toThrow('it is damaged or holds nothing');
    const many = zipSync(
      Object.fromEntries(Array.from({ length: 2001 }, (_, k) => [`${k}.csv`, new Uint8Array()]))
    );
    expect(() => archive(many)).toThrow('more than 2000 files');
  });
});
