/** `release list` and `release verify`: what a store holds, who signed it, and whether it is whole. */
import { YamrError } from '#core/errors';
import type { Pointer } from '#core/release-format';
import { SIGNATURE_PATH } from '#core/release-signature';
import { knownKeys } from '#training/release/known-keys';
import { keyName, keysOfStore } from '../../publishing/authority.ts';
import { peekManifest, verifyRelease } from '../../publishing/releases.ts';
import { MANIFEST_PATH } from '../../publishing/releases.ts';
import type { ReleaseStore } from '../../publishing/store.ts';
import { readStoredPointer } from '../../publishing/stored-pointer.ts';
import { defineAction } from '../command.ts';
import { addPlaceOptions, openPlace, type PlaceOptions } from './place.ts';

function marksOf(pointer: Pointer | undefined, version: string): string[] {
  const before = pointer?.history?.indexOf(version) ?? -1;
  return [
    ...(pointer?.version === version ? ['in use'] : []),
    ...(pointer?.candidate?.version === version ? [`candidate for ${pointer.candidate.share * 100}%`] : []),
    ...(before >= 0 ? [`${before + 1} before`] : [])
  ];
}

/** What a folder is, in words. */
async function stateOf(store: ReleaseStore, folder: string): Promise<string> {
  const manifest = await peekManifest(store, folder);
  if (manifest) return (await store.read(`${folder}/${SIGNATURE_PATH}`)) ? manifest.createdAt : 'unfinished';
  return (await store.read(`${folder}/${MANIFEST_PATH}`)) ? 'cannot be read' : 'no release';
}

export const listAction = defineAction<PlaceOptions>({
  name: 'list',
  description: 'shows the versions, which is in use, and who signed the pointer until when',
  setUp: addPlaceOptions,
  run: async (place, { print }) => {
    const store = openPlace(place);
    const stored = await readStoredPointer(store);
    let count = 0;
    for (const folder of await store.list()) {
      const state = await stateOf(store, folder);
      if (state !== 'no release') count++;
      print([folder, state, ...marksOf(stored?.pointer, folder)].join('  '));
    }
    print(`${count} ${count === 1 ? 'version' : 'versions'} in ${store.name}`);
    if (!stored) return;
    const { expiresAt } = stored.pointer;
    const keys = (await keysOfStore(store, stored)).map(keyName).join(' and ');
    if (expiresAt === undefined) print(`The pointer is not signed; the version in use is, with ${keys}`);
    else {
      const isOver = Date.parse(expiresAt) < Date.now();
      const until = isOver ? `held until ${expiresAt}: npm run release -- sign` : `holds until ${expiresAt}`;
      print(`The pointer is signed with ${keys} and ${until}`);
    }
  }
});

export const verifyAction = defineAction<PlaceOptions>({
  name: 'verify',
  description: 'reads every byte, checks hashes and signatures, of one version or of all',
  setUp: (command) => {
    command.argument('[version]', 'default: all');
    addPlaceOptions(command);
  },
  run: async (place, { args: [only], print }) => {
    const store = openPlace(place);
    const stored = await readStoredPointer(store);
    const folders = only === undefined ? await store.list() : [only];
    let [faults, count] = [0, 0];
    const fault = (line: string): void => {
      faults++;
      print(line);
    };
    for (const folder of folders) {
      if (only === undefined && (await stateOf(store, folder)) === 'no release') {
        print(`${folder}  no release`);
        continue;
      }
      count++;
      try {
        const { files } = await verifyRelease(store, folder, knownKeys());
        print(`${folder}  ok, ${files.length} files, signed`);
      } catch (error) {
        if (!(error instanceof YamrError)) throw error;
        fault(`${folder}  ${error.message}`);
      }
    }
    if (stored && only === undefined) {
      const { version, candidate } = stored.pointer;
      for (const needed of [version, ...(candidate ? [candidate.version] : [])]) {
        if (!folders.includes(needed)) fault(`${needed}  The pointer names it, and it is not there.`);
      }
      if (!stored.signers.some((key) => knownKeys().includes(key))) {
        fault('The pointer is not signed by anybody whom the apps of this environment know.');
      }
    }
    if (faults > 0) {
      throw new YamrError(
        'bad-release',
        `${faults} ${faults === 1 ? 'fault' : 'faults'} in ${count} versions.`
      );
    }
  }
});
