/** All nine parts of YAMR after the first load, without a server and without the HTTP cache: desktop and phone. */
import type { Page } from '@playwright/test';
import { finger, mouse, type Hand } from './hands.ts';
import { expect, test, type OwnServer } from './own-server.ts';
import { walkThrough } from './walk.ts';

// The browser itself says that nobody answered: whether there is a newer model, and whether a page can be loaded afresh.
test.use({
  allowedErrors: /net::ERR_CONNECTION_REFUSED \(.*\/(?:models\/current\.json|privacy\?deleted)\)$/
});

async function walkOffline(page: Page, hand: Hand, server: OwnServer): Promise<void> {
  test.slow();
  await walkThrough(page, hand, async () => {
    await expect(page.getByRole('contentinfo')).toContainText('Ready to work offline', { timeout: 45_000 });
    await server.stop();
  });
}

test.describe('desktop', () => {
  test.use({ viewport: { width: 1280, height: 800 } });
  test('a visitor goes through everything with a mouse, offline', ({ page, server }) =>
    walkOffline(page, mouse(page), server));
});

test.describe('phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test('a visitor goes through everything with a finger, offline', ({ page, server }) =>
    walkOffline(page, finger(page), server));
});
