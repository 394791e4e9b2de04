/** Owns the release in use as a maintainer with TMDB's posters publishes it: with their list, signed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '#training/release/sha256';
import { SITE_DIR, signatureOf } from './own-server.ts';

const POSTERS = 'posters-test.json';

/** What is asked for the changed files, by path; undefined for all else. Every movie has an image `poster<k>.jpg`. */
export async function posterRelease(imageBase: string): Promise<(path: string) => Response | undefined> {
  const read = async (path: string): Promise<unknown> =>
    JSON.parse(await readFile(join(SITE_DIR, 'models', path), 'utf8'));
  const { version } = (await read('current.json')) as { version: string };
  const manifest = (await read(`${version}/manifest.json`)) as {
    dataset: { movies: number };
    files: { role: string; path: string }[];
  };
  const names = Array.from({ length: manifest.dataset.movies }, (_, k) => `poster${k}.jpg`);
  const posters = JSON.stringify({ formatVersion: 1, imageBase, names });
  const file = {
    path: POSTERS,
    role: 'posters',
    bytes: Buffer.byteLength(posters),
    sha256: sha256Hex(posters)
  };
  const files = [...manifest.files.filter(({ role }) => role !== 'posters'), file];
  const changed = JSON.stringify({ ...manifest, files });
  return (path) => {
    if (!path.startsWith(`/models/${version}/`)) return undefined;
    if (path.endsWith(`/${POSTERS}`)) return new Response(posters);
    if (path.endsWith('/manifest.json')) return new Response(changed);
    if (path.endsWith('/manifest.sig.json')) return signatureOf(new TextEncoder().encode(changed));
    return undefined;
  };
}
