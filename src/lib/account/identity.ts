/** Owns whose this device is at the moment: a guest's, or one account's. Every tab reads it here and follows it. */
import * as v from 'valibot';

/** Named like everything that YAMR keeps in localStorage. */
export const IDENTITY_KEY = 'yamr:account';

const IdentitySchema = v.object({
  /** The subject of the account's tokens; it names a database. */
  userId: v.pipe(v.string(), v.regex(/^[\w-]{1,128}$/)),
  /** As it is shown. */
  email: v.string()
});
export type Identity = v.InferOutput<typeof IdentitySchema>;

/** The account that is signed in here; undefined for a guest, and where nothing can be read. */
export function readIdentity(storage: () => Storage = () => localStorage): Identity | undefined {
  try {
    return v.parse(IdentitySchema, JSON.parse(storage().getItem(IDENTITY_KEY) ?? ''));
  } catch {
    return undefined;
  }
}

/** Throws what the browser throws where it keeps nothing: then nobody can sign in. */
export function writeIdentity(
  identity: Identity | undefined,
  storage: () => Storage = () => localStorage
): void {
  if (identity) storage().setItem(IDENTITY_KEY, JSON.stringify(v.parse(IdentitySchema, identity)));
  else storage().removeItem(IDENTITY_KEY);
}

/** Calls back when another tab has signed in or out, or has deleted everything. */
export function followIdentity(listener: () => void): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === IDENTITY_KEY || key === null) listener();
  });
}
