/**
 * Owns the way from a release's files to a `Bundle`: every byte is counted and hashed before it is used.
 * The browser (src/lib/release) and the commands differ only in the source that they pass.
 */
import type { Bundle } from './bundle.ts';
import { parseCatalogue, type Catalogue } from './catalogue.ts';
import { YamrError } from './errors.ts';
import { parseGolden, type Golden } from './golden.ts';
import { parseManifest, type Manifest, type ReleaseFile } from './release-format.ts';
import { decodeMatrix, type Matrix } from './tensor.ts';

// In every runtime that YAMR knows, but in none of the type libraries that core may see.
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean }
) => { decode(bytes: Uint8Array): string };

/** One release folder: a directory, a web address, a cache. */
export interface ReleaseSource {
  /**
   * The bytes of a file, by its path in the folder; `expectedBytes` lets a source show progress.
   * Throws a YamrError (`not-found`, `http-status`, `offline`, `network`, `aborted`).
   */
  read(path: string, expectedBytes?: number): Promise<Uint8Array>;
}

/** The sha256 of bytes in lower-case hexadecimal (WebCrypto in a browser, node:crypto in Node). */
export type Sha256 = (bytes: Uint8Array) => Promise<string>;

export interface LoadedRelease {
  readonly manifest: Manifest;
  readonly bundle: Bundle;
  readonly golden?: Golden;
}

const SCORING_ROLES: readonly ReleaseFile['role'][] = ['catalogue', 'tensor', 'topology', 'golden'];

/** The files without which nothing can be scored or checked; reports, cards and posters are not among them. */
export const scoringFiles = (manifest: Manifest): readonly ReleaseFile[] =>
  manifest.files.filter((file) => SCORING_ROLES.includes(file.role));

/** Throws `truncated` or `hash-mismatch` unless the bytes are those that the manifest names. */
export async function verifyFile(file: ReleaseFile, bytes: Uint8Array, sha256: Sha256): Promise<void> {
  if (bytes.byteLength < file.bytes) {
    throw new YamrError(
      'truncated',
      `The model file ${file.path} is cut short: ${bytes.byteLength} of ${file.bytes} bytes.`
    );
  }
  if (bytes.byteLength > file.bytes || (await sha256(bytes)) !== file.sha256) {
    throw new YamrError('hash-mismatch', `The model file ${file.path} is not the one that was published.`);
  }
}

/** Parses UTF-8 JSON. Throws `bad-release` naming the file. */
export function parseJsonBytes(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new YamrError('bad-release', `The release file ${path} is not JSON.`, { cause });
  }
}

/** Reads and verifies one file. */
export async function readFile(
  source: ReleaseSource,
  file: ReleaseFile,
  sha256: Sha256
): Promise<Uint8Array> {
  const bytes = await source.read(file.path, file.bytes);
  await verifyFile(file, bytes, sha256);
  return bytes;
}

function decodeTensor(file: ReleaseFile, bytes: Uint8Array): [string, Matrix] {
  if (!file.name || !file.dtype || !file.shape) {
    throw new YamrError('bad-release', `The release does not say what the matrix ${file.path} is.`);
  }
  return [file.name, decodeMatrix(bytes, ...file.shape, file.dtype)];
}

/**
 * Reads a release. Throws `truncated`, `hash-mismatch`, `unknown-format`, `bad-release`, or what the
 * source throws. `onFile` is told each file once it is verified.
 */
export async function readRelease(
  source: ReleaseSource,
  sha256: Sha256,
  onFile?: (file: ReleaseFile) => void
): Promise<LoadedRelease> {
  const manifest = parseManifest(parseJsonBytes('manifest.json', await source.read('manifest.json')));
  const tensors = new Map<string, Matrix>();
  const found: { catalogue?: Catalogue; topology?: unknown; golden?: Golden } = {};
  await Promise.all(
    scoringFiles(manifest).map(async (file) => {
      const bytes = await readFile(source, file, sha256);
      if (file.role === 'tensor') tensors.set(...decodeTensor(file, bytes));
      else if (file.role === 'catalogue') found.catalogue = parseCatalogue(parseJsonBytes(file.path, bytes));
      else if (file.role === 'golden') found.golden = parseGolden(parseJsonBytes(file.path, bytes));
      else found.topology = parseJsonBytes(file.path, bytes);
      onFile?.(file);
    })
  );
  if (!found.catalogue) throw new YamrError('bad-release', 'The release has no catalogue.');
  const { name: modelName, hyperParameters } = manifest.model;
  const bundle: Bundle = {
    modelName,
    hyperParameters,
    catalogue: found.catalogue,
    tensors,
    ...('topology' in found && { topology: found.topology })
  };
  return { manifest, bundle, ...(found.golden && { golden: found.golden }) };
}
