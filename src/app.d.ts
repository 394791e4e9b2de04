/** Types of the app's environment: SvelteKit's hooks for app-wide types. */
declare global {
  namespace App {
    interface Error {
      message: string;
    }
  }
}

export {};
