/** "Together": a taste leaves one browser as a link and makes a group's list in another; no server sees it. */
import { expect, test } from './fixtures.ts';
import { seedRatings } from './seed-ratings.ts';

test('a taste goes from one browser to another as a link, and makes a list for both', async ({
  page,
  browser
}) => {
  test.slow();
  await seedRatings(page, '/together', [5, 4, 4.5, 1, 2, 3, 5, 0.5]);
  const share = page.getByRole('region', { name: 'Share your taste' });
  await expect(share).toContainText('The link holds 8 ratings of yours', { timeout: 45_000 });
  await share.getByLabel('Your name, if you like').fill('Anna');
  await share.getByRole('button', { name: 'Make the link' }).click();
  await expect(share.getByRole('img', { name: 'QR code with 8 ratings of yours' })).toBeVisible();
  const link = await share.getByLabel(/^The link, valid until/).inputValue();
  expect(new URL(link).search).toBe('');

  const other = await browser.newContext({ baseURL: new URL(link).origin, colorScheme: 'dark' });
  const friend = await other.newPage();
  const asked: string[] = [];
  friend.on('request', (request) => asked.push(request.url() + (request.postData() ?? '')));
  await seedRatings(friend, '/together', [1, 5, 2, 5, 4]);
  await friend.goto(link);
  const question = friend.getByRole('region', { name: 'Add Anna to your group?' });
  await expect(question).toContainText('8 ratings by Anna');
  await question.getByRole('button', { name: 'Add to the group' }).click();
  await expect(friend.getByRole('status').filter({ hasText: 'Anna is in your group now.' })).toBeVisible();
  expect(friend.url()).not.toContain('#');

  const list = friend.getByRole('region', { name: 'Movies for all of you' });
  await expect(list.getByRole('article')).toHaveCount(24, { timeout: 45_000 });
  const stars = async (): Promise<number[][]> =>
    (await list.getByRole('article').all()).reduce<Promise<number[][]>>(
      async (all, article) => [
        ...(await all),
        (await article.getByRole('definition').allInnerTexts()).map((text) => parseFloat(text))
      ],
      Promise.resolve([])
    );
  for (const each of await stars()) expect(each).toHaveLength(2);
  await list.getByText('Nobody unhappy').click();
  await expect(list.getByRole('status')).toContainText('hardest to please');
  await expect
    .poll(async () => {
      const least = (await stars()).map((each) => Math.min(...each));
      return least.every((value, k) => k === 0 || value <= (least[k - 1] ?? 0));
    })
    .toBe(true);

  // The group is kept here, the link is not asked about again, and people can be taken out.
  await friend.reload();
  const group = friend.getByRole('region', { name: 'Your group' });
  await expect(group.getByText('Anna', { exact: true }).first()).toBeVisible();
  await group.getByRole('button', { name: 'Remove Anna' }).click();
  await expect(list).toHaveCount(0);
  const payload = link.slice(link.indexOf('#') + 1);
  expect(asked.filter((request) => request.includes(payload))).toEqual([]);
  await other.close();
});

test('expired and damaged links get one clear sentence', async ({ page }) => {
  // Version 1, valid until 4 October 2024.
  await page.goto('/together#taste=AU4gBEFubmEDAKYC4hEZoFKaoHM');
  await expect(page.getByRole('alert')).toHaveText(
    'This link was valid until October 4, 2024: ask for a new one.'
  );
  await page.goto('/together#taste=AU4gBEFubmEDAKYC4hEZ');
  await expect(page.getByRole('alert')).toHaveText('This link is damaged or incomplete: ask for it again.');
});
