import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseSiteUrl, withHead, writeHeads } from './page-heads.ts';

const page = (title: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta
      name="description"
      content="Of every page."
    />
    <title>YAMR</title>
    <title>${title}</title>
  </head>
  <body></body>
</html>`;

it('gives a page one title, its own, and a description of its own', () => {
  const html = withHead(page('Privacy · YAMR'), 'privacy.html', undefined);
  expect(html.match(/<title>.*?<\/title>/g)).toEqual(['<title>Privacy · YAMR</title>']);
  expect(html.match(/name="description"/g)).toHaveLength(1);
  expect(html).toContain('<meta name="description" content="What is stored on your device');
  expect(html).toContain('<meta property="og:title" content="Privacy · YAMR" />');
});

it('names absolute addresses only where the site has one', () => {
  expect(withHead(page('T'), 'index.html', undefined)).not.toMatch(/canonical|og:image|og:url/);
  const html = withHead(page('T'), 'taste.html', 'https://yamr.example');
  expect(html).toContain('<link rel="canonical" href="https://yamr.example/taste" />');
  expect(html).toContain('content="https://yamr.example/link-picture.png"');
  expect(withHead(page('T'), 'index.html', 'https://yamr.example')).toContain('href="https://yamr.example/"');
});

it('keeps the title of a page that is rendered only in the browser', () => {
  const shell = page('T').replace('<title>T</title>', '');
  expect(withHead(shell, 'fallback.html', undefined)).toBe(shell);
});

it('gives the page of a movie the description that it brings, once', () => {
  const own = '<meta name="description" content="The Matrix (1999) &amp; movies like it"/>';
  const html = withHead(
    page('The Matrix').replace('</head>', `${own}</head>`),
    'movie/2571/the-matrix.html',
    'https://yamr.example'
  );
  expect(html.match(/name="description"/g)).toHaveLength(1);
  expect(html).toContain(
    '<meta property="og:description" content="The Matrix (1999) &amp; movies like it" />'
  );
  expect(html).toContain('href="https://yamr.example/movie/2571/the-matrix"');
});

it('tells search engines of the pages for people', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yamr-heads-'));
  await mkdir(join(folder, 'movie', '2571'), { recursive: true });
  for (const name of ['index', 'taste', 'diagnostics', 'fallback', 'movie/2571/the-matrix'])
    await writeFile(join(folder, `${name}.html`), page(name));
  await writeHeads(folder, 'https://yamr.example');
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  expect([...(await read('sitemap.xml')).matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => url)).toEqual([
    'https://yamr.example/',
    'https://yamr.example/movie/2571/the-matrix',
    'https://yamr.example/taste'
  ]);
  expect(await read('robots.txt')).toBe(
    'User-agent: *\nDisallow: /diagnostics\nSitemap: https://yamr.example/sitemap.xml\n'
  );
  expect(await read('index.html')).toContain('<title>index</title>');
  await rm(folder, { recursive: true });
});

it('refuses an address that is none of a whole site', () => {
  expect(parseSiteUrl(undefined)).toBeUndefined();
  expect(parseSiteUrl('https://yamr.example/')).toBe('https://yamr.example');
  for (const wrong of ['yamr.example', 'ftp://yamr.example', 'https://yamr.example/app'])
    expect(() => parseSiteUrl(wrong)).toThrow('it must look like https://yamr.example.');
});
