/** The sync as it shows on the page: what the server refuses, and an account that is open in two tabs. */
import { AccountPage } from './account-page.ts';
import { AppPage } from './app-page.ts';
import { expect, test } from './fixtures.ts';

test.beforeEach(() => test.slow());

test('a change that the server refuses is shown, holds nothing up, and can be sent again', async ({
  page
}) => {
  const app = new AppPage(page);
  await app.open();
  const account = new AccountPage(page);
  await account.create();

  let refusedId: string | undefined;
  await page.route('**/rate/batch', async (route) => {
    const { events } = route.request().postDataJSON() as { events: { eventId: string }[] };
    refusedId ??= events[0]?.eventId;
    const at = events.findIndex(({ eventId }) => eventId === refusedId);
    if (at < 0) return route.continue();
    // The others reach the real server; its answer is given with the refusal in the place of one of them.
    const others = events.filter((_, k) => k !== at);
    const response =
      others.length > 0 ? await route.fetch({ postData: JSON.stringify({ events: others }) }) : undefined;
    const answer = (await response?.json()) as { results: unknown[] } | undefined;
    const refusal = { outcome: 'refused', code: 'invalid-event', detail: 'A test refuses this one.' };
    const results = (answer?.results ?? []).toSpliced(at, 0, refusal);
    return route.fulfill({ json: { epoch: 0, serverTimeMs: Date.now(), ...answer, results } });
  });
  await app.rateSome('4 stars');
  await account.open();
  await expect(account.sheet).toContainText('The server has refused 1 change');
  await expect(account.sheet.getByRole('listitem')).toContainText('4 stars: A test refuses this one.');
  await account.close();
  await app.card(1).getByRole('radio', { name: '2 stars', exact: true }).click();
  await app.expectRatings(2);
  await account.open();
  await expect(account.sheet.getByRole('listitem')).toHaveCount(1);
  await account.expectSynced();

  await page.unroute('**/rate/batch');
  await account.press('Try again');
  await expect(account.sheet).not.toContainText('refused');
  await account.expectSynced();
});

test('two tabs of one account show the same ratings, and each is sent once', async ({ page, context }) => {
  const sent: string[] = [];
  context.on('request', (request) => {
    if (!request.url().endsWith('/rate/batch')) return;
    const { events } = request.postDataJSON() as { events: { eventId: string }[] };
    sent.push(...events.map(({ eventId }) => eventId));
  });
  const first = new AppPage(page);
  await first.open();
  const account = new AccountPage(page);
  await account.create();

  const second = new AppPage(await context.newPage());
  await second.open();
  await second.card(0).getByRole('radio', { name: '5 stars', exact: true }).click();
  await first.expectRatings(1);
  await first.card(1).getByRole('radio', { name: '3 stars', exact: true }).click();
  await second.expectRatings(2);
  await first.expectRatings(2);
  await account.open();
  await account.expectSynced();
  expect(sent).toHaveLength(2);
  expect(new Set(sent).size).toBe(2);
});
