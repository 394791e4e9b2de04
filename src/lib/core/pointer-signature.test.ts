import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signingKeyOf, signManifest, signPointer, verifyInNode } from '../../../training/release/sign.ts';
import { pointerBytes, pointerFile, readPointerFile, verifyPointer } from './pointer-signature.ts';
import type { Pointer } from './release-format.ts';
import type { SignatureFile } from './release-signature.ts';

const KEY = signingKeyOf('7'.repeat(64));
const POINTER: Pointer = { formatVersion: 1, version: 'tiny-2', history: ['tiny-1'], retired: ['tiny-1'] };
const signed = signPointer(POINTER, [KEY]);
const verify = (bytes: Uint8Array) => verifyPointer(bytes, [KEY.publicKey], verifyInNode);

describe('the signature of a pointer', () => {
  it('holds under a known key, and says who signed', async () => {
    expect(await verify(signed)).toMatchObject(POINTER);
    expect(await readPointerFile(signed, verifyInNode)).toMatchObject({
      pointer: POINTER,
      signers: [KEY.publicKey]
    });
  });

  it('lets no flipped bit change what is read', async () => {
    const pointer = await verify(signed);
    await fc.assert(
      fc.asyncProperty(fc.nat(8 * signed.length - 1), async (bit) => {
        const changed = signed.slice();
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const read = await verify(changed).catch((error: unknown) => error);
        // The fields for older apps are not signed; nobody who knows keys reads them.
        if (read instanceof Error) expect(read).toMatchObject({ name: 'YamrError' });
        else expect(read).toEqual(pointer);
      }),
      { numRuns: 400 }
    );
  });

  it('of somebody else beside a good one does no harm, and alone is none', async () => {
    const other = signingKeyOf('8'.repeat(64));
    expect(await verify(signPointer(POINTER, [other, KEY]))).toMatchObject(POINTER);
    await expect(verify(signPointer(POINTER, [other]))).rejects.toMatchObject({ code: 'bad-signature' });
  });

  it('is of no pointer that has neither counter nor expiry', async () => {
    const text = JSON.stringify(POINTER);
    const signature = new TextDecoder().decode(signManifest(pointerBytes(text), [KEY]));
    const file = pointerFile(text, (JSON.parse(signature) as SignatureFile).signatures);
    await expect(verify(new TextEncoder().encode(file))).rejects.toMatchObject({ code: 'bad-release' });
  });
});
