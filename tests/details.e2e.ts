/** The details of a movie: the prediction taken apart, what speaks for and against, movies like it. */
import { AppPage, star } from './app-page.ts';
import { expect, test } from './fixtures.ts';

test('a prediction is taken apart, and the parts add up', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await app.rateSome('5 stars', '1 star', '4 stars');
  await app.recommended
    .getByRole('button', { name: /^Details of/ })
    .first()
    .click();
  await expect(app.dialog.getByRole('heading', { name: /^Why \d\.\d stars$/ })).toBeVisible();
  const why = app.dialog.getByRole('region', { name: /^Why/ });
  const parts = (await why.getByRole('definition').allInnerTexts()).map((text) =>
    Number(text.replace('−', '-').replace('±', ''))
  );
  const sum = parts.pop() ?? NaN;
  expect(parts.reduce((total, part) => total + part, 0)).toBeCloseTo(sum, 6);
  await expect(app.dialog.getByText(/^Without it: \d\.\d stars, number [\d,]+$/).first()).toBeVisible();
  await expect(app.dialog.getByRole('link', { name: /IMDb/ })).toHaveAttribute(
    'href',
    /^https:\/\/www\.imdb\.com\/title\/tt\d{7,}\/$/
  );
});

test('with the keyboard: open, rate, go on to a movie like it, close, and be where one was', async ({
  page
}) => {
  const app = new AppPage(page);
  await app.open();
  const opener = app.recommended.getByRole('button', { name: /^Details of/ }).first();
  await opener.focus();
  await page.keyboard.press('Enter');
  const first = await app.dialog.getByRole('heading', { level: 2 }).innerText();
  await app.dialog.getByRole('radio').first().focus();
  await page.keyboard.press('5');
  await expect(star(app.dialog, '5 stars')).toBeChecked();
  await app.dialog.getByRole('region', { name: 'Movies like it' }).getByRole('button').first().press('Enter');
  await expect(app.dialog.getByRole('heading', { level: 2 })).not.toHaveText(first);
  await page.keyboard.press('Escape');
  await expect(app.dialog).toHaveCount(0);
  await expect(page).toHaveURL(/\/$/);
  await app.expectRatings(1);
  await expect(app.recommended.getByRole('heading', { level: 2 })).toBeFocused();
});

test('Escape gives the focus back to what opened the details', async ({ page }) => {
  const app = new AppPage(page);
  await app.openSettled();
  const [first = ''] = await app.titles();
  const opener = app.recommended.getByRole('button', { name: `Details of ${first}`, exact: true });
  await opener.press('Enter');
  await expect(app.dialog.getByRole('heading', { level: 2 })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(app.dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
  const surprise = page.getByRole('button', { name: 'Surprise me' });
  await surprise.press('Enter');
  await expect(app.dialog.getByRole('heading', { level: 2 })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(surprise).toBeFocused();
});

test('where to watch is a link, and nothing is asked before it is followed', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).hostname));
  const app = new AppPage(page);
  await app.open('/?movie=2571');
  const link = app.dialog.getByRole('link', { name: 'Where to watch: The Matrix, in a new tab' });
  await expect(link).toHaveAttribute(
    'href',
    /^https:\/\/www\.themoviedb\.org\/movie\/603\/watch\?locale=US$/
  );
  await expect(app.dialog.getByRole('link', { name: /^Trailer: The Matrix/ })).toBeVisible();
  expect(asked.filter((host) => /justwatch|youtube|www\.themoviedb/.test(host))).toEqual([]);
});

test('a link opens the details, and closing them leaves the page behind', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await app.recommended
    .getByRole('button', { name: /^Details of/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\?movie=\d+$/);
  await page.reload();
  await expect(app.dialog.getByRole('heading', { level: 2 })).toBeVisible({ timeout: 45_000 });
  await app.dialog.getByRole('button', { name: 'Close' }).click();
  await expect(app.dialog).toHaveCount(0);
  await expect(page).not.toHaveURL(/movie=/);
});

test('a movie is marked as not interesting and comes back with Undo', async ({ page }) => {
  const app = new AppPage(page);
  await app.openSettled();
  const [first = ''] = await app.titles();
  await app.recommended.getByRole('button', { name: `Details of ${first}`, exact: true }).click();
  await app.dialog.getByRole('button', { name: 'Not interested' }).click();
  await expect(app.dialog.getByRole('button', { name: 'Not interested', pressed: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(app.listed(first)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(app.listed(first)).toBeVisible();
});
