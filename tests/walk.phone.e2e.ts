/** All nine parts of YAMR on a phone, with a finger. */
import { test } from './fixtures.ts';
import { finger } from './hands.ts';
import { walkThrough } from './walk.ts';

test.use({ viewport: { width: 390, height: 844 } });

test('a visitor goes through everything with a finger', ({ page }) => {
  test.slow();
  return walkThrough(page, finger(page));
});
