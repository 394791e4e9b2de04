/**
 * Owns `npm run lighthouse`: Lighthouse with its mobile preset against the built site, several times, and the median of
 * each category against what is asked. Lighthouse is no dependency (100 MB, needed by hand only): it is installed into
 * .data/lighthouse when first asked for. Ends with 1 where a median is too low.
 */
import { execFile } from 'node:child_process';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { YamrError } from '#core/errors';
import { quantile } from '#core/metrics/quantile';
import * as v from 'valibot';
import { createApp } from '../server/app.ts';
import { listen } from '../server/listen.ts';
import { findBrowser } from './browser.ts';
import { buildIfStale, PROJECT_DIR, SITE_DIR } from './build.ts';
import { integerBetween, runCommand } from './command.ts';

const VERSION = '12.2.1';
const FOLDER = join(PROJECT_DIR, '.data', 'lighthouse');
const CLI = join(FOLDER, 'node_modules', 'lighthouse', 'cli', 'index.js');
/** Of 100, as a median. */
const ASKED = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 } as const;
const SHOWN_AUDITS = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
  'speed-index'
] as const;

const ReportSchema = v.object({
  categories: v.record(v.string(), v.object({ score: v.nullable(v.number()) })),
  audits: v.record(
    v.string(),
    v.object({ score: v.nullable(v.number()), title: v.string(), displayValue: v.optional(v.string()) })
  )
});
type Report = v.InferOutput<typeof ReportSchema>;

const execute = promisify(execFile);

async function installOnce(): Promise<void> {
  const isThere = await access(CLI).then(
    () => true,
    () => false
  );
  if (isThere) return;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'package.json'), '{ "private": true }\n');
  await execute('npm', ['install', '-E', `lighthouse@${VERSION}`], { cwd: FOLDER });
}

async function measure(url: string, browser: string, path: string): Promise<Report> {
  const flags = ['--quiet', '--output=json', `--output-path=${path}`];
  const chrome = '--chrome-flags=--headless=new --no-sandbox';
  try {
    await execute(process.execPath, [CLI, url, ...flags, chrome], {
      env: { ...process.env, CHROME_PATH: browser },
      timeout: 180_000
    });
  } catch (cause) {
    throw new YamrError('internal', 'Lighthouse did not finish.', { cause });
  }
  return v.parse(ReportSchema, JSON.parse(await readFile(path, 'utf8')));
}

await runCommand<{ runs: number; page: string }>({
  name: 'lighthouse',
  description: 'Runs Lighthouse with its mobile preset against the built site and shows the medians.',
  setUp: (command) => {
    command
      .option('--runs <n>', 'how often', integerBetween(1), 3)
      .option('--page <path>', 'the page to look at', '/');
  },
  run: async ({ runs, page }, { print }) => {
    const browser = findBrowser();
    if (browser === undefined) throw new YamrError('not-found', 'There is no Chromium on this machine.');
    await buildIfStale();
    await installOnce();
    const server = await listen(createApp(SITE_DIR), 0);
    const reports: Report[] = [];
    try {
      for (let run = 1; run <= runs; run++) {
        const path = join(FOLDER, `report-${run}.json`);
        const report = await measure(`http://localhost:${server.port}${page}`, browser, path);
        reports.push(report);
        const values = SHOWN_AUDITS.map((id) => `${id} ${report.audits[id]?.displayValue ?? '?'}`);
        print(`Run ${run}: ${values.join(', ')}`);
      }
    } finally {
      await server.close();
    }
    for (const [category, asked] of Object.entries(ASKED)) {
      const scores = reports.map(({ categories }) => Math.round((categories[category]?.score ?? 0) * 100));
      const score = quantile(scores, 0.5);
      if (score < asked) process.exitCode = 1;
      print(`${category.padEnd(16)} ${score} of ${asked} asked (${scores.join(', ')})`);
    }
    const failed = Object.entries(reports[0]?.audits ?? {}).filter(([, { score }]) => score === 0);
    if (failed.length > 0) print(`Failed in run 1: ${failed.map(([id]) => id).join(', ')}`);
  }
});
