/** The production server in a real browser, and proof that the guards of tests/fixtures.ts can fail. */
import { expect, test } from './fixtures.ts';

test('the page loads under a policy that forbids code from strings', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveTitle(/YAMR/);
  const policy = await page.locator('meta[http-equiv="content-security-policy"]').getAttribute('content');
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(policy).not.toContain("'unsafe-eval'");
});

test('what reads pages without running them finds one title, a description and robots.txt', async ({
  request
}) => {
  const html = await (await request.get('/taste')).text();
  expect(html.match(/<title>[^<]*<\/title>/g)).toEqual(['<title>Your taste · YAMR</title>']);
  expect(html).toContain('<meta property="og:description" content="Which genres and decades');
  const robots = await request.get('/robots.txt');
  expect([robots.headers()['content-type'], await robots.text()]).toEqual([
    'text/plain; charset=utf-8',
    expect.stringMatching(/^User-agent: \*\n/)
  ]);
});

test.describe('an unknown address', () => {
  test.use({ allowedErrors: /Not found/i });

  test('is answered with the app, which says that nothing is there', async ({ page }) => {
    const response = await page.goto('/no/such/page');
    expect(response?.headers()['content-type']).toContain('text/html');
    await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  });
});

test.describe('the guards', () => {
  test.fail();

  test('fail a test whose page reports an error', async ({ page }) => {
    await page.goto('/');
    await page.evaluate(() => {
      console.error('on purpose');
    });
  });

  test('fail a test whose page throws', async ({ page }) => {
    await page.goto('/');
    await page.evaluate(() => {
      setTimeout(() => {
        throw new Error('on purpose');
      });
    });
    await page.waitForTimeout(100);
  });

  test('fail a test whose page asks another host', async ({ page }) => {
    await page.goto('/');
    await page.evaluate(() => {
      location.href = 'http://example.com/';
    });
    await page.waitForTimeout(500);
  });
});
