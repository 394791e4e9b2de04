import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPairs, readVisitors } from './files.ts';

let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-files-'));
  path = join(folder, 'some.csv');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const visitors = async (text: string) => {
  await writeFile(path, text);
  return readVisitors(path);
};
const pairs = async (text: string) => {
  await writeFile(path, text);
  return readPairs(path);
};

describe("visitors' ratings", () => {
  it('are read by user, in file order, with or without timestamps, a byte order mark, CRLF', async () => {
    const expected = new Map([
      [7, [{ movieId: 1, stars: 4.5 }, { movieId: 2, stars: 1 }]], // prettier-ignore
      [3, [{ movieId: 1, stars: 0.5 }]]
    ]);
    expect(await visitors('userId,movieId,rating\n7,1,4.5\n3,1,0.5\n7,2,1.0\n')).toEqual(expected);
    expect(
      await visitors('\uFEFFuserId,movieId,rating,timestamp\r\n7,1,4.5,1\r\n3,1,0.5,2\r\n7,2,1,3')
    ).toEqual(expected);
    expect([...expected.keys()]).toEqual([
      ...(await visitors('userId,movieId,rating\n7,1,5\n3,1,5\n')).keys()
    ]);
  });

  it('may be none', async () => {
    expect(await visitors('userId,movieId,rating\n')).toEqual(new Map());
  });

  it.each([
    ['userId,movieId,rating\n1,1,4\nx,1,4\n', 'line 3: "x" is not a userId'],
    ['userId,movieId,rating\n-1,1,4\n', 'line 2: "-1" is not a userId'],
    ['userId,movieId,rating\n1,0,4\n', 'line 2: "0" is not a movieId'],
    ['userId,movieId,rating\n1,1.5,4\n', 'line 2: "1.5" is not a movieId'],
    ['userId,movieId,rating\n1,1,4.2\n', 'line 2: "4.2" is not a half star from 0.5 to 5'],
    ['userId,movieId,rating\n1,1,\n', 'line 2: "" is not a half star from 0.5 to 5'],
    ['userId,movieId,rating\n1,1\n', 'line 2: 2 fields where 3 are expected'],
    ['userId,movieId,rating\n1,1,4,99\n', 'line 2: 4 fields where 3 are expected']
  ])('are refused by line: %j', async (text, reason) => {
    await expect(visitors(text)).rejects.toMatchObject({ code: 'bad-data', message: `${path}, ${reason}.` });
  });

  it('are refused where the file is missing, empty, or has another header', async () => {
    const missing = join(folder, 'none.csv');
    await expect(readVisitors(missing)).rejects.toMatchObject({ code: 'not-found', message: `The file ${missing} does not exist.` }); // prettier-ignore
    await expect(visitors('')).rejects.toMatchObject({
      code: 'bad-data',
      message: `some.csv in ${folder} is empty.`
    });
    await expect(visitors('user,movie,rating\n')).rejects.toThrow('has the header "user,movie,rating"');
    await expect(visitors('userId,movieId\n')).rejects.toThrow('"userId,movieId,rating" is expected');
    await expect(visitors('userId,movieId,rating,when\n')).rejects.toThrow('"userId,movieId,rating,timestamp" is expected'); // prettier-ignore
  });
});

describe('pairs', () => {
  it('are read in order, doubles included, whatever columns of ratings.csv follow', async () => {
    const expected = [{ userId: 2, movieId: 9 }, { userId: 1, movieId: 8 }, { userId: 2, movieId: 9 }]; // prettier-ignore
    expect(await pairs('userId,movieId\n2,9\n1,8\n2,9\n')).toEqual(expected);
    expect(await pairs('userId,movieId,rating\n2,9,?\n1,8,4\n2,9,\n')).toEqual(expected);
    expect(await pairs('userId,movieId,rating,timestamp\n2,9,1,1\n1,8,4,2\n2,9,3,3\n')).toEqual(expected);
  });

  it('are refused by line', async () => {
    await expect(pairs('userId,movieId\n1,two\n')).rejects.toThrow(
      `${path}, line 2: "two" is not a movieId.`
    );
  });
});
