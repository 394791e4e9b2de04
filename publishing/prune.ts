/**
 * Owns removing versions that nothing leads to any more. What goes is known, and can be told, before anything goes; it is a
 * version that no pointer of the store names, and of it the files that its manifest names.
 */
import { YamrError } from '#core/errors';
import { parseJsonBytes } from '#core/read-release';
import { parsePointer, type Pointer } from '#core/release-format';
import { SIGNATURE_PATH } from '#core/release-signature';
import { refuseOtherKey, type Authority } from './authority.ts';
import type { Claim } from './lock.ts';
import { forget, reachable } from './pointer.ts';
import { MANIFEST_PATH, peekManifest } from './releases.ts';
import { POINTER_PATH, type ReleaseStore } from './store.ts';
import { movePointer, readStoredPointer, type StoredPointer } from './stored-pointer.ts';

export interface Going {
  readonly version: string;
  /** In the order in which they go. */
  readonly paths: readonly string[];
  readonly bytes: number;
}

export interface PrunePlan {
  readonly stored: StoredPointer;
  readonly next: Pointer;
  readonly going: readonly Going[];
  /** Folders that are no releases: nobody's business here. */
  readonly others: readonly string[];
}

/** What other pointers of the store lead to: copies, or those of another site on the same releases. */
async function namedElsewhere(store: ReleaseStore): Promise<string[]> {
  const named: string[] = [];
  for (const path of await store.list('')) {
    if (!path.endsWith('.json') || path === POINTER_PATH) continue;
    try {
      named.push(
        ...reachable(parsePointer(parseJsonBytes(path, (await store.read(path)) ?? new Uint8Array())))
      );
    } catch {
      // Another kind of file.
    }
  }
  return named;
}

/** What pruning would do when the pointer remembers only `keep` earlier versions. Throws `conflict` where nothing is in use. */
export async function planPrune(store: ReleaseStore, keep: number): Promise<PrunePlan> {
  const stored = await readStoredPointer(store);
  if (!stored) throw new YamrError('conflict', `${store.name} has no version in use; nothing is removed.`);
  const next = forget(stored.pointer, keep);
  const staying = new Set([...reachable(next), ...(await namedElsewhere(store))]);
  const going: Going[] = [];
  const others: string[] = [];
  for (const version of await store.list()) {
    if (staying.has(version)) continue;
    const manifest = await peekManifest(store, version);
    if (!manifest) {
      others.push(version);
      continue;
    }
    // Without its seal it is no release any more; its manifest, the last, says what is still to go.
    const paths = [SIGNATURE_PATH, ...manifest.files.map(({ path }) => path), MANIFEST_PATH];
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    going.push({ version, paths: paths.map((path) => `${version}/${path}`), bytes });
  }
  return { stored, next, going, others };
}

/** Removes what the plan says. The pointer is written first: it never leads to what is gone. */
export async function prune(claim: Claim, plan: PrunePlan, authority: Authority): Promise<void> {
  const { stored, next, going } = plan;
  if (reachable(stored.pointer).size === reachable(next).size) {
    await refuseOtherKey(claim.store, stored, authority);
  } else {
    const change = (now: Pointer | undefined): Pointer => {
      if (now?.counter === stored.pointer.counter) return next;
      throw new YamrError(
        'conflict',
        `The pointer of ${claim.store.name} was changed meanwhile; look again.`
      );
    };
    await movePointer(claim, change, authority);
  }
  for (const { paths } of going) {
    await claim.confirm();
    for (const path of paths) await claim.store.remove(path);
  }
}
