import { describe, expect, it } from 'vitest';
import { licenceOf } from './licence.ts';

const firstLine = (notice: string): string => notice.split('\n')[0] ?? '';

describe('the licence notice', () => {
  it('names every edition of the pool in its first line, and Wikidata where there are credits', () => {
    const line = firstLine(licenceOf({ name: 'movielens-pool', credits: [] }));
    for (const edition of ['2015-04', '2015-08', '2016-10', '2018-09'])
      expect(line).toContain(`MovieLens ml-latest-small of ${edition} `);
    expect(line).toContain('MovieLens ml-32m ');
    expect(line).toContain('Wikidata (CC0 1.0)');
    expect(line).toContain('commercial use needs permission');
    expect(licenceOf({ name: 'movielens-pool' })).not.toContain('Wikidata');
  });

  it('keeps the editions when visitors have joined', () => {
    expect(licenceOf({ name: 'ml-latest-small+visitors' })).toContain(
      'MovieLens ml-latest-small of 2018-09 '
    );
  });

  it.each(['my-folder', 'constructor'])('calls a folder that nobody knows by its name: %s', (name) => {
    expect(firstLine(licenceOf({ name }))).toContain(`It was made of: ${name} (`);
  });

  it('cites each publication once', () => {
    const notice = licenceOf({ name: 'movielens-pool', credits: [] });
    expect(notice.match(/10\.1145\/2827872/g)).toHaveLength(1);
    expect(notice).toContain('- Wikidata, the free knowledge base.');
  });
});
