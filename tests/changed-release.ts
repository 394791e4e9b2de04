/** Owns a second release for end-to-end tests: the built one under another name, day, and with worse tensors, signed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SIGNATURE_PATH } from '#core/release-signature';
import type { Manifest } from '#core/release-format';
import { sha256Hex } from '#training/release/sha256';
import { SITE_DIR, signatureOf } from './own-server.ts';

export interface ChangedRelease {
  readonly version: string;
  readonly createdAt: string;
}

/** Tensors that become zero: predictions and the list are others then. */
const ZEROED: readonly string[] = ['rating-mean', 'set-logit-bias', 'history-logit-bias'];
const MODELS = join(SITE_DIR, 'models');

/** The version that the site was built with. */
export async function builtVersion(): Promise<string> {
  const pointer = JSON.parse(await readFile(join(MODELS, 'current.json'), 'utf8')) as { version: string };
  return pointer.version;
}

/** Answers for the files of a release that differs from the built one, and for nothing else. */
export async function changedRelease({ version, createdAt }: ChangedRelease) {
  const folder = join(MODELS, await builtVersion());
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const zeros = new Map<string, Uint8Array<ArrayBuffer>>();
  const files = manifest.files.map((file) => {
    if (!ZEROED.includes(file.name ?? '')) return file;
    const bytes = new Uint8Array(file.bytes);
    zeros.set(file.path, bytes);
    return { ...file, sha256: sha256Hex(bytes) };
  });
  const text = JSON.stringify({ ...manifest, version, createdAt, files });
  return async (path: string): Promise<Response | undefined> => {
    if (!path.startsWith(`/models/${version}/`)) return undefined;
    const file = path.slice(path.lastIndexOf('/') + 1);
    if (file === 'manifest.json') return new Response(text);
    if (file === SIGNATURE_PATH) return signatureOf(new TextEncoder().encode(text));
    return new Response(zeros.get(file) ?? (await readFile(join(folder, file))));
  };
}
