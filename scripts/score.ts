/**
 * `npm run score`: treats every user of a file as a visitor whom the release has never seen, exactly as the
 * browser does, and writes predicted stars for pairs, or the top of each user's list.
 */
import { YamrError } from '#core/errors';
import { createVisitorModel } from '#scorer/create-model';
import { refuseUnwritable, writeFileAtomically } from '#training/atomic-output';
import { readReleaseFolder } from '#training/release/read';
import { readPairs, readVisitors } from '#training/score/files';
import { scorePairs, scoreTop } from '#training/score/score';
import { useWasm } from '#training/tfjs-node';
import { integerBetween, runCommand } from './command.ts';

await runCommand<{ release: string; ratings: string; out: string; pairs?: string; top?: number }>({
  name: 'score',
  description: 'Scores the users of a file as visitors that the release has never seen.',
  setUp: (command) => {
    command
      .requiredOption('--release <dir>', 'a release folder')
      .requiredOption('--ratings <file>', 'CSV: userId,movieId,rating[,timestamp]')
      .requiredOption('--out <file>', 'the CSV to write')
      .option('--pairs <file>', 'CSV: userId,movieId; writes userId,movieId,prediction')
      .option(
        '--top <n>',
        'writes userId,rank,movieId,prediction of the N best unrated movies',
        integerBetween(1)
      );
  },
  run: async ({ release: folder, ratings, out, pairs, top }, { progress, signal, print }) => {
    if ((pairs === undefined) === (top === undefined)) {
      throw new YamrError('bad-input', 'Say either --pairs FILE or --top N.');
    }
    await refuseUnwritable(out);
    const release = await readReleaseFolder(folder);
    const visitors = await readVisitors(ratings, signal);
    const wanted = pairs === undefined ? undefined : await readPairs(pairs, signal);
    await useWasm();
    const model = await createVisitorModel(release.bundle);
    const startMs = performance.now();
    progress.start('Scoring', visitors.size);
    const { rows, header } = wanted
      ? await scorePairs(model, release.bundle.catalogue, visitors, wanted, { progress, signal })
      : await scoreTop(model, release.bundle.catalogue, visitors, top ?? 1, { progress, signal });
    progress.finish();
    await writeFileAtomically(out, [header, ...rows, ''].join('\n'));
    const seconds = (performance.now() - startMs) / 1000;
    print(
      `${rows.length} rows in ${out}; ${visitors.size} users in ${seconds.toFixed(1)} s, ${(visitors.size / seconds).toFixed(0)} a second`
    );
  }
});
