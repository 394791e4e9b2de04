/**
 * Owns how the app is built: a static site with a fallback page, and its content security policy.
 * The header that a static page cannot carry (frame-ancestors) is set by server/headers.ts.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** The commit being built; an archive without git names it in YAMR_COMMIT. */
function commit() {
  if (process.env.YAMR_COMMIT) return process.env.YAMR_COMMIT.slice(0, 12);
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore']
    }).trim();
  } catch {
    return 'unknown';
  }
}

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));

/** The one inline script that is not SvelteKit's: what app.html does before the first paint. */
const firstScript = /<script>([^]*?)<\/script>/.exec(
  readFileSync(new URL('./src/app.html', import.meta.url), 'utf8')
)?.[1];
/** @type {`sha256-${string}`} */
const firstHash = `sha256-${createHash('sha256')
  .update(firstScript ?? '')
  .digest('base64')}`;

/**
 * The addresses of the pages of single movies, which scripts/page-data.ts has chosen; none before the first build.
 * @returns {`/${string}`[]}
 */
function moviePages() {
  try {
    const text = readFileSync(new URL('./.svelte-kit/yamr-movie-pages.json', import.meta.url), 'utf8');
    /** @type {{ movie: { movieId: number }, slug: string }[]} */
    const pages = JSON.parse(text);
    return pages.map(({ movie, slug }) => /** @type {const} */ (`/movie/${movie.movieId}/${slug}`));
  } catch {
    return [];
  }
}

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  kit: {
    // Pages answer with index.html; deep links that were not prerendered get the fallback page.
    adapter: adapter({ fallback: 'fallback.html', precompress: false }),
    // The page registers it once its first list is there, so that keeping does not compete with showing.
    serviceWorker: { register: false },
    // The fallback page serves any depth of URL, so its assets need addresses from the root.
    paths: { relative: false },
    // All of a page's styles stand in its HTML: nothing is painted before a stylesheet is there, and fourteen small ones
    // are a journey more than the page itself.
    inlineStyleThreshold: 32_768,
    // Without a release there is no page of a movie.
    prerender: { entries: ['*', ...moviePages()], handleUnseenRoutes: 'ignore' },
    version: { name: `${version}+${commit()}`, pollInterval: 0 },
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['self'],
        'script-src': ['self', 'wasm-unsafe-eval', firstHash],
        // Svelte transitions and style: directives write inline styles.
        'style-src': ['self', 'unsafe-inline'],
        'img-src': ['self', 'data:', 'https://image.tmdb.org'],
        // Where accounts are at another host: Cognito's address on AWS (docs/deploy.md).
        'connect-src': ['self', ...(process.env.YAMR_CONNECT_SRC ?? '').split(' ').filter(Boolean)],
        'worker-src': ['self'],
        'object-src': ['none'],
        'base-uri': ['self'],
        'form-action': ['self']
      }
    }
  }
};
