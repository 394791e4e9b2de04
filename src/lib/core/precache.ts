/** Owns what the build, the page and the service worker agree on: the list of a build's files, and one message. */

/** Caches of the app begin with it. */
export const PREFIX = 'yamr-app-';

/** The page's message to a service worker that waits. */
export const TAKE_OVER = 'take-over';

/** Hashes of contents by path, in the order of the list. */
export type Precache = ReadonlyMap<string, string>;

/** The list as one text that needs no escapes in a string of JavaScript: `path=hash path=hash`. */
export const formatPrecache = (files: Precache): string =>
  [...files].map(([path, hash]) => `${path}=${hash}`).join(' ');

/** The list again. Before the build has written it, it is empty. */
export function parsePrecache(text: string): Precache {
  const entries = text.split(' ').filter((entry) => entry.includes('='));
  return new Map(
    entries.map((entry): [string, string] => [
      entry.slice(0, entry.lastIndexOf('=')),
      entry.slice(entry.lastIndexOf('=') + 1)
    ])
  );
}

/** The name of the cache for a list: another build, another cache. */
export function cacheNameOf(files: Precache): string {
  // FNV-1a, twice with different beginnings: only builds of one site must differ.
  const text = formatPrecache(files);
  const hash = (begin: number): string => {
    let value = begin;
    for (let k = 0; k < text.length; k++) value = Math.imul(value ^ text.charCodeAt(k), 0x01000193) >>> 0;
    return value.toString(36);
  };
  return `${PREFIX}${hash(0x811c9dc5)}${hash(0x9e3779b9)}`;
}

/** The path under which the page for an address is kept: without a slash at its end. */
export const pageFor = (pathname: string): string => pathname.replace(/(.)\/+$/, '$1');
