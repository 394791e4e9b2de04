/** Types of the app's environment: SvelteKit's hooks for app-wide types. */
import type { EarlyClicks } from '$lib/components/site/early-clicks';

declare global {
  /** Set by the script in `app.html`. */
  var yamrEarly: EarlyClicks | undefined;
  namespace App {
    interface Error {
      message: string;
    }
    interface PageState {
      /** How many details were opened one from another (components/details/address.ts). */
      detailsDepth?: number;
    }
  }
}

export {};
