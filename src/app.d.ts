/** Types of the app's environment: SvelteKit's hooks for app-wide types. */
declare module 'virtual:yamr-general-list' {
  /** What scripts/general-list.ts wrote; vite.config.ts brings it. */
  const json: unknown;
  export default json;
}

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
