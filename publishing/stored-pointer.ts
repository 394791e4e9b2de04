/**
 * Owns the pointer of a store: reading it with who signed it, and changing it, which is the one step that visitors see. It is
 * written only by who has the store to himself, only over what he read, and only to versions that verify.
 */
import { YamrError } from '#core/errors';
import { readPointerFile, type ReadPointer } from '#core/pointer-signature';
import type { Pointer } from '#core/release-format';
import { signPointer, verifyInNode } from '#training/release/sign';
import { keyName, keysOfStore, refuseOtherKey, type Authority } from './authority.ts';
import type { Claim } from './lock.ts';
import { withoutEarlier } from './pointer.ts';
import { signAgain, verifyRelease } from './releases.ts';
import { POINTER_PATH, type ReleaseStore } from './store.ts';

export interface StoredPointer extends ReadPointer {
  /** As it was read: it is replaced only while it is this. */
  readonly bytes: Uint8Array;
}

/** Undefined where nothing was ever published. Throws `bad-release`, `unknown-format`, and `bad-signature` for a forged one. */
export async function readStoredPointer(store: ReleaseStore): Promise<StoredPointer | undefined> {
  const bytes = await store.read(POINTER_PATH);
  return bytes && { bytes, ...(await readPointerFile(bytes, verifyInNode)) };
}

/** What the pointer says. As `readStoredPointer`. */
export const readPointer = async (store: ReleaseStore): Promise<Pointer | undefined> =>
  (await readStoredPointer(store))?.pointer;

/** The versions that devices have, and those before them. */
const kept = ({ version, candidate, history = [] }: Pointer) => ({
  inHands: [version, ...(candidate ? [candidate.version] : [])],
  earlier: history
});

/**
 * All that a pointer leads to, and will lead to, signed with the authority's key too. Nothing is signed before all of it is
 * verified; what is lost among the earlier versions is forgotten.
 */
async function signKept(
  { store }: Claim,
  stored: StoredPointer,
  next: Pointer,
  { key, knownKeys }: Authority,
  print: (line: string) => void
): Promise<Pointer> {
  const trusted = [...knownKeys, ...(await keysOfStore(store, stored))];
  const { inHands, earlier } = kept(stored.pointer);
  const needed = new Set([...inHands, ...kept(next).inHands]);
  for (const version of needed) await verifyRelease(store, version, trusted);
  const lost: string[] = [];
  for (const version of earlier.filter((other) => !needed.has(other))) {
    try {
      await verifyRelease(store, version, trusted);
      needed.add(version);
    } catch (thrown) {
      if (!(thrown instanceof YamrError)) throw thrown;
      lost.push(version);
      print(`Forgot ${version}, to which nobody can go back: ${thrown.message}`);
    }
  }
  for (const version of needed) {
    await signAgain(store, version, key);
    print(`Signed ${version} with ${keyName(key.publicKey)}`);
  }
  return withoutEarlier(stored.pointer, lost);
}

/**
 * Moves the pointer to what `change` makes of it, and returns that. Throws what `change` throws, `bad-signature` for another key
 * than the store's, whatever is wrong with the versions that it would lead to, and `conflict` where somebody else was faster.
 */
export async function movePointer(
  claim: Claim,
  change: (pointer: Pointer | undefined) => Pointer,
  authority: Authority,
  print: (line: string) => void = () => undefined
): Promise<Pointer> {
  const { store } = claim;
  const stored = await readStoredPointer(store);
  await refuseOtherKey(store, stored, authority);
  // Whether there is anything to do is known before anything is signed.
  let next = change(stored?.pointer);
  if (stored && !stored.signers.includes(authority.key.publicKey)) {
    next = change(await signKept(claim, stored, next, authority, print));
  }
  for (const version of kept(next).inHands) await verifyRelease(store, version, authority.knownKeys);
  await claim.confirm();
  const bytes = signPointer(next, [authority.key], Date.now(), authority.validDays);
  if (await store.replace(POINTER_PATH, bytes, stored?.bytes)) return next;
  throw new YamrError(
    'conflict',
    `Somebody else has changed the pointer of ${store.name} meanwhile; yours was not written. Look (npm run release -- list) before you say it again.`
  );
}

/** As `movePointer`, and changes nothing. */
export async function lookAtMove(
  store: ReleaseStore,
  change: (pointer: Pointer | undefined) => Pointer,
  knownKeys: readonly string[]
): Promise<Pointer> {
  const next = change(await readPointer(store));
  for (const version of kept(next).inHands) await verifyRelease(store, version, knownKeys);
  return next;
}
