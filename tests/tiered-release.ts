/** Owns the tiny release in tiers: two movies at first, one with the rest of the model, one in the long tail. */
import { catalogueRows, type CatalogueFile } from '#core/catalogue';
import { parseJsonBytes } from '#core/read-release';
import { RELEASE_FORMAT_VERSION, type Manifest, type ReleaseFile } from '#core/release-format';
import { SIGNATURE_PATH } from '#core/release-signature';
import { sha256Hex } from '#training/release/sha256';
import { signManifest } from '#training/release/sign';
import { DEVELOPMENT_KEY, tinyRelease } from './tiny-release.ts';

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

function entry<T>(entries: ReadonlyMap<string, T>, path: string): T {
  const found = entries.get(path);
  if (found === undefined) throw new Error(`The tiny release has no ${path}.`);
  return found;
}

/** The files by path. The matrix has rows for the first three movies: the last one has only its facts. */
export function tieredRelease(version = 'tiered-1'): Map<string, Uint8Array> {
  const files = tinyRelease(version);
  const catalogue = parseJsonBytes('', entry(files, 'catalogue.json')) as CatalogueFile;
  const manifest = parseJsonBytes('', entry(files, 'manifest.json')) as Manifest;
  const described = new Map(manifest.files.map((file) => [file.path, file]));
  const made: ReleaseFile[] = [];
  const add = (path: string, bytes: Uint8Array, change: Partial<ReleaseFile>, like: string): void => {
    files.set(path, bytes);
    made.push({
      ...entry(described, like),
      path,
      bytes: bytes.byteLength,
      sha256: sha256Hex(bytes),
      ...change
    });
  };
  for (const [stage, from, to] of [[1, 0, 2] as const, [2, 2, 3] as const, [3, 3, 4] as const]) {
    add(`catalogue-${stage}.json`, json(catalogueRows(catalogue, from, to)), { stage }, 'catalogue.json');
    if (stage === 3) continue;
    const items = entry(files, 'items.bin').slice(from * 4, to * 4);
    add(`items-${stage}.bin`, items, { stage, fromRow: from, shape: [to - from, 2] }, 'items.bin');
  }
  const others = manifest.files.filter(({ path }) => path !== 'catalogue.json' && path !== 'items.bin');
  const tiered = json({ ...manifest, formatVersion: RELEASE_FORMAT_VERSION, files: [...others, ...made] });
  files.delete('catalogue.json');
  files.delete('items.bin');
  return files.set('manifest.json', tiered).set(SIGNATURE_PATH, signManifest(tiered, [DEVELOPMENT_KEY]));
}
