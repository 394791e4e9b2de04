/**
 * Owns the way from a release's files to a `Bundle`: every byte is counted and hashed before it is used.
 * The browser (src/lib/release) and the commands differ only in the source that they pass.
 */
import type { Bundle } from './bundle.ts';
import { parseCatalogue, type Catalogue } from './catalogue.ts';
import { YamrError } from './errors.ts';
import { parseGolden, type Golden } from './golden.ts';
import { parseManifest, type Manifest, type ReleaseFile } from './release-format.ts';
import { createMatrix, decodeMatrix, type Matrix } from './tensor.ts';

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

/** A release that arrives in two parts, so that the first list need not wait for all of it. */
export interface StagedRelease<R = LoadedRelease> {
  /** Made of the files of stage 1 alone: it may lack its golden cases, and matrices of stage 2 are zeros. */
  readonly first: R;
  /**
   * Made of all scoring files. Those of stage 2 are read when this is first called; a failed call can be
   * repeated. Where everything is of stage 1 it is `first`.
   */
  whole(): Promise<R>;
}

/** What was read so far. */
interface Parts {
  readonly tensors: ReadonlyMap<string, Matrix>;
  readonly catalogue?: Catalogue;
  readonly topology?: unknown;
  readonly golden?: Golden;
}

/** Gives the verified bytes of a file. */
export type ReadVerified = (file: ReleaseFile) => Promise<Uint8Array>;

async function readParts(files: readonly ReleaseFile[], read: ReadVerified, before: Parts): Promise<Parts> {
  const tensors = new Map(before.tensors);
  const found: { -readonly [K in keyof Parts]: Parts[K] } = { ...before, tensors };
  await Promise.all(
    files.map(async (file) => {
      const bytes = await read(file);
      if (file.role === 'tensor') tensors.set(...decodeTensor(file, bytes));
      else if (file.role === 'catalogue') found.catalogue = parseCatalogue(parseJsonBytes(file.path, bytes));
      else if (file.role === 'golden') found.golden = parseGolden(parseJsonBytes(file.path, bytes));
      else found.topology = parseJsonBytes(file.path, bytes);
    })
  );
  return found;
}

function loadedOf(manifest: Manifest, parts: Parts): LoadedRelease {
  const { catalogue, tensors, golden } = parts;
  if (!catalogue) throw new YamrError('bad-release', 'The release has no catalogue.');
  const { name: modelName, hyperParameters } = manifest.model;
  const topology = 'topology' in parts && { topology: parts.topology };
  const bundle: Bundle = { modelName, hyperParameters, catalogue, tensors, ...topology };
  return { manifest, bundle, ...(golden && { golden }) };
}

/** Zeros for the matrices that are still to come: what the model adds them to is then as if they were not there. */
function withZeros(parts: Parts, later: readonly ReleaseFile[]): Parts {
  const zeros = later.flatMap(({ name, shape }): [string, Matrix][] =>
    name !== undefined && shape ? [[name, createMatrix(...shape)]] : []
  );
  return { ...parts, tensors: new Map([...parts.tensors, ...zeros]) };
}

/** The manifest of a folder. Throws `unknown-format`, `bad-release`, or what the source throws. */
export async function readManifest(source: ReleaseSource): Promise<Manifest> {
  return parseManifest(parseJsonBytes('manifest.json', await source.read('manifest.json')));
}

/** Reads stage 1 of a release. Throws `bad-release`, or what `read` throws. */
export async function readStages(manifest: Manifest, read: ReadVerified): Promise<StagedRelease> {
  const files = scoringFiles(manifest);
  const later = files.filter(({ stage }) => stage === 2);
  const parts = await readParts(
    files.filter(({ stage }) => stage !== 2),
    read,
    { tensors: new Map() }
  );
  const first = loadedOf(manifest, withZeros(parts, later));
  let whole = later.length === 0 ? Promise.resolve(first) : undefined;
  return {
    first,
    whole() {
      whole ??= readParts(later, read, parts).then((all) => loadedOf(manifest, all));
      whole.catch(() => (whole = undefined));
      return whole;
    }
  };
}

/**
 * Reads a whole release. Throws `truncated`, `hash-mismatch`, `unknown-format`, `bad-release`, or what the
 * source throws.
 */
export async function readRelease(source: ReleaseSource, sha256: Sha256): Promise<LoadedRelease> {
  const staged = await readStages(await readManifest(source), (file) => readFile(source, file, sha256));
  return staged.whole();
}
