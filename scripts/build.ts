/**
 * Owns the production build (`npm run build`): what pages say of the release in use, Vite, the pages' heads, the
 * list of files for offline use, the compressed copies, then a stamp that says the build is whole. `buildIfStale` spares `npm start` and the end-to-end tests a build that would change nothing.
 */
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { YamrError } from '#core/errors';
import { verifyPointer } from '#core/pointer-signature';
import { knownKeys, namedKeys } from '#training/release/known-keys';
import { verifyFolderSignature, verifyInNode } from '#training/release/sign';
import { explainItself } from './command.ts';
import { compressSite } from './compress.ts';
import { parseSiteUrl, writeHeads } from './page-heads.ts';
import { writePrecache } from './precache.ts';
import { runNode } from './run.ts';

export const PROJECT_DIR = resolve(import.meta.dirname, '..');
export const SITE_DIR = join(PROJECT_DIR, 'build');
/** vite.config.ts reads it. */
const PAGE_DATA = {
  generalList: join(PROJECT_DIR, '.svelte-kit', 'yamr-general-list.json'),
  moviePages: join(PROJECT_DIR, '.svelte-kit', 'yamr-movie-pages.json')
};
/** Outside the site, so that it is never deployed; missing while a build is under way. */
const STAMP = join(PROJECT_DIR, '.svelte-kit', 'yamr-built');
const SOURCES = ['src', 'static', 'package.json', 'package-lock.json', 'svelte.config.js', 'vite.config.ts'];

/** What the environment puts into a build. */
const namedSettings = (): string => `${namedKeys()} ${process.env.YAMR_SITE_URL ?? ''}`;

/** When a file or anything under a folder last changed; a folder's own time tells of removed files. */
async function newestMs(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found || /\.test\.ts$/.test(path)) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = await Promise.all((await readdir(path)).map((name) => newestMs(join(path, name))));
  return Math.max(found.mtimeMs, ...inside);
}

/** Throws `bad-signature` where the app that is to be built would refuse the release beside it. */
async function refuseUnknownSignature(modelsDir: string): Promise<void> {
  const pointer = await readFile(join(modelsDir, 'current.json')).catch(() => undefined);
  if (pointer === undefined) return;
  const { version } = await verifyPointer(pointer, knownKeys(), verifyInNode);
  await verifyFolderSignature(join(modelsDir, version), knownKeys());
}

/** Whether the last build is whole and newer than everything it was made from. */
export async function isBuildFresh(
  projectDir = PROJECT_DIR,
  stamp = STAMP,
  siteDir = SITE_DIR
): Promise<boolean> {
  const [builtMs, siteMs] = [await newestMs(stamp), await newestMs(siteDir)];
  if (builtMs === 0 || siteMs === 0) return false;
  // They are part of the app.
  if ((await readFile(stamp, 'utf8')) !== namedSettings()) return false;
  const sources = await Promise.all(SOURCES.map((source) => newestMs(join(projectDir, source))));
  return Math.max(...sources) <= builtMs;
}

/** Builds the site. Throws `bad-signature`, `bad-input` for keys that are none, and `internal` with Vite's own words on the terminal. */
export async function build(): Promise<void> {
  // Sources that change while the build runs must make it stale.
  const startedAt = new Date();
  const siteUrl = parseSiteUrl(process.env.YAMR_SITE_URL);
  await rm(STAMP, { force: true });
  // Loaded here: nobody who only looks whether the build is fresh needs a model.
  const { writePageData } = await import('./page-data.ts');
  const modelsDir = join(PROJECT_DIR, 'static', 'models');
  await refuseUnknownSignature(modelsDir);
  await writePageData(modelsDir, PAGE_DATA);
  const code = await runNode(['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], PROJECT_DIR);
  if (code !== 0) throw new YamrError('internal', 'The build failed; the reason is above.');
  await writeHeads(SITE_DIR, siteUrl);
  await writePrecache(SITE_DIR);
  await compressSite(SITE_DIR);
  await mkdir(dirname(STAMP), { recursive: true });
  await writeFile(STAMP, namedSettings());
  await utimes(STAMP, startedAt, startedAt);
}

/** Builds unless the last build is fresh. */
export async function buildIfStale(): Promise<void> {
  if (await isBuildFresh()) return;
  console.log('Building the app ...');
  await build();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  explainItself(
    'build',
    'Builds the site into build/. Variables: YAMR_RELEASE_KEYS, YAMR_CONNECT_SRC, YAMR_SITE_URL (docs/deploy.md).'
  );
  await build();
}
