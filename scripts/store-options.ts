/** Owns the flags of the commands that publish: where releases lie, who signs them, for whom they are. */
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { YamrError } from '#core/errors';
import { DEVELOPMENT_PRIVATE_KEY } from '#training/release/development-key';
import { knownKeys } from '#training/release/known-keys';
import { POINTER_VALID_DAYS, signingKeyOf, type SigningKey } from '#training/release/sign';
import type { Authority } from '../publishing/authority.ts';
import { diskStore } from '../publishing/disk-store.ts';
import { parseS3Address, s3Store } from '../publishing/s3-store.ts';
import type { ReleaseStore } from '../publishing/store.ts';
import { PROJECT_DIR } from './build.ts';
import { integerBetween } from './command.ts';

export interface StoreOptions {
  readonly store: string;
}

export interface KeyOptions {
  readonly keyFile?: string;
  readonly developmentKey: boolean;
  readonly newKey: boolean;
  readonly validDays: number;
  readonly dryRun: boolean;
}

function share(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new YamrError('bad-input', `--share must be a number from 0 to 1, not "${value}".`);
}

export function addStoreOption(command: Command): void {
  command.option('--store <place>', 'a folder, or s3://bucket/folder', join(PROJECT_DIR, 'static', 'models'));
}

export function addShareOption(command: Command): void {
  command.addOption(new Option('--share <number>', 'publish for this share of the devices').argParser(share));
}

/** The flags of whatever changes a store. */
export function addKeyOptions(command: Command): void {
  command
    .option('--key-file <file>', 'the signing key (default: YAMR_SIGNING_KEY)')
    .option('--development-key', 'sign with the key that everybody has: on a machine of your own', false)
    .option('--new-key', 'the store was signed with another key; sign what it keeps with this one', false)
    .option(
      '--valid-days <n>',
      'how long the pointer holds before the app tells that it is old',
      integerBetween(1, 3650),
      POINTER_VALID_DAYS
    )
    .option('--dry-run', 'says what would happen, and changes nothing', false);
}

function folderStore(place: string): ReleaseStore {
  if (place.trim() === '') throw new YamrError('bad-input', '--store names nothing.');
  const there = statSync(place, { throwIfNoEntry: false });
  if (there && !there.isDirectory()) throw new YamrError('bad-input', `${place} is no folder.`);
  return diskStore(place);
}

/** `endpoint`: a server other than AWS that speaks S3's protocol. Throws `bad-input`. */
export const openStore = (place: string, endpoint?: string): ReleaseStore =>
  place.startsWith('s3:') ? s3Store(parseS3Address(place), endpoint) : folderStore(place);

async function openKey({ keyFile, developmentKey }: KeyOptions): Promise<SigningKey | undefined> {
  if (keyFile !== undefined && developmentKey) {
    throw new YamrError('bad-input', 'Name one key: --key-file or --development-key.');
  }
  if (developmentKey) return signingKeyOf(DEVELOPMENT_PRIVATE_KEY);
  if (keyFile === undefined) {
    const secret = process.env['YAMR_SIGNING_KEY']?.trim() ?? '';
    return secret === '' ? undefined : signingKeyOf(secret);
  }
  const secret = await readFile(keyFile, 'utf8').catch((cause: unknown) => {
    throw new YamrError('not-found', `The key file ${keyFile} cannot be read.`, { cause });
  });
  return signingKeyOf(secret.trim());
}

/** Who changes the store; undefined for a dry run without a key. Throws `not-found` and `bad-input`. */
export async function openAuthority(options: KeyOptions): Promise<Authority | undefined> {
  const key = await openKey(options);
  if (key) {
    return { key, knownKeys: knownKeys(), isNewKey: options.newKey, validDays: options.validDays };
  }
  if (options.dryRun) return undefined;
  throw new YamrError(
    'bad-input',
    'Name the key to sign with: --key-file FILE or YAMR_SIGNING_KEY, or on a machine of your own --development-key.'
  );
}
