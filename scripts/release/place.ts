/** Owns the flags by which an action of `npm run release` finds the store. */
import type { Command } from 'commander';
import type { ReleaseStore } from '../../publishing/store.ts';
import { addStoreOption, openStore, type StoreOptions } from '../store-options.ts';

export interface PlaceOptions extends StoreOptions {
  endpoint?: string;
}

export function addPlaceOptions(command: Command): void {
  addStoreOption(command);
  command.option('--endpoint <url>', 'of a server other than AWS that speaks S3’s protocol');
}

/** Throws `bad-input`. */
export const openPlace = ({ store, endpoint }: PlaceOptions): ReleaseStore => openStore(store, endpoint);
