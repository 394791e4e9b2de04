/** Owns pauses in long work of the worker: who asks for a list meanwhile gets it from the model that is there. */

/** Lets what waits for this thread go first. */
export const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
