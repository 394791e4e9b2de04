/**
 * Owns the bounded cache of poster images, for the service worker: what has been looked at is there offline,
 * the longest kept go first. Images are asked for with CORS, so that each takes its own size and no more.
 */

export const POSTER_CACHE = 'yamr-posters';
/** About 400 images of some 20 KB. */
export const MOST_IMAGES = 400;

type ImageCache = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>;

/**
 * The image from the cache, else from the network, which is then kept. Throws what the network throws;
 * whatever goes wrong with keeping is not the image's fault.
 */
export async function cachedImage(
  request: Request,
  cache: ImageCache,
  fetchImage: (request: Request) => Promise<Response> = fetch,
  limit = MOST_IMAGES
): Promise<Response> {
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetchImage(request);
  // An opaque response counts with megabytes against the quota, whatever it weighs.
  if (response.ok && response.type !== 'opaque') {
    try {
      await cache.put(request, response.clone());
      // Keys come in the order in which they were put.
      const keys = await cache.keys();
      await Promise.all(keys.slice(0, Math.max(0, keys.length - limit)).map((key) => cache.delete(key)));
    } catch {
      // A full storage keeps no image; the visitor sees it all the same.
    }
  }
  return response;
}
