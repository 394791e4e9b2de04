/** Owns the log of requests: those of the page and of its worker in one order, by host. Pure. */
import type { SentRequest } from '$lib/scorer/worker-protocol';

export interface LoggedRequest extends SentRequest {
  readonly by: 'page' | 'worker';
}

/** Both threads' requests, the last first. */
export function mergeRequests(
  page: readonly SentRequest[],
  worker: readonly SentRequest[]
): readonly LoggedRequest[] {
  return [
    ...page.map((request) => ({ ...request, by: 'page' as const })),
    ...worker.map((request) => ({ ...request, by: 'worker' as const }))
  ].sort((a, b) => b.sentAtMs - a.sentAtMs);
}

export interface HostCount {
  readonly host: string;
  readonly count: number;
}

/** How many requests went to each host; this site's first, then by number. Data and blob addresses ask nobody. */
export function countHosts(
  requests: readonly Pick<SentRequest, 'url'>[],
  ownHost: string
): readonly HostCount[] {
  const counts = new Map<string, number>();
  for (const { url } of requests) {
    const host = URL.canParse(url) ? new URL(url).host : '';
    if (host) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  return [...counts]
    .map(([host, count]) => ({ host, count }))
    .sort((a, b) => Number(b.host === ownHost) - Number(a.host === ownHost) || b.count - a.count);
}

/** What another host was asked for: the policy of the pages allows no third kind. */
export const purposeOf = (host: string): string =>
  host === 'image.tmdb.org' ? 'for posters' : 'for your account or the counts that you agreed to send';

/** Requests that carried counts of how well YAMR works. */
export const isOfCounts = ({ url }: Pick<SentRequest, 'url'>): boolean =>
  URL.canParse(url) && new URL(url).pathname.endsWith('/counters');

/** An address as it is shown: without the host where it is this site's. */
export function shownAddress(url: string, ownHost: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname, search } = new URL(url);
  return host === ownHost ? pathname + search : `${host}${pathname}${search}`;
}
