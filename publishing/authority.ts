/**
 * Owns in whose name a store is changed: the key of a command, beside the key that the store was signed with. Another key is
 * refused unless the command says that it is new; then it signs all that the pointer leads to.
 */
import { YamrError } from '#core/errors';
import { parseSignatureFile, SIGNATURE_PATH, signersOf } from '#core/release-signature';
import { DEVELOPMENT_PUBLIC_KEY } from '#training/release/development-key';
import { verifyInNode, type SigningKey } from '#training/release/sign';
import type { ReleaseStore } from './store.ts';
import type { StoredPointer } from './stored-pointer.ts';

export interface Authority {
  readonly key: SigningKey;
  /** Whose releases the apps of this environment use. */
  readonly knownKeys: readonly string[];
  /** Whether the store may have been signed with another key until now. */
  readonly isNewKey?: boolean;
  /** How long the pointer is the key's word. */
  readonly validDays?: number | undefined;
}

/** A public key for people. */
export const keyName = (publicKey: string): string =>
  publicKey === DEVELOPMENT_PUBLIC_KEY
    ? `${publicKey} (the development key, which everybody has)`
    : publicKey;

/** The keys that a store was signed with: of its pointer, or, where that is from before it was signed, of the version in use. */
export async function keysOfStore(store: ReleaseStore, stored: StoredPointer): Promise<readonly string[]> {
  if (stored.signers.length > 0) return stored.signers;
  const { version } = stored.pointer;
  const [manifest, signature] = [
    await store.read(`${version}/manifest.json`),
    await store.read(`${version}/${SIGNATURE_PATH}`)
  ];
  if (!manifest || !signature) return [];
  return signersOf(manifest, parseSignatureFile(signature).signatures, verifyInNode);
}

/** Throws `bad-signature` where the apps would refuse what the key signs, and where the store is another key's. */
export async function refuseOtherKey(
  store: ReleaseStore,
  stored: StoredPointer | undefined,
  { key, knownKeys, isNewKey = false }: Authority
): Promise<void> {
  if (!knownKeys.includes(key.publicKey)) {
    throw new YamrError(
      'bad-signature',
      `YAMR_RELEASE_KEYS does not name the key ${keyName(key.publicKey)}, so no app would use what it signs; nothing was changed.`
    );
  }
  if (!stored || isNewKey || stored.signers.includes(key.publicKey)) return;
  const keys = await keysOfStore(store, stored);
  const signed = keys.length === 0 ? 'with no key' : `with the key ${keys.map(keyName).join(' and ')}`;
  const [what, hint] =
    stored.signers.length > 0
      ? [store.name, 'name that key, or say']
      : [`The pointer of ${store.name} is not signed by anybody; its model`, 'say'];
  throw new YamrError(
    'bad-signature',
    `${what} is signed ${signed}; ${hint} --new-key to sign what is kept there with yours, ${keyName(key.publicKey)}. Nothing was changed.`
  );
}
