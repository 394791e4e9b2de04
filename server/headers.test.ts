import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cacheControlOf, RELEASE_POLICY, securityHeaders } from './headers.ts';

const hosting = readFileSync(new URL('../customHttp.yml', import.meta.url), 'utf8');

it('Amplify Hosting is told the headers that npm start sends', () => {
  for (const headers of (['page', 'service-worker', 'release', 'other'] as const).map(securityHeaders)) {
    for (const [key, value] of Object.entries(headers)) {
      expect(hosting).toContain(`- key: ${key}\n`);
      expect(hosting).toContain(value);
    }
  }
  for (const path of ['/', '/_app/immutable/a.js']) expect(hosting).toContain(cacheControlOf(path));
});

it('Amplify Hosting opens no file of a release, at whatever depth, as a page of the site', () => {
  const patterns = hosting.split("- pattern: '").slice(1);
  for (const pattern of ['/models/*', '/models/**/*']) {
    const rules = patterns.find((text) => text.startsWith(`${pattern}'`));
    expect(rules).toContain(`value: "${RELEASE_POLICY}"`);
  }
});
