/** Owns stand-ins for what a browser has and Node lacks: Cache Storage in memory, and a scripted web server. */
import type { Fetch } from '#release/download';
import { signPointer } from '#training/release/sign';
import { DEVELOPMENT_KEY } from './tiny-release.ts';

/** The part of Cache Storage that YAMR uses; `refuse` makes every write fail with that error. */
export function fakeCacheStorage(): CacheStorage & { refuse?: Error } {
  const caches = new Map<string, Map<string, ArrayBuffer>>();
  const open = (name: string) => {
    const entries = caches.get(name) ?? new Map<string, ArrayBuffer>();
    caches.set(name, entries);
    return Promise.resolve({
      match: (address: string) => {
        const body = entries.get(address);
        return Promise.resolve(body && new Response(body.slice(0)));
      },
      put: async (address: string, response: Response) => {
        if (storage.refuse) throw storage.refuse;
        entries.set(address, await response.arrayBuffer());
      }
    });
  };
  const storage = {
    open,
    has: (name: string) => Promise.resolve(caches.has(name)),
    delete: (name: string) => Promise.resolve(caches.delete(name)),
    keys: () => Promise.resolve([...caches.keys()])
  } as unknown as CacheStorage & { refuse?: Error };
  return storage;
}

/** Serves releases by version under /models, and the pointer; `break` changes what a path answers. */
export function fakeServer(releases: Record<string, ReadonlyMap<string, Uint8Array>>, current: string) {
  const requests: string[] = [];
  const broken = new Map<string, () => Promise<Response>>();
  const server = {
    current,
    requests,
    break: (path: string, answer: () => Promise<Response>) => broken.set(path, answer)
  };
  const fetch = ((url: string) => {
    const path = url.replace(/^.*\/models\//, '');
    requests.push(path);
    const answer = broken.get('*') ?? broken.get(path);
    if (answer) return answer();
    const pointer = signPointer({ formatVersion: 1, version: server.current }, [DEVELOPMENT_KEY]);
    if (path === 'current.json') return Promise.resolve(new Response(pointer as Uint8Array<ArrayBuffer>));
    const [version = '', file = ''] = path.split('/');
    const bytes = releases[version]?.get(file);
    return Promise.resolve(
      new Response(bytes ? (bytes as Uint8Array<ArrayBuffer>) : null, { status: bytes ? 200 : 404 })
    );
  }) as Fetch;
  return Object.assign(server, { fetch });
}
