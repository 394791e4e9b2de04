import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { healCache } from './heal.ts';

const origin = 'https://yamr.example';
const texts = new Map([
  ['/', 'home'],
  ['/taste', 'taste'],
  ['/_app/immutable/a.js', 'a']
]);
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
const files = new Map([...texts].map(([path, text]) => [path, hashOf(text)]));

function openCache(paths: readonly string[]) {
  const kept = new Set(paths.map((path) => new URL(path, origin).href));
  return {
    kept,
    keys: () => Promise.resolve([...kept].map((url) => new Request(url))),
    put: (path: RequestInfo | URL) =>
      Promise.resolve(void kept.add(new URL(typeof path === 'string' ? path : '', origin).href))
  };
}
const whole = [...files.keys()].map((path) => new URL(path, origin).href).sort();

it.each([
  ['whole', [...files.keys()], []],
  ['missing in part', ['/'], ['/taste', '/_app/immutable/a.js']],
  ['empty', [], [...files.keys()]]
])(
  'a cache that is %s is whole afterwards, and only what is missing is fetched',
  async (_, paths, wanted) => {
    const cache = openCache(paths);
    const asked: string[] = [];
    const fetchFile = (path: string): Promise<Response> => {
      asked.push(path);
      return Promise.resolve(new Response(texts.get(path)));
    };
    expect(await healCache({ files, cache, origin, fetchFile })).toBe(wanted.length);
    expect([[...cache.kept].sort(), asked]).toEqual([whole, wanted]);
  }
);

it('without a network, or with another build on the server, what is missing stays missing, and nothing is mixed', async () => {
  const cache = openCache(['/']);
  const fetchFile = (path: string): Promise<Response> =>
    path === '/taste'
      ? Promise.resolve(new Response('of a newer build'))
      : Promise.reject(new TypeError('offline'));
  expect(await healCache({ files, cache, origin, fetchFile })).toBe(0);
  expect([...cache.kept]).toEqual([`${origin}/`]);
});
