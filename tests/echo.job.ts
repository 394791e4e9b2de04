/** Owns a job for the tests of `training/parallel.ts`: it answers, fails, dies or never ends, as it is told. */
import { YamrError } from '#core/errors';
import { serveJob } from '#training/parallel';

serveJob<{ readonly say: string }, string>(async ({ say }, onProgress) => {
  onProgress(0.5);
  if (say === 'fail') throw new YamrError('bad-data', 'The job refuses.');
  if (say === 'crash') throw new TypeError('x is not a function');
  if (say === 'die') process.exit(3);
  if (say === 'wait') await new Promise((resolve) => setTimeout(resolve, 60_000));
  return `${say}!`;
});
