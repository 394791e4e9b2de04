/**
 * Owns what other programs read of a page: its title, a description, the picture that a shared link shows, its address, and
 * what search engines are told. Written into the built HTML, so that it costs the page's code nothing.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { YamrError } from '#core/errors';
import { addressOf, listFiles } from './site-files.ts';

/** By file of the site. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'index.html':
    'Rate a few movies and the whole catalogue is ranked for you, on your own device: private, at once, also offline.',
  'library.html':
    'The movies you rated, your watchlist and what you do not want to see, kept on your own device.',
  'taste.html': 'Which genres and decades you like more than most people, drawn from your own stars.',
  'together.html': 'One list of movies for all of you, from tastes that are shared by a link.',
  'model.html': 'What the recommender has learnt from, and how good it is for somebody it has never met.',
  'privacy.html': 'What is stored on your device, every request that was sent, and how to delete all of it.',
  'diagnostics.html': 'How fast YAMR is on this device, and which versions run.'
};
/** For helpers, not for people who search. */
const UNLISTED = ['diagnostics.html'];
const PICTURE = 'link-picture.png';
const DESCRIPTION = /<meta\s+name="description"\s+content="([^"]*)"[^>]*>/g;
/** A page of the site, those of single movies included. */
const PAGE = /^(?:[^/]+|movie\/.+)\.html$/;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** Parses YAMR_SITE_URL: where the site will be, without a slash at its end. Throws `bad-input`. */
export function parseSiteUrl(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash) {
    throw new YamrError('bad-input', `YAMR_SITE_URL is "${value}"; it must look like https://yamr.example.`);
  }
  return url.origin;
}

/** The HTML of a page with one title and all that belongs into its head. `siteUrl` is needed for whatever must be an absolute address. */
export function withHead(html: string, path: string, siteUrl: string | undefined): string {
  const titles = [...html.matchAll(/<title>([^<]*)<\/title>/g)];
  const title = titles.at(-1)?.[1] ?? 'YAMR';
  // That of app.html stands for pages that are not rendered before they are asked for.
  const single = titles.length > 1 ? html.replace(/\s*<title>[^<]*<\/title>/, '') : html;
  const descriptions = [...single.matchAll(DESCRIPTION)];
  // The page of a movie brings its own, behind that of app.html.
  const own = descriptions.length > 1 ? descriptions.at(-1)?.[1] : undefined;
  const listed = DESCRIPTIONS[path];
  const text = listed === undefined ? own : escaped(listed);
  if (text === undefined) return single;
  const tags = [
    `<meta name="description" content="${text}" />`,
    `<meta property="og:site_name" content="YAMR" />`,
    `<meta property="og:type" content="website" />`,
    `<meta property="og:title" content="${title}" />`,
    `<meta property="og:description" content="${text}" />`,
    ...(siteUrl === undefined
      ? []
      : [
          `<link rel="canonical" href="${siteUrl}${addressOf(path)}" />`,
          `<meta property="og:url" content="${siteUrl}${addressOf(path)}" />`,
          `<meta property="og:image" content="${siteUrl}/${PICTURE}" />`,
          `<meta name="twitter:card" content="summary_large_image" />`
        ])
  ];
  let isFirst = true;
  return single.replace(DESCRIPTION, () => {
    const written = isFirst ? tags.join('\n    ') : '';
    isFirst = false;
    return written;
  });
}

/** The pages that a search engine should know. */
export function sitemap(paths: readonly string[], siteUrl: string): string {
  const urls = paths
    .filter((path) => (path in DESCRIPTIONS || path.startsWith('movie/')) && !UNLISTED.includes(path))
    .map((path) => `  <url><loc>${siteUrl}${addressOf(path)}</loc></url>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...urls,
    '</urlset>',
    ''
  ].join('\n');
}

/** Rewrites the pages of a built site, and adds robots.txt and, where the site's address is known, sitemap.xml. */
export async function writeHeads(siteDir: string, siteUrl: string | undefined): Promise<void> {
  const paths = (await listFiles(siteDir)).filter((path) => PAGE.test(path));
  for (const path of paths) {
    const file = join(siteDir, path);
    await writeFile(file, withHead(await readFile(file, 'utf8'), path, siteUrl));
  }
  const robots = ['User-agent: *', ...UNLISTED.map((path) => `Disallow: ${addressOf(path)}`)];
  if (siteUrl !== undefined) {
    robots.push(`Sitemap: ${siteUrl}/sitemap.xml`);
    await writeFile(join(siteDir, 'sitemap.xml'), sitemap(paths, siteUrl));
  }
  await writeFile(join(siteDir, 'robots.txt'), `${robots.join('\n')}\n`);
}
