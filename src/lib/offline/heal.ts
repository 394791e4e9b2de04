/**
 * Owns how the app's cache becomes whole again: browsers evict it in part or whole, and whoever deletes everything while another tab
 * is open keeps the service worker, which is then never installed again. Used by the service worker.
 */
import type { Precache } from '#core/precache';
import { sha256Hex } from '$lib/release/hash';

/** A page asks for it at every visit. */
export const HEAL = 'heal';

export interface HealOptions {
  readonly files: Precache;
  readonly cache: Pick<Cache, 'keys' | 'put'>;
  /** Of the site. */
  readonly origin: string;
  /** Throws where there is no network, or no such file. */
  readonly fetchFile: (path: string) => Promise<Response>;
}

/** Whether a file is that of this very build: the server may have a newer one already. */
async function isOfBuild(response: Response, hash: string): Promise<boolean> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return (await sha256Hex(bytes)).startsWith(hash);
}

/** Fetches what is missing; what cannot be had now is for the next visit. Resolves with how many files came back. */
export async function healCache({ files, cache, origin, fetchFile }: HealOptions): Promise<number> {
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  const missing = [...files].filter(([path]) => !kept.has(new URL(path, origin).href));
  const healed = await Promise.all(
    missing.map(async ([path, hash]) => {
      try {
        const response = await fetchFile(path);
        if (!(await isOfBuild(response.clone(), hash))) return false;
        await cache.put(path, response);
        return true;
      } catch {
        return false;
      }
    })
  );
  return healed.filter(Boolean).length;
}
