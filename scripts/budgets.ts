/**
 * Owns the size budgets (`npm run budgets`, a step of `npm test`): what a visitor downloads, in brotli, measured on
 * the built site. Prints every figure; ends with 1 where a budget that counts is exceeded.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { YamrError } from '#core/errors';
import { parseManifest, parsePointer } from '#core/release-format';
import { folderSource } from '#training/release/folder';
import { brotliBytes, RELEASE_BUDGETS, releaseKb, type SizeBudget } from '#training/release/size-budgets';
import { SITE_DIR } from './build.ts';
import { explainItself } from './command.ts';
import { listFiles } from './site-files.ts';

interface Budget {
  readonly what: string;
  readonly limitKb: number;
  /** Whether exceeding it fails the check. */
  readonly counts: boolean;
  readonly measure: () => Promise<number>;
}

/** The one table of budgets: kilobytes of 1000 bytes, brotli; those of a release are the retrain's too. */
const BUDGETS: readonly Budget[] = [
  { what: 'page: script and style before the worker', limitKb: 90, counts: true, measure: pageBytes },
  { what: 'worker with the wasm backend', limitKb: 260, counts: true, measure: workerBytes },
  ...RELEASE_BUDGETS.map((budget) => ({
    what: budget.what,
    limitKb: budget.limitKb,
    counts: true,
    measure: () => releaseBytes(budget)
  }))
];

async function sum(paths: Iterable<string>): Promise<number> {
  const sizes = await Promise.all(
    [...new Set(paths)].map(async (path) => brotliBytes(await readFile(join(SITE_DIR, path))))
  );
  return sizes.reduce((total, size) => total + size, 0);
}

/** Scripts that a script imports at once, itself included; what it imports when asked for is left out. */
async function withStaticImports(path: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(path)) return found;
  found.add(path);
  const script = await readFile(join(SITE_DIR, path), 'utf8');
  for (const [, specifier = ''] of script.matchAll(/(?:import|from)\s*["'`](\.[^"'`]+\.js)["'`]/g)) {
    await withStaticImports(posix.join(dirname(path), specifier), found);
  }
  return found;
}

/** Every script that the start page's HTML names, and the styles in it. */
async function pageBytes(): Promise<number> {
  const html = await readFile(join(SITE_DIR, 'index.html'), 'utf8');
  const styles = [...html.matchAll(/<style>([^]*?)<\/style>/g)].map(([, style = '']) => style);
  if (styles.length === 0) throw new YamrError('internal', 'The built page has no styles in its HTML.');
  // A stylesheet that is disabled is not fetched: its styles are those in the HTML.
  const tags = [...html.matchAll(/<(?:link|script)\b[^>]*>/g)].map(([tag]) => tag);
  const named = tags
    .filter((tag) => !/ disabled[ >]/.test(tag))
    .flatMap((tag) => /(?:href|src)="(\/_app\/[^"]+\.(?:js|css))"/.exec(tag)?.[1] ?? []);
  const imported = await Promise.all(
    named.filter((path) => path.endsWith('.js')).map((path) => withStaticImports(path))
  );
  const files = await sum([...named, ...imported.flatMap((paths) => [...paths])]);
  return files + (await brotliBytes(Buffer.from(styles.join(''))));
}

/** The worker's script, the chunk of the wasm backend, its wasm with SIMD. */
async function workerBytes(): Promise<number> {
  const paths = (await listFiles(SITE_DIR)).filter((path) =>
    /^_app\/immutable\/workers\/.+\.(?:js|wasm)$/.test(path)
  );
  const scorer = paths.filter((path) => /\/scorer\.worker-[\w-]+\.js$/.test(path));
  const simd = paths.filter((path) => /-simd-[\w-]+\.wasm$/.test(path));
  const scripts = await Promise.all(scorer.map((path) => withStaticImports(path)));
  const backend: string[] = [];
  for (const path of paths.filter((name) => name.endsWith('.js') && !scorer.includes(name))) {
    const script = await readFile(join(SITE_DIR, path), 'utf8');
    if (script.includes('tfjs-backend-wasm')) backend.push(path);
  }
  if (scorer.length !== 1 || simd.length !== 1 || backend.length === 0) {
    throw new YamrError('internal', 'The built worker is not laid out as scripts/budgets.ts knows it.');
  }
  const backendScripts = await Promise.all(backend.map((path) => withStaticImports(path)));
  return sum([...scripts, ...backendScripts].flatMap((found) => [...found]).concat(simd));
}

async function releaseBytes(budget: SizeBudget): Promise<number> {
  const models = join(SITE_DIR, 'models');
  const { version } = parsePointer(JSON.parse(await readFile(join(models, 'current.json'), 'utf8')));
  const folder = folderSource(join(models, version));
  const manifest = parseManifest(JSON.parse(Buffer.from(await folder.read('manifest.json')).toString()));
  return 1000 * (await releaseKb(manifest.files, budget, (path) => folder.read(path)));
}

explainItself(
  'budgets',
  'Weighs the built page, its worker and the release, and ends with 1 where one is too large.'
);
let failed = false;
for (const { what, limitKb, counts, measure } of BUDGETS) {
  const kb = (await measure()) / 1000;
  const over = !(kb <= limitKb);
  failed ||= over && counts;
  const verdict = over ? (counts ? 'TOO LARGE' : 'too large (does not count yet)') : 'ok';
  console.log(`${what.padEnd(44)} ${kb.toFixed(1).padStart(7)} of ${limitKb} KB  ${verdict}`);
}
if (failed) process.exitCode = 1;
