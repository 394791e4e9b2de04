/** Owns keeping back what a page asks for, until a test lets it come. */
import type { BrowserContext } from '@playwright/test';

/** Holds every request whose address fits; gives what lets them go. */
export async function holdBack(context: BrowserContext, address: string): Promise<() => void> {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await context.route(address, async (route) => {
    await held;
    await route.fallback();
  });
  return letGo;
}
