/**
 * Owns `npm run bench -- scorer`: builds the benchmark's page as the app is built, serves it with the release in use
 * and the server peer, and runs it in a headless browser. Everything is measured side by side in that one run.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { build } from 'vite';
import { parseManifest, parsePointer } from '#core/release-format';
import type { BackendName } from '#core/backend-names';
import { createVisitorModel } from '#scorer/create-model';
import { recommend, type RecommendRequest } from '#scorer/recommend';
import { launchBrowser } from '../../../scripts/browser.ts';
import { listen } from '../../../server/listen.ts';
import { readReleaseFolder } from '../../release/read.ts';
import { useWasm } from '../../tfjs-node.ts';
import type { Timing } from './timing.ts';
import type { BenchResult, CatalogueResult } from './worker.ts';

const PAGE_DIR = import.meta.dirname;
const MODELS_DIR = resolve(PAGE_DIR, '../../../static/models');
/** ml-32m has 87,585. */
const LARGE_ITEM_COUNT = 90_000;

async function currentVersion(): Promise<string> {
  const text = async (path: string): Promise<unknown> =>
    JSON.parse(await readFile(join(MODELS_DIR, path), 'utf8'));
  const { version } = parsePointer(await text('current.json'));
  return parseManifest(await text(`${version}/manifest.json`)).version;
}

/** The page, the release, and the same list computed in Node. */
async function createServer(siteDir: string, version: string): Promise<Hono> {
  await useWasm();
  const { bundle } = await readReleaseFolder(join(MODELS_DIR, version));
  const model = await createVisitorModel(bundle);
  const app = new Hono();
  app.post('/recommend', async (context) =>
    context.json(await recommend(model, bundle.catalogue, await context.req.json<RecommendRequest>()))
  );
  app.use('/models/*', serveStatic({ root: resolve(MODELS_DIR, '..') }));
  app.use('/*', serveStatic({ root: siteDir }));
  return app;
}

export async function measureScorer(backend: BackendName, runs: number): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'yamr-bench-'));
  try {
    await build({
      root: PAGE_DIR,
      configFile: false,
      logLevel: 'warn',
      base: './',
      worker: { format: 'es' },
      build: { outDir: folder, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 1e6 }
    });
    const version = await currentVersion();
    const server = await listen(await createServer(folder, version), 0);
    const browser = await launchBrowser('This benchmark');
    try {
      const page = await browser.newPage();
      await page.goto(`http://localhost:${server.port}/index.html`);
      return await page.evaluate((request) => window.runBench(request), {
        releaseUrl: `/models/${version}`,
        peerUrl: '/recommend',
        backend,
        largeItemCount: LARGE_ITEM_COUNT,
        runs
      });
    } finally {
      await browser.close();
      await server.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const ms = ({ medianMs, p95Ms }: Timing): string =>
  `${medianMs.toFixed(2)} / ${p95Ms.toFixed(2)}`.padStart(16);

function printCatalogue({ itemCount, ratingCount, recommend: timings, floorMs }: CatalogueResult): string[] {
  const own = timings['yamr']!;
  return [
    `One full recommendation, ${itemCount} movies, ${ratingCount} ratings: floor ${floorMs.toFixed(2)} ms, yamr at ${(own.medianMs / floorMs).toFixed(1)} times it`,
    ...Object.entries(timings).map(
      ([name, timing]) =>
        `  ${name.padEnd(24)}${ms(timing)} ms   ${(timing.medianMs / own.medianMs).toFixed(2).padStart(7)} x`
    )
  ];
}

/** Lines of text: median / 95th percentile. */
export function printScorer(result: BenchResult): string[] {
  return [
    `Backend ${result.backend}; memory read at ${result.bandwidthGbPerSecond.toFixed(1)} GB/s; median / p95`,
    ...result.catalogues.flatMap(printCatalogue),
    `20 movies explained by 50 ratings, each taken away ${ms(result.explain)} ms`,
    ...Object.entries(result.explainOne).map(
      ([count, timing]) =>
        `one movie explained as in the details, ${count.padStart(4)} ratings ${ms(timing)} ms`
    )
  ];
}
