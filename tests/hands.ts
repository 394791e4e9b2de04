/** Owns how people work the page: with a mouse, with a finger, or with the keys alone. */
import type { Locator, Page } from '@playwright/test';
import { star } from './app-page.ts';
import { expect } from './fixtures.ts';

export interface Hand {
  /** Of buttons and links. */
  press(target: Locator): Promise<void>;
  rate(card: Locator, stars: 1 | 2 | 3 | 4 | 5): Promise<void>;
  /** Of an open list of options. */
  choose(combobox: Locator, label: string): Promise<void>;
  /** To its right end. */
  slideToEnd(slider: Locator): Promise<void>;
  write(field: Locator, text: string): Promise<void>;
  /** Takes back what was done last. */
  undo(): Promise<void>;
}

const starsName = (stars: number): string => `${stars} ${stars === 1 ? 'star' : 'stars'}`;

async function rightEndOf(slider: Locator): Promise<{ x: number; y: number }> {
  const track = slider.locator('..');
  await track.scrollIntoViewIfNeeded();
  const box = await track.boundingBox();
  if (!box) throw new Error('The slider is not drawn.');
  return { x: box.x + box.width - 2, y: box.y + box.height / 2 };
}

export const mouse = (page: Page): Hand => ({
  press: (target) => target.click(),
  rate: (card, stars) => star(card, starsName(stars)).click(),
  choose: async (combobox, label) => {
    await combobox.selectOption({ label });
  },
  slideToEnd: async (slider) => {
    const { x, y } = await rightEndOf(slider);
    await page.mouse.click(x, y);
  },
  // By keys: what a page does in answer to them is no jump by itself.
  write: async (field, text) => {
    await field.press('Control+a');
    await field.press('Backspace');
    await field.pressSequentially(text);
  },
  undo: () => page.getByRole('button', { name: 'Undo' }).click()
});

export const finger = (page: Page): Hand => ({
  ...mouse(page),
  press: (target) => target.tap(),
  rate: (card, stars) => star(card, starsName(stars)).tap(),
  slideToEnd: async (slider) => {
    const { x, y } = await rightEndOf(slider);
    await page.touchscreen.tap(x, y);
  },
  undo: () => page.getByRole('button', { name: 'Undo' }).tap()
});

/** More looks than it takes to find anything on a page. */
const MOST_LOOKS = 60;

/**
 * Goes with Tab, or back with Shift+Tab, until the focus is on the target or in it: the stops that seem to lie
 * between, then looks again, because the list may have been drawn anew meanwhile.
 */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const { way, between } = await target.evaluate((wanted) => {
      const active = document.activeElement ?? document.body;
      if (wanted.contains(active)) return { way: 1, between: -1 };
      const place = (of: Element, other: Element): number =>
        of.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? 1 : -1;
      const way = active === document.body ? 1 : place(active, wanted);
      // A group of radio buttons is one stop.
      const between = [
        ...document.querySelectorAll('a[href], button, select, [role="radiogroup"], [tabindex="0"]')
      ].filter((one) => one.checkVisibility() && place(one, active) === -way && place(one, wanted) === way);
      return { way, between: between.length };
    });
    if (between < 0) return;
    // In a dialog, whose ends are joined, one stop that was none leads past the target again and again.
    const stops = Math.max(1, Math.floor(between / (look < 2 ? 1 : 2)));
    if (way < 0) await page.keyboard.down('Shift');
    // Sent together: waiting for an answer to each takes longer than all of them.
    await Promise.all(Array.from({ length: stops }, () => page.keyboard.press('Tab')));
    if (way < 0) await page.keyboard.up('Shift');
  }
  throw new Error(`The keyboard does not reach ${target.toString()}.`);
}

export const keyboard = (page: Page): Hand => ({
  press: async (target) => {
    await tabTo(page, target);
    await page.keyboard.press('Enter');
  },
  rate: async (card, stars) => {
    await tabTo(page, card.getByRole('radiogroup'));
    await page.keyboard.press(String(stars));
  },
  choose: async (combobox, label) => {
    await tabTo(page, combobox);
    await page.keyboard.type(label);
    await expect(combobox.locator('option:checked')).toHaveText(label);
  },
  slideToEnd: async (slider) => {
    await tabTo(page, slider);
    await page.keyboard.press('End');
  },
  write: async (field, text) => {
    await tabTo(page, field);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Backspace');
    await page.keyboard.type(text);
  },
  undo: () => page.keyboard.press('Control+z')
});
