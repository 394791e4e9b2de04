/** Owns what a request's headers ask for: an encoding, a page, a fresh copy. Pure functions of RFC 9110. */

export type Encoding = 'br' | 'gzip';

/** The suffix of a file's compressed copy, written by scripts/compress.ts. */
export const ENCODING_SUFFIX: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz' };

/** The encodings that the client takes, best first. `q=0` refuses one. */
export function acceptedEncodings(acceptEncoding: string | undefined): Encoding[] {
  const quality = new Map<string, number>();
  for (const part of (acceptEncoding ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    quality.set(name, q === undefined ? 1 : Number(q.slice(2)));
  }
  const accepts = (encoding: Encoding): boolean => (quality.get(encoding) ?? quality.get('*') ?? 0) > 0;
  return (['br', 'gzip'] as const).filter(accepts);
}

/** Whether the client's copy is the current one. ETags compare weakly here, as If-None-Match says. */
export function isFresh(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const strong = (tag: string): string => tag.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || strong(tag) === strong(etag));
}

/** Whether a request asks for a page rather than for a file: only those may get the app's fallback page. */
export function isNavigation(urlPath: string, accept: string | undefined): boolean {
  if (urlPath === '/') return true;
  const lastSegment = urlPath.slice(urlPath.lastIndexOf('/') + 1);
  return (accept ?? '').includes('text/html') && !lastSegment.includes('.');
}
