/** Owns a release of a few made-up movies in memory: for tests of reading, caching and falling back. */
import type { Manifest, ReleaseFile } from '#core/release-format';
import type { ReleaseSource } from '#core/read-release';
import { SIGNATURE_PATH } from '#core/release-signature';
import { YamrError } from '#core/errors';
import { DEVELOPMENT_PRIVATE_KEY } from '#training/release/development-key';
import { sha256Hex } from '#training/release/sha256';
import { signingKeyOf, signManifest } from '#training/release/sign';
import { createMatrix, encodeMatrix } from '#core/tensor';

export const DEVELOPMENT_KEY = signingKeyOf(DEVELOPMENT_PRIVATE_KEY);
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** The files of a valid release by path, `manifest.json` and its signature included; `later` names those of stage 2. */
export function tinyRelease(
  version = 'tiny-1',
  movieCount = 4,
  later: readonly string[] = []
): Map<string, Uint8Array> {
  const movies = Array.from({ length: movieCount }, (_, k) => k + 1);
  const catalogue = {
    genreNames: ['Drama', 'Comedy'],
    movieId: movies,
    title: movies.map((movieId) => `Movie ${movieId}`),
    year: movies.map(() => 1999),
    genres: movies.map((movieId) => [movieId % 2]),
    imdbId: movies,
    tmdbId: movies,
    ratingCount: movies.map((movieId) => 100 - movieId),
    likeCount: movies.map((movieId) => 50 - movieId)
  };
  const golden = {
    cases: [{ ratings: [{ movieId: 1, stars: 5 }], top: [{ movieId: 2, stars: 4, ranking: 0.5 }] }],
    tolerance: { stars: 0.01, ranking: 0.001 }
  };
  const files = new Map<string, Uint8Array>([
    ['catalogue.json', json(catalogue)],
    ['golden.json', json(golden)],
    ['topology.json', json({ layers: [] })],
    [
      'items.bin',
      encodeMatrix(createMatrix(movieCount, 2, new Float32Array(movieCount * 2).fill(0.25)), 'float16')
    ],
    ['report.json', json({ big: true })],
    ['licence.txt', new TextEncoder().encode('Made up.')]
  ]);
  const role = (path: string): ReleaseFile['role'] =>
    path === 'items.bin' ? 'tensor' : (path.replace(/\.\w+$/, '') as ReleaseFile['role']);
  const manifest: Manifest = {
    formatVersion: 1,
    version,
    createdAt: '2026-01-01T00:00:00.000Z',
    model: { name: 'tiny', hyperParameters: { embedding_size: 2 } },
    dataset: { name: 'made-up', sha256: '0'.repeat(64), ratings: 1, users: 1, movies: movieCount, tags: 0 },
    seed: 1,
    codeCommit: 'none',
    metrics: {},
    licence: 'none',
    files: [...files].map(([path, bytes]) => ({
      path,
      role: role(path),
      ...(later.includes(path) && { stage: 2 as const }),
      bytes: bytes.byteLength,
      sha256: sha256Hex(bytes),
      ...(path === 'items.bin' && {
        name: 'items',
        dtype: 'float16' as const,
        shape: [movieCount, 2] as [number, number]
      })
    }))
  };
  return files
    .set('manifest.json', json(manifest))
    .set(SIGNATURE_PATH, signManifest(json(manifest), [DEVELOPMENT_KEY]));
}

/** Reads from a map, and remembers what was asked for. */
export function mapSource(
  files: ReadonlyMap<string, Uint8Array>
): ReleaseSource & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    read(path) {
      asked.push(path);
      const bytes = files.get(path);
      if (!bytes) return Promise.reject(new YamrError('not-found', `There is no ${path}.`));
      return Promise.resolve(bytes);
    }
  };
}
