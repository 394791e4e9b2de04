/** Owns the way from a URL path to a file under the site's folder, and out of nothing else. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that can be served. */
export interface SiteFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** The file at an absolute path, or nothing if there is none (or it is a folder). */
export async function statFile(path: string): Promise<SiteFile | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? { path, sizeBytes: found.size, modifiedMs: found.mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The segments of a URL path, decoded, or nothing if the path is malformed or could leave the folder:
 * dot segments, hidden files, separators and NUL hidden behind percent encoding.
 */
export function safeSegments(urlPath: string): string[] | undefined {
  try {
    const segments = urlPath.split('/').filter(Boolean).map(decodeURIComponent);
    // eslint-disable-next-line no-control-regex -- NUL ends a path in system calls
    return segments.every((segment) => !/^\.|[/\\\u0000]/.test(segment)) ? segments : undefined;
  } catch {
    return undefined;
  }
}

/** The file for a URL path: itself, `<path>.html`, or `<path>/index.html`, as adapter-static writes them. */
export async function findFile(siteDir: string, urlPath: string): Promise<SiteFile | undefined> {
  const segments = safeSegments(urlPath);
  if (!segments) return undefined;
  const path = join(siteDir, ...segments);
  const candidates = [join(path, 'index.html')];
  if (segments.length > 0) candidates.unshift(path, `${path}.html`);
  for (const candidate of candidates) {
    const file = await statFile(candidate);
    if (file) return file;
  }
  return undefined;
}
