/** Owns how long work lets others go first, on the page and in the worker. */

/** A task of its own: keys, frames, and requests for lists come in between. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
