/** Owns how end-to-end tests drive the page: by the names that people and screen readers use. */
import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures.ts';

export class AppPage {
  readonly rate: Locator;
  readonly recommended: Locator;
  readonly search: Locator;
  readonly dialog: Locator;
  readonly toast: Locator;

  constructor(readonly page: Page) {
    this.rate = page.getByRole('region', { name: 'Rate these movies' });
    this.recommended = page.getByRole('region', { name: 'Recommended movies for you' });
    this.search = page.getByRole('searchbox', { name: 'Search movies' });
    this.dialog = page.getByRole('dialog');
    this.toast = page.getByRole('status', { name: 'Notifications' });
  }

  /** Opens the page and waits for the first list. */
  async open(path = '/'): Promise<void> {
    await this.page.goto(path);
    await this.waitForList();
  }

  /** Until a model has made the list, where a general one stands in the HTML before, and then the questions. */
  async waitForList(): Promise<void> {
    await expect(this.page.getByRole('button', { name: 'Surprise me' })).toBeEnabled({ timeout: 45_000 });
    await expect(this.recommended.getByRole('article').first()).toBeVisible();
    await expect(this.card(0)).toBeVisible();
  }

  /** As `open`, and waits until the whole model is kept: its later parts make the list better. */
  async openSettled(path = '/'): Promise<void> {
    await this.open(path);
    await this.expectKept();
  }

  /** Waits until the device keeps the model. (The index itself is there before: it remembers the pointer too.) */
  async expectKept(): Promise<void> {
    const keeps = async (): Promise<boolean> => {
      const index = await caches.open('yamr-release-index');
      return (await index.keys()).some(({ url }) => url.endsWith('/index.json'));
    };
    await expect.poll(() => this.page.evaluate(keeps), { timeout: 45_000 }).toBe(true);
  }

  /** The titles of what is drawn of the list, in order, when all that is near is drawn. */
  async titles(): Promise<string[]> {
    await expect(this.recommended.locator('[aria-busy]')).toHaveCount(0);
    return this.recommended.getByRole('article').getByRole('heading').allInnerTexts();
  }

  /** A card of the list, by its title. */
  listed(title: string): Locator {
    return this.recommended.getByRole('article', { name: title, exact: true });
  }

  /** Rates the first cards: a visitor with a taste. */
  async rateSome(...names: string[]): Promise<void> {
    for (const [place, name] of names.entries()) {
      await star(this.card(place), name).click();
      await this.expectRatings(place + 1);
    }
  }

  /** A card under "Rate these movies", by its place. */
  card(place: number): Locator {
    return this.rate.getByRole('article').nth(place);
  }

  /** A card to rate, by its title: a question, or what a search found. */
  toRate(title: string): Locator {
    return this.rate.getByRole('article', { name: title, exact: true });
  }

  /** Waits until the list is made from so many ratings. */
  async expectRatings(count: number): Promise<void> {
    const words =
      count === 0 ? 'A general list' : `From ${count} ${count === 1 ? 'rating' : 'ratings'} of yours`;
    await expect(this.recommended.getByRole('status').first()).toContainText(words);
  }
}

/** A radio button by its name, in a card. */
export const star = (card: Locator, name: string): Locator => card.getByRole('radio', { name, exact: true });
