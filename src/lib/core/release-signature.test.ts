import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signManifest, signingKeyOf, verifyInNode } from '../../../training/release/sign.ts';
import { parsePublicKeys, verifyManifest } from './release-signature.ts';

const KEY = signingKeyOf('7'.repeat(64));
const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });

describe('the signature of a manifest', () => {
  it('holds for these bytes under a known key', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (manifest) => {
        await verifyManifest(manifest, signManifest(manifest, [KEY]), [KEY.publicKey], verifyInNode);
      }),
      { numRuns: 30 }
    );
  });

  it('fails for one flipped bit, anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.nat(), async (manifest, place) => {
        const signature = signManifest(manifest, [KEY]);
        const changed = manifest.slice();
        const at = place % changed.length;
        changed[at] = changed[at]! ^ (1 << (place % 8));
        await expect(verifyManifest(changed, signature, [KEY.publicKey], verifyInNode)).rejects.toMatchObject(
          {
            code: 'bad-signature'
          }
        );
      }),
      { numRuns: 30 }
    );
  });

  it.each(['', '{}', 'null', '{"formatVersion":2,"signatures":[]}'])(
    'in the file %j is no signature',
    async (text) => {
      const file = new TextEncoder().encode(text);
      await expect(verifyManifest(file, file, [KEY.publicKey], verifyInNode)).rejects.toMatchObject({
        code: 'bad-signature',
        message: "The model's signature, manifest.sig.json, cannot be read."
      });
    }
  );
});

describe('the keys that a build is given', () => {
  it('are separated by commas or blanks', () => {
    expect(parsePublicKeys(` ${KEY.publicKey},\n${'0'.repeat(64)} `)).toEqual([
      KEY.publicKey,
      '0'.repeat(64)
    ]);
    expect(parsePublicKeys('')).toEqual([]);
  });

  it('are refused in one sentence where one is no key', () => {
    expect(() => parsePublicKeys('abc')).toThrow('"abc" is no public key: one is 64 hexadecimal digits');
  });
});
