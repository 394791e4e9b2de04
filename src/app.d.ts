/** Types of the app's environment: SvelteKit's hooks for app-wide types. */
declare global {
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
