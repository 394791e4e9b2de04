import { describe, expect, it } from 'vitest';
import { countHosts, mergeRequests, shownAddress } from './request-log.ts';
import { formatBytes, meaningOf } from './storage-words.ts';

const request = (url: string, sentAtMs = 0) => ({ url, sentAtMs, durationMs: 1, transferBytes: 0 });

describe('the log of requests', () => {
  it('holds those of both threads, the last first, and says whose they are', () => {
    const log = mergeRequests([request('a', 1), request('c', 3)], [request('b', 2)]);
    expect(log.map(({ url, by }) => [url, by])).toEqual([
      ['c', 'page'],
      ['b', 'worker'],
      ['a', 'page']
    ]);
  });

  it('counts by host, this site’s first', () => {
    const urls = ['https://image.tmdb.org/a', 'https://image.tmdb.org/b', 'http://here:1/x', 'data:,x', ''];
    expect(
      countHosts(
        urls.map((url) => request(url)),
        'here:1'
      )
    ).toEqual([
      { host: 'here:1', count: 1 },
      { host: 'image.tmdb.org', count: 2 }
    ]);
  });

  it('shows addresses of this site without their host, and all of the others', () => {
    expect(shownAddress('http://here:1/models/x?y=1', 'here:1')).toBe('/models/x?y=1');
    expect(shownAddress('https://image.tmdb.org/t/p/w185/x.jpg', 'here:1')).toBe(
      'image.tmdb.org/t/p/w185/x.jpg'
    );
  });
});

describe('what is stored', () => {
  it('is named in words, and by its kind where nobody has said what it is', () => {
    expect(meaningOf({ kind: 'IndexedDB', name: 'yamr / ratings' })).toBe('Your ratings');
    expect(meaningOf({ kind: 'Cache Storage', name: 'yamr-release-2026-yamr-1' })).toContain('The model');
    const token = 'CognitoIdentityServiceProvider.client.user.accessToken';
    expect(meaningOf({ kind: 'localStorage', name: token })).toContain('Your session');
    expect(meaningOf({ kind: 'Cookies', name: 'x' })).toBe('Other (Cookies)');
  });

  it('has readable sizes', () => {
    expect([0, 812, 3400, 2_734_312].map(formatBytes)).toEqual(['0 B', '812 B', '3.4 KB', '2.73 MB']);
  });
});
