/** `npm run train`: trains a model on a MovieLens folder, judges it and writes a release folder. */
import { YamrError } from '#core/errors';
import { buildDirectoryAtomically } from '#training/atomic-output';
import { DEFAULT_MODEL, modelNamed, MODEL_NAMES } from '#training/models/registry';
import { train, trainOnly } from '#training/train';
import { runCommand } from './command.ts';
import { addDataOption, addSeedOption, openData, openKnown } from './data-option.ts';

await runCommand<{
  data?: string;
  out: string;
  model: string;
  seed: number;
  fitOnly?: boolean;
  hideFrom?: string;
}>({
  name: 'train',
  description: 'Trains a model, judges it on held-out people and writes a release folder.',
  setUp: (command) => {
    addDataOption(command);
    addSeedOption(command);
    command
      .requiredOption('--out <dir>', 'the release folder to write; an older release there is replaced')
      .option('--model <name>', `one of: ${MODEL_NAMES.join(', ')}`, DEFAULT_MODEL)
      .option(
        '--hide-from <dir>',
        'judges known users on a fifth of this folder’s ratings, which the data must hold'
      )
      .option('--fit-only', 'fits and writes without judging; such a release is published only with --force');
  },
  run: async ({ data, out, model: name, seed, fitOnly = false, hideFrom }, { progress, signal, print }) => {
    const model = modelNamed(name);
    if (fitOnly && hideFrom !== undefined)
      throw new YamrError('bad-input', 'Say either --fit-only or --hide-from, not both.');
    const tables = await openData(data, { progress, signal });
    const known = await openKnown(hideFrom, tables, { signal });
    // The work takes minutes: whether its result can be written is known before it begins.
    const hooks = { progress, signal };
    const manifest = await buildDirectoryAtomically(out, (folder) =>
      fitOnly
        ? trainOnly(tables, model, seed, folder, hooks)
        : train(tables, model, seed, folder, hooks, known)
    );
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    print(`${manifest.version} in ${out}: ${manifest.files.length} files, ${(bytes / 1e6).toFixed(2)} MB`);
  }
});
