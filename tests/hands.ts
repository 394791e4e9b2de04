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
  write: (field, text) => field.fill(text),
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

/** More stops than any two controls of a page lie apart. */
const MOST_STOPS = 250;

/** Goes with Tab, or back with Shift+Tab, until the focus is on the target or in it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    // Asked for anew at each stop: the list may have been drawn again meanwhile.
    const way = await target.evaluate((wanted) => {
      const active = document.activeElement ?? document.body;
      if (wanted.contains(active)) return 'there';
      const place = active.compareDocumentPosition(wanted);
      return active !== document.body && place & Node.DOCUMENT_POSITION_PRECEDING ? 'back' : 'on';
    });
    if (way === 'there') return;
    await page.keyboard.press(way === 'on' ? 'Tab' : 'Shift+Tab');
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
