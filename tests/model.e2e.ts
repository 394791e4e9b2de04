/** The model page and the privacy page: what is known of the model, of what is kept and of what was sent. */
import { expect, test } from './fixtures.ts';
import { seedRatings } from './seed-ratings.ts';

test('the model says what it is and what it was learnt from', async ({ page }) => {
  await page.goto('/model');
  const card = page.getByRole('region', { name: 'This model' });
  await expect(card.getByRole('definition').first()).toHaveText(/^\w+$/, { timeout: 45_000 });
  await expect(page.getByRole('region', { name: 'The data behind it' })).toContainText(
    'F. Maxwell Harper and Joseph A. Konstan. 2015.'
  );
  await expect(page.getByRole('region', { name: 'How good it is for somebody new' })).toBeVisible();
});

const REPORT = '**/models/*/report.html';
const SCRIPT = '<script>parent.document.title = "taken"; document.title = "ran"</' + 'script>';

test.describe('the report', () => {
  test.use({ allowedErrors: /Blocked script execution|Content Security Policy/ });

  test('the full report is shown once it is the one that was signed, in a frame that can do nothing', async ({
    page
  }) => {
    await page.goto('/model');
    const card = page.getByRole('region', { name: 'This model' });
    const open = card.getByRole('button', { name: 'The full report' });
    await page.route(REPORT, (route) => route.fulfill({ body: SCRIPT, contentType: 'text/html' }));
    await open.click({ timeout: 45_000 });
    await expect(card.getByRole('alert')).toContainText(
      /report\.html is (cut short|not the one that was published)/
    );
    await expect(card.locator('iframe')).toHaveCount(0);

    await page.unroute(REPORT);
    await open.click();
    await open.click();
    const report = card.getByTitle('The full report');
    await expect(report).toHaveAttribute('sandbox', '');
    await expect(report.contentFrame().getByRole('heading').first()).toBeVisible();
    await expect(page).toHaveTitle('The model · YAMR');
    await page.getByRole('button', { name: 'The licence notice' }).click();
    await expect(page.getByRole('region', { name: 'The data behind it' })).toContainText('GroupLens');
  });

  test('a report that is opened by its address runs no script, whatever it holds', async ({
    page,
    baseURL
  }) => {
    const { version } = (await (await page.request.get('/models/current.json')).json()) as {
      version: string;
    };
    const address = `${baseURL ?? ''}/models/${version}/report.html`;
    await page.route(REPORT, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `<title>still</title>${SCRIPT}<p>here</p>` });
    });
    await page.goto(address);
    await expect(page.getByText('here')).toBeVisible();
    await expect(page).toHaveTitle('still');
    expect(await page.evaluate(() => origin)).toBe('null');
  });
});

test('what is stored and what was sent is shown, and all of it is deleted', async ({ page }) => {
  test.slow();
  await seedRatings(page, '/privacy', [5, 4, 3]);
  await page.evaluate(() => localStorage.setItem('yamr:together', '{}'));
  const stored = page.getByRole('region', { name: 'What is stored on this device' });
  await expect(stored.getByRole('listitem').filter({ hasText: 'Your ratings' })).toContainText('3 entries');
  await expect(stored).toContainText('The model, to work offline', { timeout: 45_000 });
  await expect(stored).toContainText('The people in your group');
  const log = page.getByRole('region', { name: 'Every request that this page has sent' });
  await expect(log).toContainText('All went to this site');
  await log.getByRole('button', { name: /^Show all/ }).click();
  await expect(log).toContainText('/models/current.json');
  await expect(log).toContainText('/privacy');

  await page.getByRole('button', { name: 'Delete everything …' }).click();
  const question = page.getByRole('dialog', { name: 'Delete everything?' });
  await expect(question).toContainText('Your 3 ratings');
  await question.getByRole('button', { name: 'Delete it all' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Everything is deleted.' })).toBeVisible({
    timeout: 45_000
  });
  const left = await page.evaluate(() => Object.keys(localStorage));
  expect(left).toEqual([]);
  await expect(stored.getByRole('listitem').filter({ hasText: 'Your ratings' })).toContainText('0 entries');
});
