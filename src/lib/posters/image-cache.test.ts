import { describe, expect, it } from 'vitest';
import { cachedImage } from './image-cache.ts';

function memoryCache(refuse = false) {
  const entries = new Map<string, Response>();
  return {
    entries,
    match: (request: Request) => Promise.resolve(entries.get(request.url)?.clone()),
    put: (request: Request, response: Response) => {
      if (refuse) return Promise.reject(new Error('full'));
      entries.set(request.url, response);
      return Promise.resolve();
    },
    delete: (request: Request) => Promise.resolve(entries.delete(request.url)),
    keys: () => Promise.resolve([...entries.keys()].map((url) => new Request(url)))
  } as unknown as Cache & { entries: Map<string, Response> };
}
const poster = (name: string) => new Request(`https://image.tmdb.org/t/p/w185/${name}.jpg`);

describe('the cache of posters', () => {
  it('asks for each image once', async () => {
    const cache = memoryCache();
    let asked = 0;
    const fetchImage = () => Promise.resolve(new Response(`image ${++asked}`));
    await cachedImage(poster('a'), cache, fetchImage);
    expect(await (await cachedImage(poster('a'), cache, fetchImage)).text()).toBe('image 1');
    expect(asked).toBe(1);
  });

  it('never holds more than its limit: the longest kept go first', async () => {
    const cache = memoryCache();
    const fetchImage = () => Promise.resolve(new Response('x'));
    for (const name of ['a', 'b', 'c', 'd']) await cachedImage(poster(name), cache, fetchImage, 2);
    expect([...cache.entries.keys()].map((url) => url.slice(-5))).toEqual(['c.jpg', 'd.jpg']);
  });

  it('keeps no failure, and shows an image that cannot be kept', async () => {
    const cache = memoryCache();
    const missing = await cachedImage(poster('a'), cache, () =>
      Promise.resolve(new Response('', { status: 404 }))
    );
    expect([missing.status, cache.entries.size]).toEqual([404, 0]);
    const full = await cachedImage(poster('a'), memoryCache(true), () => Promise.resolve(new Response('x')));
    expect(await full.text()).toBe('x');
  });
});
