/**
 * Owns writing a release: files first, `manifest.json` last, signed with the development key, the folder in one rename. What is written is what
 * the browser reads back and verifies (core/read-release.ts).
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bundle } from '#core/bundle';
import { catalogueRows } from '#core/catalogue';
import type { Golden } from '#core/golden';
import { RELEASE_FORMAT_VERSION, type Manifest, type ReleaseFile } from '#core/release-format';
import { SIGNATURE_PATH } from '#core/release-signature';
import { createMatrix, encodeMatrix } from '#core/tensor';
import { buildDirectoryAtomically } from '../atomic-output.ts';
import type { Dataset } from '../dataset.ts';
import { DEVELOPMENT_PRIVATE_KEY } from './development-key.ts';
import { licenceOf } from './licence.ts';
import { dtypeFor } from './quantise.ts';
import { sha256Hex } from './sha256.ts';
import { signingKeyOf, signManifest } from './sign.ts';
import { catalogueTiers, tensorTiers } from './tiers.ts';

export interface ReleaseDetails {
  readonly dataset: Dataset;
  readonly seed: number;
  readonly codeCommit: string;
  readonly createdAt: Date;
  readonly metrics: Record<string, unknown>;
  readonly golden: Golden;
  /** Further files by name: the report as page and data. */
  readonly extra?: readonly {
    readonly path: string;
    readonly role: ReleaseFile['role'];
    readonly content: string;
  }[];
}

interface Content {
  readonly file: Omit<ReleaseFile, 'bytes' | 'sha256'>;
  readonly bytes: Uint8Array;
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const json = (value: unknown): Uint8Array => text(JSON.stringify(value));

function contents(
  bundle: Bundle,
  licence: string,
  { golden, extra = [] }: Pick<ReleaseDetails, 'golden' | 'extra'>
): Content[] {
  return [
    ...catalogueTiers(bundle).map(({ from, to, stage, suffix }): Content => ({
      file: { path: `catalogue${suffix}.json`, role: 'catalogue', ...(stage > 1 && { stage }) },
      bytes: json(catalogueRows(bundle.catalogue.file, from, to))
    })),
    ...[...bundle.tensors].flatMap(([name, matrix]) => {
      const dtype = dtypeFor(matrix, bundle.storage?.itemDtype);
      return tensorTiers(bundle, name, matrix.rows).map(({ from, to, stage, suffix }): Content => {
        const { columns } = matrix;
        const part = createMatrix(to - from, columns, matrix.values.slice(from * columns, to * columns));
        return {
          file: {
            path: `${name.replaceAll('/', '-')}${suffix}.bin`,
            role: 'tensor',
            name,
            dtype,
            shape: [part.rows, columns],
            ...(stage > 1 && { stage }),
            ...(from > 0 && { fromRow: from })
          },
          bytes: encodeMatrix(part, dtype)
        };
      });
    }),
    ...(bundle.topology === undefined
      ? []
      : [{ file: { path: 'model.json', role: 'topology' as const }, bytes: json(bundle.topology) }]),
    { file: { path: 'golden.json', role: 'golden', stage: 2 }, bytes: json(golden) },
    { file: { path: 'licence.txt', role: 'licence' }, bytes: text(licence) },
    ...extra.map(({ path, role, content }) => ({ file: { path, role }, bytes: text(content) }))
  ];
}

const describe = ({ file, bytes }: Content): ReleaseFile => ({
  ...file,
  bytes: bytes.byteLength,
  sha256: sha256Hex(bytes)
});

/** The files that a release of `bundle` will have, before a report joins them. */
export const releaseFiles = (bundle: Bundle, { tables }: Dataset, golden: Golden): ReleaseFile[] =>
  contents(bundle, licenceOf(tables), { golden }).map(describe);

/** "2026-11-22-yamr-1a2b3c4d": the day, the model, and a hash of every byte of every file. */
function versionOf(createdAt: Date, modelName: string, files: readonly ReleaseFile[]): string {
  const digest = sha256Hex(files.map(({ path, sha256 }) => `${path} ${sha256}\n`).join(''));
  return `${createdAt.toISOString().slice(0, 10)}-${modelName}-${digest.slice(0, 8)}`;
}

/**
 * Writes `bundle` as a release folder and returns its manifest. Throws `unwritable`, and `bad-input` where the
 * folder holds something that is not a release.
 */
export async function writeRelease(
  directory: string,
  bundle: Bundle,
  details: ReleaseDetails
): Promise<Manifest> {
  const { dataset } = details;
  const licence = licenceOf(dataset.tables);
  const parts = contents(bundle, licence, details);
  const files = parts.map(describe);
  const manifest: Manifest = {
    formatVersion: RELEASE_FORMAT_VERSION,
    version: versionOf(details.createdAt, bundle.modelName, files),
    createdAt: details.createdAt.toISOString(),
    model: { name: bundle.modelName, hyperParameters: { ...bundle.hyperParameters } },
    dataset: {
      name: dataset.name,
      sha256: dataset.sha256,
      ratings: dataset.stars.length,
      users: dataset.userCount,
      movies: dataset.itemCount,
      tags: dataset.tags.length
    },
    seed: details.seed,
    codeCommit: details.codeCommit,
    metrics: details.metrics,
    licence: licence.split('\n')[0] ?? '',
    files
  };
  await buildDirectoryAtomically(directory, async (temporary) => {
    for (const { file, bytes } of parts) await writeFile(join(temporary, file.path), bytes);
    const manifestBytes = text(JSON.stringify(manifest, null, 1));
    const signature = signManifest(manifestBytes, [signingKeyOf(DEVELOPMENT_PRIVATE_KEY)]);
    await writeFile(join(temporary, SIGNATURE_PATH), signature);
    await writeFile(join(temporary, 'manifest.json'), manifestBytes);
  });
  return manifest;
}
