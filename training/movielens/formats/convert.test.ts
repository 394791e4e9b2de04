import { strToU8, zipSync } from 'fflate';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../progress.ts';
import { findData } from '../find.ts';
import { loadMovieLens } from '../load.ts';
import { convertDataset, type ConvertedFile } from './convert.ts';

let parent = '';
let folders = 0;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'yamr-formats-'));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

type Files = Readonly<Record<string, string | Uint8Array>>;
async function put(files: Files): Promise<string> {
  const directory = join(parent, `data-${folders++}`);
  await mkdir(directory);
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
  return directory;
}
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

async function convert(from: string): Promise<{
  readonly movies: string;
  readonly ratings: string;
  readonly names: string[];
  readonly converted: readonly ConvertedFile[];
  readonly out: string;
}> {
  const out = join(parent, `out-${folders++}`);
  const converted = await convertDataset(from, out, { progress: silentProgress });
  const text = (name: string): Promise<string> => readFile(join(out, name), 'utf8');
  return { movies: await text('movies.csv'), ratings: await text('ratings.csv'), names: (await readdir(out)).sort(), converted, out }; // prettier-ignore
}

const ML_1M: Files = {
  'movies.dat': latin1(
    "1::Toy Story (1995)::Animation|Children's|Comedy\n73::Misérables, Les (1995)::Drama|Musical\n"
  ),
  'ratings.dat': '1::73::5::978300760\r\n1::1::3::978302109\r\n',
  'users.dat': '1::F::1::10::48067\n'
};
const flags = (...set: number[]): string => Array.from({ length: 19 }, (_, k) => +set.includes(k)).join('|');
const ML_100K: Files = {
  'u.item': latin1(
    `1|Toy Story (1995)|01-Jan-1995||http://us.imdb.com/M/title-exact?Toy%20Story%20(1995)|${flags(3, 4, 5)}\n` +
      `543|Misérables, Les (1995)|01-Jan-1995||http://us.imdb.com/M/x|${flags(8, 12)}\n267|unknown||||${flags(0)}\n`
  ),
  'u.data': '196\t1\t3\t881250949\n186\t543\t4\t891717742\n',
  'u.user': '1|24|M|technician|85711\n',
  'u1.base': '1\t1\t5\t874965758\n'
};
const PRESENT: Files = {
  'movies.csv': 'movieId,title,genres\n1,"American President, The (1995)",Comedy\n2,Léon (1994),Crime\n',
  'ratings.csv': 'userId,movieId,rating,timestamp\n1,2,4.5,978300760\n'
};
const MOVIES_OF_1M =
  'movieId,title,genres\n1,Toy Story (1995),Animation|Children|Comedy\n73,"Misérables, Les (1995)",Drama|Musical\n';

/** A tar of plain files, as `tar` writes it, in one folder. */
function tar(files: Files): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const bytes = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(`ml/${name}`, 0);
    header.write(bytes.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    header.write('ustar', 257);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
const zip = (files: Files): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        `ml/${name}`,
        typeof content === 'string' ? strToU8(content) : content
      ])
    )
  );

describe('a dataset becomes one of the present format', () => {
  it('from ml-1m, its Latin-1 titles and old genre included', async () => {
    const { movies, ratings, names, converted } = await convert(await put(ML_1M));
    expect(movies).toBe(MOVIES_OF_1M);
    expect(ratings).toBe('userId,movieId,rating,timestamp\n1,73,5.0,978300760\n1,1,3.0,978302109\n');
    expect(names).toEqual(['movies.csv', 'ratings.csv']);
    expect(converted[0]?.encoding).toEqual({ utf8: 1, windows1252: 1, utf16: 0 });
  });

  it('from ml-10m, half stars and tags included', async () => {
    const from = await put({
      'movies.dat': '1::Twelve: "Monkeys", The (1995)::(no genres listed)\n',
      'ratings.dat': '1::1::4.5::838985046\n',
      'tags.dat': '15::1::either::or, "so"::1215184630\n'
    });
    const { movies, ratings, out } = await convert(from);
    expect(movies).toContain('1,"Twelve: ""Monkeys"", The (1995)",(no genres listed)\n');
    expect(ratings).toContain('1,1,4.5,838985046\n');
    const { tags, report } = await loadMovieLens(out);
    expect(report.badRows).toBe(0);
    expect(tags).toEqual([{ userId: 15, movieId: 1, tag: 'either::or, "so"', timestampSec: 1215184630 }]);
  });

  it('from ml-100k, whose genres are flags', async () => {
    const { movies, ratings, names } = await convert(await put(ML_100K));
    expect(movies).toBe(
      'movieId,title,genres\n1,Toy Story (1995),Animation|Children|Comedy\n543,"Misérables, Les (1995)",Drama|Musical\n267,unknown,(no genres listed)\n'
    );
    expect(ratings).toBe('userId,movieId,rating,timestamp\n196,1,3.0,881250949\n186,543,4.0,891717742\n');
    expect(names).toEqual(['movies.csv', 'ratings.csv']);
  });

  it.each([
    ['Latin-1', latin1(String(PRESENT['movies.csv']))],
    ['UTF-16', Buffer.from(`\uFEFF${String(PRESENT['movies.csv'])}`, 'utf16le')],
    ['UTF-8 with a mark and CRLF', `\uFEFF${String(PRESENT['movies.csv']).replaceAll('\n', '\r\n')}`]
  ])('from one in %s', async (_, movies) => {
    const from = await put({ ...PRESENT, 'movies.csv': movies });
    expect((await convert(from)).movies).toBe(PRESENT['movies.csv']);
  });

  it.each([
    ['a ZIP file', { 'ml.zip': zip(ML_1M) }],
    ['a gzip of a tar', { 'ml.tar.gz': gzipSync(tar(ML_1M)) }],
    ['a gzip of each file', { 'movies.dat.gz': gzipSync(ML_1M['movies.dat'] ?? ''), 'ratings.dat.gz': gzipSync(ML_1M['ratings.dat'] ?? '') }] // prettier-ignore
  ])('from a folder with %s', async (_, files: Files) => {
    const { movies, names } = await convert(await put(files));
    expect(movies).toBe(MOVIES_OF_1M);
    expect(names).toEqual(['movies.csv', 'ratings.csv']);
  });

  it('from the archive itself, and from the folder around it', async () => {
    const directory = await put({ 'ml.zip': zip(PRESENT) });
    expect((await convert(join(directory, 'ml.zip'))).movies).toBe(PRESENT['movies.csv']);
    expect((await convert(parentOf(await putInside(ML_1M)))).movies).toBe(MOVIES_OF_1M);
  });
});

const parentOf = (path: string): string => join(path, '..');
async function putInside(files: Files): Promise<string> {
  const inner = join(await put({}), 'ml-1m');
  await mkdir(inner);
  for (const [name, content] of Object.entries(files)) await writeFile(join(inner, name), content);
  return inner;
}

describe('the conversion ends in one sentence, and leaves nothing', () => {
  const cut = zip({ 'movies.csv': 'x'.repeat(5), 'ratings.csv': String(Math.PI).repeat(999) });
  it.each<[string, Files, RegExp]>([
    ['nothing of MovieLens', { 'notes.txt': 'hello' }, /^\S+ holds no edition of MovieLens: /],
    ['a ZIP of other things', { 'a.zip': zip({ 'b.txt': 'b' }) }, /^\S+ holds no edition of MovieLens: /],
    [
      'a ZIP that is cut short',
      { 'a.zip': cut.subarray(0, 150) },
      /^\S+a\.zip cannot be unpacked: it is damaged/
    ],
    ['a gzip that is cut short', { 'u.data.gz': gzipSync('1\t2\t3\t4').subarray(0, 15) }, /^\S+u\.data\.gz cannot be unpacked/], // prettier-ignore
    [
      'a tar that is cut short',
      { 'a.tgz': gzipSync(tar(ML_1M).subarray(0, 700)) },
      /^\S+a\.tgz cannot be unpacked/
    ],
    ['a row of another shape', { ...ML_1M, 'ratings.dat': '1::73::5::978300760\n1::1::3\n' }, /^\S+ratings\.dat, line 2: it has not the fields of its format\.$/], // prettier-ignore
    ['bytes that are no text', { ...ML_1M, 'movies.dat': latin1('1::A (1995)::Drama\n2::\x81\xff::Drama\n') }, /^movies\.dat, line 2, is neither UTF-8 nor Latin-1\.$/], // prettier-ignore
    ['an unknown beginning', { ...PRESENT, 'ratings.csv': 'user;item\n' }, /^\S+ratings\.csv begins like none of MovieLens' formats\.$/] // prettier-ignore
  ])('for %s', async (_, files, message) => {
    const from = await put(files);
    const out = join(from, 'out');
    await expect(convertDataset(from, out, { progress: silentProgress })).rejects.toMatchObject({
      message: expect.stringMatching(message) as string
    });
    expect(await readdir(from)).toEqual(Object.keys(files).sort());
  });
});

describe('a folder in another format is told apart, with the command that converts it:', () => {
  it.each<[string, Files, RegExp]>([
    ['ml-1m', ML_1M, /^(\S+) is in the format of ml-1m and ml-10m \("::" between the fields\), .*; npm run data -- --from \1 --out DIR converts it\.$/], // prettier-ignore
    ['ml-100k', ML_100K, /^(\S+) is in the format of ml-100k \(tabs .*; npm run data -- --from \1 --out DIR converts it\.$/], // prettier-ignore
    ['ml-1m under present names', { 'movies.csv': ML_1M['movies.dat'] ?? '', 'ratings.csv': ML_1M['ratings.dat'] ?? '' }, / ml-1m and ml-10m /], // prettier-ignore
    ['ml-100k under present names', { 'movies.csv': ML_100K['u.item'] ?? '', 'ratings.csv': ML_100K['u.data'] ?? '' }, / ml-100k /], // prettier-ignore
    ['a ZIP', { 'ml-1m.zip': zip(ML_1M) }, /^(\S+) holds a ZIP file \(ml-1m\.zip\), .*; npm run data -- --from \1 --out DIR unpacks and converts it\.$/], // prettier-ignore
    ['a gzip', { 'ratings.csv.gz': gzipSync('x') }, / holds a gzip file \(ratings\.csv\.gz\), /],
    ['a gzip under the plain name', { ...PRESENT, 'ratings.csv': gzipSync('x') }, / holds a gzip file \(ratings\.csv\), /], // prettier-ignore
    ['Latin-1', { ...PRESENT, 'movies.csv': latin1(String(PRESENT['movies.csv'])) }, /^movies\.csv in (\S+) is not UTF-8, first in line 3; npm run data -- --from \1 --out DIR converts it\.$/] // prettier-ignore
  ])('%s', async (_, files, message) => {
    await expect(loadMovieLens(await put(files))).rejects.toMatchObject({
      message: expect.stringMatching(message) as string
    });
  });

  it('an archive named instead of a folder', async () => {
    const path = join(await put({ 'ml-25m.zip': zip(PRESENT) }), 'ml-25m.zip');
    await expect(findData({ data: path })).rejects.toMatchObject({
      code: 'not-found',
      message: `${path} is a ZIP file, not MovieLens' present format; npm run data -- --from ${path} --out DIR unpacks and converts it.`
    });
  });

  it('the folder around the dataset', async () => {
    const inner = await putInside(PRESENT);
    await expect(loadMovieLens(parentOf(inner))).rejects.toMatchObject({
      message: `${parentOf(inner)} is not a dataset itself, but ${inner} in it is: name that folder.`
    });
  });

  it('and an archive beside a good dataset misleads nobody', async () => {
    const files = { ...PRESENT, 'ml.zip': zip(ML_1M) };
    await expect(loadMovieLens(await put(files))).resolves.toMatchObject({ report: { badRows: 0 } });
    const bad = { ...files, 'ratings.csv': 'userId,movieId,rating,timestamp\n1,2,9,1\n' };
    await expect(loadMovieLens(await put(bad))).rejects.toThrow(/^ratings\.csv is not usable: /);
  });
});
