import { createHash } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { DEVELOPMENT_KEY } from '../../../tests/tiny-release.ts';
import { signManifest } from '../../../training/release/sign.ts';
import { verifyManifest } from '../core/release-signature.ts';
import { sha256Hex, verifyEd25519 } from './hash.ts';

const manifest = new TextEncoder().encode('{"made":"up"}');
const changed = new TextEncoder().encode('{"made":"UP"}');
const signature = signManifest(manifest, [DEVELOPMENT_KEY]);
const verify = (bytes: Uint8Array) =>
  verifyManifest(bytes, signature, [DEVELOPMENT_KEY.publicKey], verifyEd25519);
afterEach(() => vi.restoreAllMocks());

it('hashes as Node does', async () => {
  expect(await sha256Hex(manifest)).toBe(createHash('sha256').update(manifest).digest('hex'));
});

it('verifies what Node signed, and refuses what was changed', async () => {
  await verify(manifest);
  await expect(verify(changed)).rejects.toMatchObject({ code: 'bad-signature' });
});

it('does the same in a browser whose WebCrypto lacks Ed25519', async () => {
  const importKey = vi
    .spyOn(globalThis.crypto.subtle, 'importKey')
    .mockRejectedValue(new DOMException('Unrecognized name', 'NotSupportedError'));
  await verify(manifest);
  await expect(verify(changed)).rejects.toMatchObject({ code: 'bad-signature' });
  expect(importKey).toHaveBeenCalledTimes(2);
});
