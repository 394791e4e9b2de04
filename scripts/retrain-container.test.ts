/** What the Dockerfile copies is what the retrain needs; Docker itself is not asked. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseS3Address, s3Store } from '../publishing/s3-store.ts';
import { startS3Server } from '../tests/s3-server.ts';
import { PROJECT_DIR } from './build.ts';
import { fetchData } from './retrain-container.ts';

const read = (path: string): Promise<string> => readFile(join(PROJECT_DIR, path), 'utf8');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-container-'));
  Object.assign(process.env, { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Files and packages that a program imports, those of its threads and of its types included. */
async function importsOf(entries: readonly string[]): Promise<{ files: Set<string>; packages: Set<string> }> {
  const [files, packages] = [new Set<string>(), new Set<string>()];
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    const text = await read(file);
    const threads = [...text.matchAll(/new URL\('(\.[^']+\.(?:ts|mjs))', import\.meta\.url\)/g)];
    const named = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
    for (const name of [...named, ...threads.map(([, path = '']) => path)]) {
      if (name.startsWith('.')) waiting.push(posix.join(posix.dirname(file), name));
      else if (name.startsWith('#training/')) waiting.push(`${name.slice(1)}.ts`);
      else if (name.startsWith('#')) waiting.push(`src/lib/${name.slice(1)}.ts`);
      else if (!name.startsWith('node:')) packages.add(name);
    }
  }
  return { files, packages };
}

it('copies every file that the retrain imports', async () => {
  const dockerfile = await read('Dockerfile');
  const copied = [...dockerfile.matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(([, from = '']) =>
    from.split(' ')
  );
  const entries = ['scripts/retrain-container.ts', 'scripts/retrain.ts', 'training/thread.mjs'];
  const { files } = await importsOf(entries);
  expect(files.size).toBeGreaterThan(150);
  expect([...files].filter((file) => !copied.some((from) => file === from || file.startsWith(from)))).toEqual(
    []
  );
});

it('is no root, installs what the lock says, and names its base by version', async () => {
  const dockerfile = await read('Dockerfile');
  expect(dockerfile).toMatch(/^FROM node:\d+\.\d+\.\d+-\S+-slim AS node$/m);
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toContain('npm ci --omit=dev --ignore-scripts');
  expect((await read('.dockerignore')).split('\n')).toContain('*');
});

it('fetches MovieLens from a bucket, and says which file is missing', async () => {
  const bucket = await startS3Server();
  try {
    const store = s3Store(parseS3Address('s3://bucket/data'), bucket.url);
    await store.write('ratings.csv', Buffer.from('ratings'));
    await expect(fetchData(store, folder)).rejects.toThrow('s3://bucket/data has no movies.csv');
    await store.write('movies.csv', Buffer.from('movies'));
    await fetchData(store, folder);
    expect((await readdir(folder)).sort()).toEqual(['movies.csv', 'ratings.csv']);
    expect(await readFile(join(folder, 'movies.csv'), 'utf8')).toBe('movies');
  } finally {
    await bucket.close();
  }
});
