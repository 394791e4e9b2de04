/** Owns how large a release may be for a visitor: the budgets, and which files count against each. */
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import type { ReleaseFile } from '#core/release-format';

export interface SizeBudget {
  readonly what: string;
  /** Kilobytes of 1000 bytes, brotli. */
  readonly limitKb: number;
  readonly counts: (file: ReleaseFile) => boolean;
}

const isScored = ({ role }: ReleaseFile): boolean =>
  ['catalogue', 'tensor', 'topology', 'golden'].includes(role);

export const RELEASE_BUDGETS: readonly SizeBudget[] = [
  {
    what: 'release without the long tail',
    limitKb: 2200,
    counts: (file) => isScored(file) && file.stage !== 3
  },
  {
    what: 'release before the first personal list',
    limitKb: 700,
    counts: (file) => isScored(file) && (file.stage ?? 1) === 1
  },
  { what: 'long tail', limitKb: 1800, counts: (file) => isScored(file) && file.stage === 3 }
];

export const brotliBytes = async (bytes: Uint8Array): Promise<number> =>
  (await promisify(brotliCompress)(bytes)).length;

/** What a release weighs against one budget, in kilobytes, its manifest included. */
export async function releaseKb(
  files: readonly ReleaseFile[],
  { counts }: SizeBudget,
  read: (path: string) => Promise<Uint8Array>
): Promise<number> {
  const paths = ['manifest.json', ...files.filter(counts).map(({ path }) => path)];
  const sizes = await Promise.all(paths.map(async (path) => brotliBytes(await read(path))));
  return sizes.reduce((total, size) => total + size, 0) / 1000;
}
