/**
 * Owns the way of a visitor through all of YAMR, whatever hand goes it: arrive, rate, look, steer, try, keep,
 * see one's taste, share it, and check the promise. One page without a reload: nothing may jump on the way.
 */
import type { Page } from '@playwright/test';
import { AppPage } from './app-page.ts';
import { expect } from './fixtures.ts';
import type { Hand } from './hands.ts';
import { layoutShiftOf, starShiftOf, watchLayoutShift, watchStars, whatJumped } from './layout-shift.ts';
import { LETTERBOXD_CSV } from './transfer-samples.ts';

/** What people call a page that holds still: web.dev/articles/cls counts 0.1 as good. */
const MOST_SHIFT = 0.05;
/** Under a finger: a rounded pixel. */
const MOST_STAR_SHIFT_PX = 1;

export class Walk {
  readonly app: AppPage;
  #shift = 0;

  constructor(
    readonly page: Page,
    readonly hand: Hand
  ) {
    this.app = new AppPage(page);
  }

  /** A general list, without any question asked. */
  async arrive(): Promise<void> {
    await watchLayoutShift(this.page);
    await watchStars(this.page);
    await this.app.open();
    await expect(this.page.getByText('on this device. Nothing you rate leaves it.')).toBeVisible();
    await this.app.expectRatings(0);
    await this.heldStill('arriving');
  }

  /** From what the device keeps. */
  async arriveAgain(): Promise<void> {
    await this.app.open();
    this.#shift = 0;
    await this.heldStill('arriving again');
  }

  async rate(): Promise<void> {
    const { app, hand } = this;
    await hand.write(app.search, 'matri');
    // The first key fetches the movies that nobody has rated, where they are not kept yet; while they come in a star waits for its list.
    await expect(app.rate.getByRole('status', { name: 'Search coverage' })).toHaveText(
      /^(?:Searching all |You are offline)/,
      {
        timeout: 45_000
      }
    );
    await this.#star('The Matrix', 5);
    await app.expectRatings(1);
    await hand.write(app.search, '');
    const open = app.rate.getByRole('button', { name: /^Haven't seen/ });
    const titleOf = async (): Promise<string> =>
      (await open.first().getAttribute('aria-label'))?.replace("Haven't seen ", '') ?? '';
    const titles: string[] = [];
    for (const stars of [4, 2, 5, 1, 3] as const) {
      const title = await titleOf();
      titles.push(title);
      await this.#star(title, stars);
      await app.expectRatings(1 + titles.length);
    }
    await expect(app.rate.getByText(/^6 ratings, saved: .*about 15 make it sharp$/)).toBeVisible();
    const skipped = await titleOf();
    await hand.press(app.rate.getByRole('button', { name: `Skip ${skipped}`, exact: true }));
    await expect(app.rate.getByRole('article', { name: skipped, exact: true })).toHaveCount(0);
    await hand.undo();
    await expect(app.rate.getByRole('article', { name: skipped, exact: true })).toBeVisible();
    await hand.press(app.rate.getByRole('button', { name: 'Next movies' }));
    await expect(app.toast).toHaveText('Here are more movies to rate');
    await app.expectRatings(6);
    await this.heldStill('rating');
  }

  async look(): Promise<void> {
    const { app, hand, page } = this;
    const first = app.recommended.getByRole('article').first();
    await expect(first.getByText(/^\s*Predicted \d\.\d stars/)).toBeAttached();
    await hand.press(first.getByRole('button', { name: /^Details of/ }));
    await expect(app.dialog.getByRole('heading', { name: /^Why \d\.\d stars$/ })).toBeVisible();
    await expect(app.dialog.getByText(/^Without it: \d/).first()).toBeVisible();
    await expect(app.dialog.getByRole('link', { name: /^TMDB: .*, in a new tab$/ })).toBeVisible();
    const title = await app.dialog.getByRole('heading', { level: 2 }).innerText();
    await hand.press(app.dialog.getByRole('region', { name: 'Movies like it' }).getByRole('button').first());
    await expect(app.dialog.getByRole('heading', { level: 2 })).not.toHaveText(title);
    await hand.press(app.dialog.getByRole('button', { name: 'Watchlist' }));
    await expect(app.dialog.getByRole('button', { name: 'Watchlist', pressed: true })).toBeVisible();
    await hand.press(app.dialog.getByRole('button', { name: 'Close' }));
    await expect(app.dialog).toHaveCount(0);
    await expect(page).toHaveURL(/\/$/);
    await this.heldStill('the details of a movie');
  }

  async steer(): Promise<void> {
    const { app, hand, page } = this;
    await hand.choose(page.getByRole('combobox', { name: 'Sort by' }), 'Hidden gems');
    await expect(page).toHaveURL(/sort=gems/);
    await hand.press(page.getByRole('button', { name: 'Filters and dials' }));
    await hand.press(page.getByRole('button', { name: 'Comedy: any' }));
    await expect(page).toHaveURL(/genres=Comedy/);
    await hand.slideToEnd(page.getByRole('slider', { name: 'Familiar to adventurous' }));
    await expect(page).toHaveURL(/adventurous=\d+/);
    await hand.press(page.getByRole('button', { name: 'Reset all' }));
    await expect(page).toHaveURL(/\/$/);
    await hand.press(page.getByRole('button', { name: 'Filters and dials' }));
    await hand.press(page.getByRole('button', { name: 'Surprise me' }));
    await expect(app.dialog.getByRole('heading', { level: 2 })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(app.dialog).toHaveCount(0);
    await this.heldStill('steering');
  }

  async tryOtherStars(): Promise<void> {
    const { app, hand, page } = this;
    // On a phone they wait behind a button.
    const before = page.getByRole('button', { name: /^Rated before/ });
    if (await before.isVisible()) await hand.press(before);
    await hand.press(page.getByRole('button', { name: /^What if/ }).first());
    await hand.slideToEnd(page.getByRole('slider', { name: /^Stars to try for/ }));
    await expect(app.recommended.getByRole('status')).toContainText('5 stars? Nothing is changed yet.');
    await hand.press(page.getByRole('button', { name: 'Put back' }));
    await app.expectRatings(6);
    await this.heldStill('trying other stars');
  }

  async keep(): Promise<void> {
    const { hand, page } = this;
    await this.#go('Library');
    await expect(page.getByRole('link', { name: 'Rated 6' })).toBeVisible();
    await hand.press(page.getByRole('link', { name: 'Watchlist 1' }));
    const mark = page.getByRole('button', { name: /^Remove .* from watchlist$/ });
    await hand.press(mark);
    await expect(page.getByRole('link', { name: 'Watchlist 0' })).toBeVisible();
    await hand.undo();
    await expect(page.getByRole('link', { name: 'Watchlist 1' })).toBeVisible();
    await hand.press(page.getByRole('main').getByRole('button', { name: 'Import', exact: true }));
    const dialog = page.getByRole('dialog', { name: 'Import movies' });
    await dialog
      .getByLabel('Choose files')
      .setInputFiles({ name: 'ratings.csv', mimeType: 'text/csv', buffer: Buffer.from(LETTERBOXD_CSV) });
    await expect(dialog).toContainText('From Letterboxd: 3 rows.');
    await hand.press(dialog.getByRole('button', { name: 'Import 2 movies' }));
    await expect(page.getByRole('link', { name: 'Rated 8' })).toBeVisible();
    await hand.press(page.getByRole('button', { name: 'Export', exact: true }));
    const download = page.waitForEvent('download');
    await hand.press(page.getByRole('button', { name: 'Save Letterboxd (CSV)' }));
    expect((await download).suggestedFilename()).toMatch(/\.csv$/);
    await page.keyboard.press('Escape');
    await this.heldStill('the library');
  }

  async seeTaste(): Promise<void> {
    const { hand, page } = this;
    await this.#go('Taste');
    const region = page.getByRole('region', { name: 'How your ratings spread' });
    await expect(region.locator('svg').first()).toBeVisible();
    await hand.press(region.getByRole('button', { name: /^As a table/ }));
    await expect(region.getByRole('table')).toBeVisible();
    await expect(page.getByText(/off by \d\.\d\d stars on average/)).toBeVisible();
    await this.heldStill('the taste');
  }

  /** The visitor's own link stands for a friend's. */
  async share(): Promise<void> {
    const { hand, page } = this;
    await this.#go('Together');
    const region = page.getByRole('region', { name: 'Share your taste' });
    await expect(region).toContainText('The link holds 8 ratings of yours');
    await hand.write(region.getByLabel('Your name, if you like'), 'Anna');
    await hand.press(region.getByRole('button', { name: 'Make the link' }));
    const link = await region.getByLabel(/^The link, valid until/).inputValue();
    await page.evaluate((hash) => (location.hash = hash), new URL(link).hash);
    await hand.press(page.getByRole('button', { name: 'Add to the group' }));
    const list = page.getByRole('region', { name: 'Movies for all of you' });
    await expect(list.getByRole('article').first().getByRole('definition')).toHaveCount(2);
    await this.heldStill('sharing');
  }

  async check(): Promise<void> {
    const { hand, page } = this;
    await this.#goMore('Model');
    await expect(page.getByRole('region', { name: 'Does it know how sure it may be?' })).toBeVisible();
    await expect(page.getByText('F. Maxwell Harper and Joseph A. Konstan. 2015.').first()).toBeVisible();
    await this.heldStill('the model');
    await this.#goMore('Privacy');
    const log = page.getByRole('region', { name: 'Every request that this page has sent' });
    await expect(log).toContainText('All went to this site');
    await hand.press(page.getByRole('button', { name: 'Delete everything …' }));
    await hand.press(page.getByRole('button', { name: 'Delete it all' }));
    await expect(page.getByRole('status').filter({ hasText: 'Everything is deleted.' })).toBeVisible();
    await this.heldStill('privacy');
  }

  async #go(name: string): Promise<void> {
    await this.hand.press(
      this.page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name, exact: true })
    );
  }

  async #goMore(name: string): Promise<void> {
    await this.hand.press(this.page.getByRole('button', { name: 'More', exact: true }));
    await this.hand.press(
      this.page.getByRole('navigation', { name: 'More' }).getByRole('link', { name, exact: true })
    );
  }

  /** Fails where more than this has jumped by itself since the last stop. */
  async heldStill(where: string): Promise<void> {
    const shift = await layoutShiftOf(this.page);
    const jumped = (await whatJumped(this.page)).join('\n');
    expect(shift - this.#shift, `layout shift at ${where}\n${jumped}`).toBeLessThanOrEqual(MOST_SHIFT);
    this.#shift = shift;
  }

  /** Gives stars to a card, and fails where they move away under the hand. */
  async #star(title: string, stars: 1 | 2 | 3 | 4 | 5): Promise<void> {
    await this.hand.rate(this.app.rate.getByRole('article', { name: title, exact: true }), stars);
    expect(await starShiftOf(this.page), `stars of ${title} that moved under the hand`).toBeLessThanOrEqual(
      MOST_STAR_SHIFT_PX
    );
  }
}

/** All nine parts, in order; `leave` is what happens between the first load and everything else. */
export async function walkThrough(page: Page, hand: Hand, leave?: () => Promise<void>): Promise<void> {
  const walk = new Walk(page, hand);
  await walk.arrive();
  if (leave) {
    await leave();
    await walk.arriveAgain();
  }
  await walk.rate();
  await walk.look();
  await walk.steer();
  await walk.tryOtherStars();
  await walk.keep();
  await walk.seeTaste();
  await walk.share();
  await walk.check();
}
