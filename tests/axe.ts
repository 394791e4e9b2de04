/** Owns what the tests ask axe. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** All rules in light; in dark the one whose answer colours change. */
const ROUNDS = [
  { colorScheme: 'light', rules: undefined },
  { colorScheme: 'dark', rules: ['color-contrast'] }
] as const;

/**
 * What axe finds on the page as it is, in both themes; empty is good. Posters are decoration, hidden from assistive
 * technology; skipping them halves the time.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const { colorScheme, rules } of ROUNDS) {
    // A colour that fades from one theme to the other would be judged halfway.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Without frames there is nothing to open a second page for, which is what the other mode does every time.
    const builder = new AxeBuilder({ page }).exclude('[aria-hidden="true"]').setLegacyMode();
    const { violations } = await (rules ? builder.withRules([...rules]) : builder).analyze();
    for (const { id, nodes } of violations) {
      found.push(...nodes.map(({ html }) => `${colorScheme}: ${id}: ${html}`));
    }
  }
  return found;
}
