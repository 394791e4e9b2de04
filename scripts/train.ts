/** `npm run train`: trains a model on a MovieLens folder, judges it and writes a release folder. */
import { buildDirectoryAtomically } from '#training/atomic-output';
import { DEFAULT_MODEL, modelNamed, MODEL_NAMES } from '#training/models/registry';
import { train, trainOnly } from '#training/train';
import { runCommand } from './command.ts';
import { addDataOption, addSeedOption, openData } from './data-option.ts';

await runCommand<{ data?: string; out: string; model: string; seed: number; fitOnly?: boolean }>({
  name: 'train',
  description: 'Trains a model, judges it on held-out people and writes a release folder.',
  setUp: (command) => {
    addDataOption(command);
    addSeedOption(command);
    command
      .requiredOption('--out <dir>', 'the release folder to write; an older release there is replaced')
      .option('--model <name>', `one of: ${MODEL_NAMES.join(', ')}`, DEFAULT_MODEL)
      .option('--fit-only', 'fits and writes without judging; such a release is published only with --force');
  },
  run: async ({ data, out, model: name, seed, fitOnly = false }, { progress, signal, print }) => {
    const model = modelNamed(name);
    const tables = await openData(data, { progress, signal });
    // The work takes minutes: whether its result can be written is known before it begins.
    const manifest = await buildDirectoryAtomically(out, (folder) =>
      (fitOnly ? trainOnly : train)(tables, model, seed, folder, { progress, signal })
    );
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    print(`${manifest.version} in ${out}: ${manifest.files.length} files, ${(bytes / 1e6).toFixed(2)} MB`);
  }
});
