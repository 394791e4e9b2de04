/**
 * Owns whose word the pointer is. `current.json` holds the whole pointer twice: as fields, for apps from before it was
 * signed, and as the text `signed`, of which exactly these bytes are signed (Ed25519, after a prefix, so that no manifest
 * is ever taken for a pointer). Whoever knows keys reads `signed` alone.
 */
import * as v from 'valibot';
import { YamrError } from './errors.ts';
import { parseJsonBytes } from './read-release.ts';
import { parsePointer, type Pointer } from './release-format.ts';
import { signersOf, SignaturesSchema, type Signatures, type VerifyEd25519 } from './release-signature.ts';

export const POINTER_PATH = 'current.json';
/** More than any pointer has: what a reader takes of an answer that promises no size. */
export const POINTER_BYTES_MAX = 65_536;

// In every runtime that YAMR knows, but in none of the type libraries that core may see.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

const SignedSchema = v.object({ signed: v.string(), signatures: SignaturesSchema });

export type SignedPointer = Pointer & { readonly counter: number; readonly expiresAt: string };

/** What is signed of a pointer's text. */
export const pointerBytes = (text: string): Uint8Array => new TextEncoder().encode(`yamr-pointer\n${text}`);

/** The content of current.json; `text` is the pointer as JSON. */
export function pointerFile(text: string, signatures: Signatures): string {
  const { counter: _, expiresAt: __, ...plain } = JSON.parse(text) as SignedPointer;
  return `${JSON.stringify({ ...plain, signed: text, signatures })}\n`;
}

function parseSigned(text: string): SignedPointer {
  const pointer = parsePointer(parseJsonBytes(POINTER_PATH, new TextEncoder().encode(text)));
  const { counter, expiresAt } = pointer;
  if (counter !== undefined && expiresAt !== undefined) return { ...pointer, counter, expiresAt };
  throw new YamrError('bad-release', 'The release pointer cannot be read: it has no counter or no expiry.');
}

export interface ReadPointer {
  readonly pointer: Pointer;
  /** The keys that have signed it; none where it is from before pointers were signed. */
  readonly signers: readonly string[];
}

function parseFile(bytes: Uint8Array): {
  readonly plain: Pointer;
  readonly file?: v.InferOutput<typeof SignedSchema>;
} {
  const json = parseJsonBytes(POINTER_PATH, bytes);
  // The format first: a newer app is what helps then.
  const plain = parsePointer(json);
  if (!('signed' in (json as object))) return { plain };
  const file = v.safeParse(SignedSchema, json);
  if (file.success) return { plain, file: file.output };
  throw new YamrError('bad-signature', 'The signature of the release pointer cannot be read.');
}

const changed = (): YamrError =>
  new YamrError('bad-signature', 'Which model is in use is not what was signed: the pointer was changed.');

/**
 * Reads current.json, whoever signed it. Throws `unknown-format`, `bad-release`, and `bad-signature` where it says that it is
 * signed and no signature holds.
 */
export async function readPointerFile(bytes: Uint8Array, verify: VerifyEd25519): Promise<ReadPointer> {
  const { plain, file } = parseFile(bytes);
  if (!file) return { pointer: plain, signers: [] };
  const signers = await signersOf(pointerBytes(file.signed), file.signatures, verify);
  if (signers.length === 0) throw changed();
  return { pointer: parseSigned(file.signed), signers };
}

/** Reads current.json. Throws `unknown-format`, `bad-release`, and `bad-signature` unless a known key has signed it. */
export async function verifyPointer(
  bytes: Uint8Array,
  knownKeys: readonly string[],
  verify: VerifyEd25519
): Promise<SignedPointer> {
  const { file } = parseFile(bytes);
  if (!file) throw new YamrError('bad-signature', 'Which model is in use is not signed by anybody.');
  const known = file.signatures.filter(({ publicKey }) => knownKeys.includes(publicKey));
  if (known.length === 0) {
    throw new YamrError(
      'bad-signature',
      'Which model is in use is not signed by anybody whom this version of YAMR knows.'
    );
  }
  if ((await signersOf(pointerBytes(file.signed), known, verify)).length === 0) throw changed();
  return parseSigned(file.signed);
}
