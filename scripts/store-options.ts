/** Owns the flags of the commands that publish: where releases lie, who signs them, for whom they are. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { YamrError } from '#core/errors';
import { DEVELOPMENT_PRIVATE_KEY } from '#training/release/development-key';
import { signingKeyOf, type SigningKey } from '#training/release/sign';
import { diskStore } from '../publishing/disk-store.ts';
import { parseS3Address, s3Store } from '../publishing/s3-store.ts';
import type { ReleaseStore } from '../publishing/store.ts';
import { PROJECT_DIR } from './build.ts';

export interface StoreOptions {
  readonly store: string;
  readonly share?: number;
  readonly keyFile?: string;
  readonly dryRun: boolean;
}

function share(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new YamrError('bad-input', `--share must be a number from 0 to 1, not "${value}".`);
}

export function addStoreOptions(command: Command): void {
  command
    .option('--store <place>', 'a folder, or s3://bucket/folder', join(PROJECT_DIR, 'static', 'models'))
    .addOption(new Option('--share <number>', 'publish for this share of the devices').argParser(share))
    .option('--key-file <file>', 'the signing key (default: YAMR_SIGNING_KEY, else the development key)')
    .option('--dry-run', 'says what would happen, and changes nothing', false);
}

/** `endpoint`: a server other than AWS that speaks S3's protocol. Throws `bad-input`. */
export const openStore = (place: string, endpoint?: string): ReleaseStore =>
  place.startsWith('s3:') ? s3Store(parseS3Address(place), endpoint) : diskStore(place);

/** Throws `not-found` and `bad-input`. */
export async function openKey(keyFile: string | undefined): Promise<SigningKey> {
  if (keyFile === undefined) return signingKeyOf(process.env['YAMR_SIGNING_KEY'] ?? DEVELOPMENT_PRIVATE_KEY);
  const secret = await readFile(keyFile, 'utf8').catch((cause: unknown) => {
    throw new YamrError('not-found', `The key file ${keyFile} cannot be read.`, { cause });
  });
  return signingKeyOf(secret.trim());
}
