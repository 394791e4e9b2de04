/** A newcomer rates movies: the list changes at once, and everything is there after a reload. */
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';

const STARS = ['5 stars', '0.5 stars', '4.5 stars', '1 star', '3 stars'];

test('five movies are rated, the list changes after each, and a reload keeps them', async ({ page }) => {
  const app = new AppPage(page);
  await app.openSettled();
  await app.expectRatings(0);
  const lists = [await app.titles()];
  for (const [place, name] of STARS.entries()) {
    await star(app.card(place), name).click();
    await app.expectRatings(place + 1);
    lists.push(await app.titles());
  }
  expect(new Set(lists.map((titles) => titles.join('\n'))).size).toBe(lists.length);
  const rated = await Promise.all(STARS.map((_, place) => app.card(place).getByRole('heading').innerText()));
  expect(lists.at(-1)?.filter((title) => rated.includes(title))).toEqual([]);

  await page.reload();
  await app.expectRatings(5);
  expect(await app.titles()).toEqual(lists.at(-1));
  for (const [place, title] of rated.entries()) {
    const group = app.rate.getByRole('radiogroup', { name: `Rate ${title}`, exact: true });
    await expect(star(group, STARS[place] ?? '')).toBeChecked();
  }
});

test('each rating leaves a measure from the click to the list', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await star(app.card(0), '4 stars').click();
  await star(app.card(1), '2 stars').click();
  await app.expectRatings(2);
  const durations = await page.evaluate(() =>
    performance.getEntriesByName('yamr:rate-to-list').map(({ duration }) => duration)
  );
  expect(durations).toHaveLength(2);
  for (const duration of durations) expect(duration).toBeGreaterThan(0);
});

test('a rating is corrected and cleared, and the general list comes back', async ({ page }) => {
  const app = new AppPage(page);
  await app.openSettled();
  const general = await app.titles();
  const card = app.card(0);
  await star(card, '5 stars').click();
  await star(card, '1.5 stars').click();
  await expect(star(card, '1.5 stars')).toBeChecked();
  await app.expectRatings(1);
  await card.getByRole('button', { name: /^Clear the rating of/ }).click();
  await app.expectRatings(0);
  expect(await app.titles()).toEqual(general);
  await page.reload();
  await app.expectRatings(0);
});

test('a movie is searched, with the article in front, and rated with the keyboard alone', async ({
  page
}) => {
  const app = new AppPage(page);
  await app.open();
  await app.search.focus();
  await page.keyboard.type('matrix');
  const found = app.rate.getByRole('list', { name: 'Found movies' });
  const card = found.getByRole('article', { name: 'The Matrix', exact: true });
  await expect(card.getByRole('radiogroup', { name: 'Rate The Matrix', exact: true })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(star(card, '0.5 stars')).toBeChecked();
  await page.keyboard.press('ArrowRight');
  await expect(star(card, '1 star')).toBeChecked();
  await app.expectRatings(1);
});

test('a recommended movie is rated on its card: it leaves the list', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  const [first = ''] = await app.titles();
  const card = app.recommended.getByRole('article', { name: first, exact: true });
  await star(card, '4 stars').click();
  await expect(card).toHaveCount(0);
  await app.expectRatings(1);
});

test('with the keyboard, the card stays until the focus leaves it', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  const [first = ''] = await app.titles();
  const card = app.recommended.getByRole('article', { name: first, exact: true });
  await page.keyboard.press('Tab');
  await star(card, '0.5 stars').focus();
  await page.keyboard.press('ArrowRight');
  await app.expectRatings(1);
  await page.keyboard.press('ArrowRight');
  await expect(star(card, '1.5 stars')).toBeChecked();
  await app.search.focus();
  await expect(card).toHaveCount(0);
});
