/**
 * Owns a release that is trained in a few seconds, for tests of what becomes of releases: `node --import tsx
 * tests/train-small.ts DATA OUT`. A process of its own, because training has threads.
 */
import { mkdir } from 'node:fs/promises';
import { loadMovieLens } from '#training/movielens/load';
import { fitYamr } from '#training/models/yamr/fit';
import { yamr } from '#training/models/yamr/model';
import { TINY_OPTIONS } from '#training/models/yamr/tiny-options';
import { train } from '#training/train';

const [data = '', out = ''] = process.argv.slice(2);
const small = {
  ...yamr,
  fitRelease: (...[dataset, seed, hooks]: Parameters<typeof yamr.fitRelease>) =>
    fitYamr(dataset, seed, hooks, TINY_OPTIONS)
};
await mkdir(out, { recursive: true });
await train(await loadMovieLens(data), small, 1, out, {});
