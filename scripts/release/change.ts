/** The actions of `npm run release` that change a store: one at a time, each signed, each looking first. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { YamrError } from '#core/errors';
import { parseJsonBytes, type ReleaseSource } from '#core/read-release';
import { parseManifest, type Manifest, type Pointer } from '#core/release-format';
import { folderSource } from '#training/release/folder';
import { knownKeys } from '#training/release/known-keys';
import { refuseUnjudged } from '#training/release/unjudged';
import { refuseOtherKey } from '../../publishing/authority.ts';
import { exclusively } from '../../publishing/lock.ts';
import { offerTo, publishTo } from '../../publishing/pointer.ts';
import { planPrune, prune, type PrunePlan } from '../../publishing/prune.ts';
import { addRelease, MANIFEST_PATH, peekManifest, verifyRelease } from '../../publishing/releases.ts';
import { lookAtMove, movePointer, readPointer, readStoredPointer } from '../../publishing/stored-pointer.ts';
import { defineAction, integerBetween, type Action } from '../command.ts';
import { addKeyOptions, addShareOption, openAuthority, type KeyOptions } from '../store-options.ts';
import { addPlaceOptions, openPlace, type PlaceOptions } from './place.ts';

type ChangeOptions = PlaceOptions & KeyOptions;

function addChangeOptions(command: Command): void {
  addPlaceOptions(command);
  addKeyOptions(command);
}

const isFolder = (path: string): Promise<boolean> =>
  stat(join(path, 'manifest.json')).then(
    () => true,
    () => false
  );

const readManifest = async (folder: ReleaseSource): Promise<Manifest> =>
  parseManifest(parseJsonBytes(MANIFEST_PATH, await folder.read(MANIFEST_PATH)));

/** A folder is copied into the store first; a version must be there. */
export const publishAction = defineAction<ChangeOptions & { share?: number; force?: boolean }>({
  name: 'publish',
  description: 'copies a trained folder into the store, signed, and points to it; or to a version there',
  setUp: (command) => {
    command.argument('<what>', 'a release folder or a version');
    addShareOption(command);
    command.option('--force', 'also a release that was never judged (train --fit-only)');
    addChangeOptions(command);
  },
  run: async ({ share, force = false, ...options }, { args: [what = ''], print }) => {
    const store = openPlace(options);
    const authority = await openAuthority(options);
    const whom = share === undefined ? 'everybody' : `${share * 100}% of the devices`;
    const nextOf =
      (version: string) =>
      (pointer: Pointer | undefined): Pointer =>
        share === undefined ? publishTo(pointer, version) : offerTo(pointer, version, share);
    const folder = (await isFolder(what)) ? folderSource(what) : undefined;
    const asked = folder ? await readManifest(folder) : await peekManifest(store, what);
    if (asked && !force) refuseUnjudged(asked);
    const read = (path: string): Promise<Uint8Array> => {
      if (folder) return folder.read(path);
      throw new YamrError('internal', 'Only a folder is copied.');
    };
    if (options.dryRun || !authority) {
      if (authority) await refuseOtherKey(store, await readStoredPointer(store), authority);
      const manifest = folder && (await addRelease(store, read, undefined));
      const version = manifest?.version ?? what;
      if (manifest) print(`Would write ${manifest.files.length} files of ${version} to ${store.name}`);
      // A folder's version was copied nowhere that it could be verified.
      if (manifest) nextOf(version)(await readPointer(store));
      else await lookAtMove(store, nextOf(version), knownKeys());
      print(`Would publish ${version} for ${whom}`);
      return;
    }
    await exclusively(store, async (claim) => {
      await refuseOtherKey(store, await readStoredPointer(store), authority);
      const manifest = folder && (await addRelease(store, read, authority));
      const version = manifest?.version ?? what;
      if (manifest) print(`Wrote ${manifest.files.length} files of ${version} to ${store.name}`);
      const stored = await readStoredPointer(store);
      const { pointer } = stored ?? {};
      if (manifest && share === undefined && pointer?.version === version && !pointer.candidate) {
        await verifyRelease(store, version, authority.knownKeys);
        if (stored && !stored.signers.includes(authority.key.publicKey)) {
          await movePointer(claim, (now) => now ?? nextOf(version)(now), authority, print);
        }
        print(`${version} is in use already`);
        return;
      }
      await movePointer(claim, nextOf(version), authority, print);
      print(`Published ${version} for ${whom}`);
    });
  }
});

/** An action that only moves the pointer. */
export const pointAction = (
  name: string,
  description: string,
  change: (pointer: Pointer | undefined) => Pointer,
  did: string
): Action =>
  defineAction<ChangeOptions>({
    name,
    description,
    setUp: addChangeOptions,
    run: async (options, { print }) => {
      const store = openPlace(options);
      const authority = await openAuthority(options);
      if (options.dryRun || !authority) {
        if (authority) await refuseOtherKey(store, await readStoredPointer(store), authority);
        const { version } = await lookAtMove(store, change, knownKeys());
        print(`Would be ${did.toLowerCase()}: ${version} would be in use`);
        return;
      }
      const { version } = await exclusively(store, (claim) => movePointer(claim, change, authority, print));
      print(`${did}: ${version} is in use`);
    }
  });

function current(pointer: Pointer | undefined): Pointer {
  if (pointer) return pointer;
  throw new YamrError('conflict', 'There is no version in use to sign.');
}

export const signAction = pointAction(
  'sign',
  'signs the pointer again, for another time; with --new-key all that it leads to',
  current,
  'Signed'
);

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

function printPlan({ going, others }: PrunePlan, print: (line: string) => void): void {
  for (const { version, paths, bytes } of going) {
    print(`Would remove ${version}: ${paths.length} files, ${megabytes(bytes)}`);
  }
  for (const folder of others) print(`Leaves ${folder}: it is no release`);
}

export const pruneAction = defineAction<ChangeOptions & { keep: number }>({
  name: 'prune',
  description: 'removes versions that nothing leads to any more, and says which before it does',
  setUp: (command) => {
    command.option(
      '--keep <n>',
      'versions that stay: so many before the one in use, and the last that devices left',
      integerBetween(0, 20),
      2
    );
    addChangeOptions(command);
  },
  run: async ({ keep, ...options }, { print }) => {
    const store = openPlace(options);
    const authority = await openAuthority(options);
    if (options.dryRun || !authority) {
      const plan = await planPrune(store, keep);
      printPlan(plan, print);
      print(`${plan.going.length} versions would go`);
      return;
    }
    await exclusively(store, async (claim) => {
      const plan = await planPrune(store, keep);
      printPlan(plan, print);
      await prune(claim, plan, authority);
      for (const { version } of plan.going) print(`Removed ${version}`);
      print(`${plan.going.length} versions removed`);
    });
  }
});
