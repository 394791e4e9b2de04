/**
 * Owns the way from a release's files to a `Bundle`: every byte is counted and hashed before it is used.
 * The browser (src/lib/release) and the commands differ only in the source that they pass.
 */
import type { Bundle } from './bundle.ts';
import { createCatalogue, joinCatalogues, parseCatalogueFile, type CatalogueFile } from './catalogue.ts';
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

/** A matrix, or the rows of it that one tier brings. */
interface TensorPart {
  readonly name: string;
  readonly fromRow: number;
  readonly matrix: Matrix;
}

function decodeTensor(file: ReleaseFile, bytes: Uint8Array): TensorPart {
  if (!file.name || !file.dtype || !file.shape) {
    throw new YamrError('bad-release', `The release does not say what the matrix ${file.path} is.`);
  }
  return {
    name: file.name,
    fromRow: file.fromRow ?? 0,
    matrix: decodeMatrix(bytes, ...file.shape, file.dtype)
  };
}

/** The parts of each matrix one under the other. Throws `bad-release` where rows are missing or widths differ. */
function joinTensors(parts: readonly TensorPart[]): Map<string, Matrix> {
  const byName = new Map<string, TensorPart[]>();
  for (const part of parts) byName.set(part.name, [...(byName.get(part.name) ?? []), part]);
  return new Map(
    [...byName].map(([name, own]) => {
      if (own.length === 1 && own[0]!.fromRow === 0) return [name, own[0]!.matrix];
      own.sort((a, b) => a.fromRow - b.fromRow);
      const { columns } = own[0]!.matrix;
      const joined = createMatrix(
        own.reduce((sum, { matrix }) => sum + matrix.rows, 0),
        columns
      );
      let row = 0;
      for (const { fromRow, matrix } of own) {
        if (fromRow !== row || matrix.columns !== columns) {
          throw new YamrError('bad-release', `The rows of the matrix "${name}" do not join.`);
        }
        joined.values.set(matrix.values, row * columns);
        row += matrix.rows;
      }
      return [name, joined];
    })
  );
}

/** A release that arrives in parts, so that the first list need not wait for all of it. */
export interface StagedRelease<R = LoadedRelease> {
  /**
   * Made of the files of stage 1 alone: the movies that most people know. It may lack its golden cases, and matrices of
   * which nothing has come are zeros.
   */
  readonly first: R;
  /**
   * Made of the files of stages 1 and 2: the whole of what was trained. Those of stage 2 are read when this is first called;
   * a failed call can be repeated. Where everything is of stage 1 it is `first`.
   */
  whole(): Promise<R>;
  /** The whole and the long tail, likewise; where there is none it is `whole`. */
  all(): Promise<R>;
}

/** What was read so far. */
interface Parts {
  readonly tensors: readonly TensorPart[];
  /** One a tier, in the order of stages. */
  readonly catalogues: readonly CatalogueFile[];
  readonly topology?: unknown;
  readonly golden?: Golden;
}

/** Gives the verified bytes of a file. */
export type ReadVerified = (file: ReleaseFile) => Promise<Uint8Array>;

async function readParts(files: readonly ReleaseFile[], read: ReadVerified, before: Parts): Promise<Parts> {
  const tensors = [...before.tensors];
  const catalogues = [...before.catalogues];
  const found: { -readonly [K in keyof Parts]: Parts[K] } = { ...before, tensors, catalogues };
  await Promise.all(
    files.map(async (file) => {
      const bytes = await read(file);
      if (file.role === 'tensor') tensors.push(decodeTensor(file, bytes));
      else if (file.role === 'catalogue')
        catalogues.push(parseCatalogueFile(parseJsonBytes(file.path, bytes)));
      else if (file.role === 'golden') found.golden = parseGolden(parseJsonBytes(file.path, bytes));
      else found.topology = parseJsonBytes(file.path, bytes);
    })
  );
  return found;
}

/** `later` names matrices that are still to come: until then zeros, as if what the model adds them to were not there. */
function loadedOf(manifest: Manifest, parts: Parts, later: readonly ReleaseFile[] = []): LoadedRelease {
  const { golden } = parts;
  const catalogue = createCatalogue(joinCatalogues(parts.catalogues));
  const tensors = joinTensors(parts.tensors);
  for (const { name, shape, fromRow = 0 } of later) {
    if (name === undefined || !shape || fromRow > 0 || tensors.has(name)) continue;
    tensors.set(name, createMatrix(...shape));
  }
  const { name: modelName, hyperParameters } = manifest.model;
  const topology = 'topology' in parts && { topology: parts.topology };
  const bundle: Bundle = { modelName, hyperParameters, catalogue, tensors, ...topology };
  return { manifest, bundle, ...(golden && { golden }) };
}

/** The manifest of a folder. Throws `unknown-format`, `bad-release`, or what the source throws. */
export async function readManifest(source: ReleaseSource): Promise<Manifest> {
  return parseManifest(parseJsonBytes('manifest.json', await source.read('manifest.json')));
}

/** Runs `work` once, and again after a failure. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work();
    running.catch(() => (running = undefined));
    return running;
  };
}

/** Reads stage 1 of a release. Throws `bad-release`, or what `read` throws. */
export async function readStages(manifest: Manifest, read: ReadVerified): Promise<StagedRelease> {
  const files = scoringFiles(manifest);
  const ofStage = (wanted: number): ReleaseFile[] => files.filter(({ stage = 1 }) => stage === wanted);
  const [second, third] = [ofStage(2), ofStage(3)];
  const parts = await readParts(ofStage(1), read, { tensors: [], catalogues: [] });
  const first = loadedOf(manifest, parts, second);
  const wholeParts = once(() => readParts(second, read, parts));
  const whole =
    second.length === 0
      ? () => Promise.resolve(first)
      : once(async () => loadedOf(manifest, await wholeParts()));
  const all =
    third.length === 0
      ? whole
      : once(async () => loadedOf(manifest, await readParts(third, read, await wholeParts())));
  return { first, whole, all };
}

/**
 * Reads a release with its long tail. Throws `truncated`, `hash-mismatch`, `unknown-format`, `bad-release`, or what the
 * source throws.
 */
export async function readRelease(source: ReleaseSource, sha256: Sha256): Promise<LoadedRelease> {
  const staged = await readStages(await readManifest(source), (file) => readFile(source, file, sha256));
  return staged.all();
}
