/** `release keygen`: makes a signing key. */
import { generateKeyPairSync } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { YamrError } from '#core/errors';
import { writeFileAtomically } from '#training/atomic-output';
import { signingKeyOf } from '#training/release/sign';
import { defineAction } from '../command.ts';

export const keygenAction = defineAction<{ out: string; dryRun: boolean }>({
  name: 'keygen',
  description: 'makes a signing key',
  setUp: (command) => {
    command
      .requiredOption('--out <file>', 'where the private key goes')
      .option('--dry-run', 'says what would happen, and changes nothing', false);
  },
  run: async ({ out, dryRun }, { print }) => {
    if (await stat(out).catch(() => undefined)) {
      throw new YamrError('unwritable', `${out} exists already; a key is never overwritten.`);
    }
    const { d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    const secret = Buffer.from(d, 'base64url').toString('hex');
    if (dryRun) {
      print(`Would write a new private key to ${out}`);
      return;
    }
    await writeFileAtomically(out, `${secret}\n`, 0o600);
    print(
      `The private key is in ${out}; keep it where nobody else reads it. The public key, for YAMR_RELEASE_KEYS:`
    );
    print(signingKeyOf(secret).publicKey);
  }
});
