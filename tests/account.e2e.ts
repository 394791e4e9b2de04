/** Accounts as people meet them, with the real backend of `npm start`: DynamoDB's and Cognito's stand-ins. */
import type { Browser, Page } from '@playwright/test';
import { AccountPage, newAddress, PASSWORD } from './account-page.ts';
import { AppPage, star } from './app-page.ts';
import { axeFindings } from './axe.ts';
import { expect, test } from './fixtures.ts';

test.beforeEach(() => test.slow());

/** The movies that the page shows as rated, with their stars. */
async function ratings(page: Page): Promise<string[]> {
  await page.goto('/library');
  await expect(page.getByRole('link', { name: /^Rated \d/ })).toBeVisible();
  await expect(page.getByText(/running on/)).toBeVisible({ timeout: 45_000 });
  const found = await page.getByRole('article').evaluateAll((articles) =>
    articles.map((article) => {
      const checked = article.querySelector<HTMLInputElement>('input:checked');
      return `${article.getAttribute('aria-label') ?? article.querySelector('h3')?.textContent ?? ''} ${checked?.value ?? ''}`;
    })
  );
  return found.sort();
}

/** Another browser profile. */
async function elsewhere(browser: Browser, baseURL: string | undefined): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block', ...(baseURL && { baseURL }) });
  return context.newPage();
}

/** A guest rates three movies, then makes an account. */
async function rateAndSignUp(page: Page): Promise<{ email: string; account: AccountPage }> {
  const app = new AppPage(page);
  await app.open();
  await app.rateSome('4 stars', '2 stars', '5 stars');
  const account = new AccountPage(page);
  const email = newAddress();
  await account.open();
  await account.signUp(email);
  return { email, account };
}

test('what is rated in one browser is there in another, once both are signed in', async ({
  page,
  browser,
  baseURL
}) => {
  const { email, account } = await rateAndSignUp(page);
  await expect(account.sheet).toContainText('3 ratings from this device are in your account now.');
  await account.expectSynced();
  const here = await ratings(page);
  expect(here).toHaveLength(3);

  const other = await elsewhere(browser, baseURL);
  const otherApp = new AppPage(other);
  await otherApp.open();
  const otherAccount = new AccountPage(other);
  await otherAccount.open();
  await otherAccount.signIn(email);
  await otherAccount.expectSynced();
  await otherAccount.close();
  await otherApp.expectRatings(3);
  expect(await ratings(other)).toEqual(here);
  await other.context().close();
});

test('a guest’s page asks nothing about accounts, and the sheet is one that everybody can use', async ({
  page
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const app = new AppPage(page);
  await app.openSettled();
  // The name of a script is a hash, which may spell any word.
  expect(asked.filter((path) => !path.startsWith('/_app/') && /config|cognito|api/.test(path))).toEqual([]);
  const account = new AccountPage(page);
  await account.open();
  await expect(account.sheet).toContainText('everything is saved on this device');
  await expect(account.sheet.getByLabel('Password')).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await account.press('Create an account');
  await expect(account.sheet.getByRole('heading', { name: 'Create an account' })).toBeFocused();
  await account.fill({ 'Email address': newAddress(), Password: PASSWORD });
  await account.press('Create the account');
  await expect(account.sheet).toContainText('This server runs on your own machine and mails nothing.');
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(account.button).toBeFocused();
});

test('two people on one device never see each other’s ratings', async ({ page }) => {
  const anna = await rateAndSignUp(page);
  await anna.account.expectSynced();
  expect(await axeFindings(page)).toEqual([]);
  await anna.account.press('Sign out …');
  await anna.account.press('Sign out and keep it here');
  await expect(anna.account.sheet).toContainText('hidden until you sign in again');
  await anna.account.close();
  expect(await ratings(page)).toEqual([]);

  const app = new AppPage(page);
  await app.open();
  const account = new AccountPage(page);
  await account.create();
  await app.expectRatings(0);
  await app.rateSome('1 star');
  await account.open();
  await account.expectSynced();
  await account.press('Sign out …');
  await account.press('Sign out and remove it from this device');
  await expect(account.sheet).toContainText('keeps nothing of your account');
  const databases = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  expect(databases.filter((name) => name?.startsWith('yamr-account'))).toHaveLength(1);
  const keys = await page.evaluate(() => Object.keys(localStorage));
  expect(keys.filter((key) => /account|Token/.test(key))).toEqual([]);

  await account.signIn(anna.email);
  await account.close();
  await app.expectRatings(3);
});

test.describe('a session that has ended', () => {
  test.use({ allowedErrors: /status of 40[01]/ });

  test('asks to sign in again, and loses nothing', async ({ page, browser, baseURL }) => {
    const { email, account } = await rateAndSignUp(page);
    await account.expectSynced();
    await account.close();
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage)) {
        if (/(?:accessToken|refreshToken)$/.test(key)) {
          localStorage.setItem(key, `${localStorage.getItem(key)?.slice(0, -9) ?? ''}forgedxyz`);
        }
      }
    });
    const app = new AppPage(page);
    await app.card(3).getByRole('radio', { name: '3 stars', exact: true }).click();
    await app.expectRatings(4);
    await expect(account.button).toHaveAccessibleName('Account: sign in again');
    await page.reload();
    await app.waitForList();
    await app.expectRatings(4);
    await account.open();
    await expect(account.sheet).toContainText(
      '1 change waits to be sent. Sign in again to sync. Nothing is lost.'
    );
    expect(await axeFindings(page)).toEqual([]);
    await expect(account.sheet.getByLabel('Email address')).toHaveValue(email);
    await account.signIn(email);
    await account.expectSynced();

    const other = await elsewhere(browser, baseURL);
    const otherAccount = new AccountPage(other);
    await new AppPage(other).open();
    await otherAccount.open();
    await otherAccount.signIn(email);
    await otherAccount.close();
    await new AppPage(other).expectRatings(4);
    await other.context().close();
  });
});

test('ratings of a guest come into an account that has some only when its owner says so', async ({
  page,
  browser,
  baseURL
}) => {
  const { email, account } = await rateAndSignUp(page);
  await account.expectSynced();

  const other = await elsewhere(browser, baseURL);
  const app = new AppPage(other);
  await app.open();
  await app.card(7).getByRole('radio', { name: '1 star', exact: true }).click();
  await app.expectRatings(1);
  const otherAccount = new AccountPage(other);
  await otherAccount.open();
  await otherAccount.signIn(email);
  const question = otherAccount.sheet.getByRole('group', { name: 'Ratings without an account' });
  await expect(question).toContainText(
    /Without an account, 1 movie\s+was rated or marked on this device; your account has\s+3 ratings/
  );
  expect(await axeFindings(other)).toEqual([]);
  await question.getByRole('button', { name: 'Add 1 movie to my account' }).click();
  await expect(question).toBeHidden();
  await otherAccount.expectSynced();
  await otherAccount.close();
  await app.expectRatings(4);
  await page.reload();
  await new AppPage(page).expectRatings(4);
  await other.context().close();
});

test('a forgotten password is set anew; an account that is deleted leaves nothing', async ({ page }) => {
  const { email, account } = await rateAndSignUp(page);
  await account.expectSynced();
  await account.press('Sign out …');
  await account.press('Sign out and keep it here');
  await account.press('Forgotten the password?');
  await account.fill({ 'Email address': email });
  const before = await account.code(email);
  await account.press('Send me a code');
  await account.fill({ Code: await account.code(email, before), 'New password': 'Another-horse-8' });
  await account.press('Set the password');
  await account.expectSignedIn(email);
  await account.expectSynced();
  await account.press('Delete the account …');
  await account.press('Delete it for good');
  await expect(account.sheet).toContainText('Your account and its ratings are deleted.');
  const databases = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  expect(databases.filter((name) => name?.startsWith('yamr-account'))).toEqual([]);
});

test.describe('an account that is deleted on another device', () => {
  test.use({ allowedErrors: /status of 410/ });

  test('takes nothing more: this device says so, keeps its ratings as a guest’s, and signs out', async ({
    page,
    browser,
    baseURL
  }) => {
    const { email, account } = await rateAndSignUp(page);
    await account.expectSynced();
    await account.close();
    const other = await elsewhere(browser, baseURL);
    await new AppPage(other).open();
    const otherAccount = new AccountPage(other);
    await otherAccount.open();
    await otherAccount.signIn(email);
    await otherAccount.press('Delete the account …');
    await otherAccount.press('Delete it for good');
    await expect(otherAccount.sheet).toContainText('Your account and its ratings are deleted.');
    await other.context().close();

    // Its access token is good for an hour yet.
    const app = new AppPage(page);
    await star(app.card(3), '1 star').click();
    await app.expectRatings(4);
    await expect(account.button).toHaveAccessibleName('Account: the account was deleted', {
      timeout: 45_000
    });
    await account.open();
    await expect(account.sheet.getByRole('group', { name: 'The account was deleted' })).toContainText(
      'This device still has 4 ratings of it.'
    );
    await account.press('Keep them here without an account');
    await expect(account.sheet).toContainText(
      '4 ratings of the account are on this device, without an account.'
    );
    await account.close();
    await expect(account.button).toHaveAccessibleName('Account');
    expect(await ratings(page)).toHaveLength(4);
    const databases = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
    expect(databases.filter((name) => name?.startsWith('yamr-account'))).toEqual([]);
  });
});

test('deleting everything on this device takes the account’s data along, and says what stays', async ({
  page
}) => {
  const { account } = await rateAndSignUp(page);
  await account.expectSynced();
  await page.goto('/privacy');
  await expect(page.getByRole('main')).toContainText('You are signed in as');
  await expect(page.getByText('Your session, so that you stay signed in').first()).toBeVisible();
  await page.getByRole('button', { name: 'Delete everything …' }).click();
  await expect(page.getByRole('dialog')).toContainText(
    'Your account and the ratings that the server has stay'
  );
  await page.getByRole('button', { name: 'Delete it all' }).click();
  await expect(page.getByText(/^Everything is deleted\./)).toBeVisible();
  const left = await page.evaluate(async () => [
    ...(await indexedDB.databases()).map(({ name }) => name ?? ''),
    ...Object.keys(localStorage)
  ]);
  expect(left.filter((name) => /account|Cognito/.test(name))).toEqual([]);
});
