/**
 * Owns the second scorer of the comparison: another kept version in a worker of its own, started when it is first
 * asked, ended when it is not wanted any more.
 */
import { openReleaseCache } from '#release/cache';
import type { ScorerClient } from '$lib/scorer/scorer-client';
import type { ModelState } from '$lib/state/model.svelte';

export interface SecondVersion {
  readonly version: string;
  readonly client: ScorerClient;
}

export class SecondScorer {
  readonly #model: ModelState;
  #inUse: string | undefined;
  #starting: Promise<SecondVersion | undefined> | undefined;
  #client: ScorerClient | undefined;

  constructor(model: ModelState) {
    this.#model = model;
  }

  /** The other version beside the one in use; undefined where none is kept. Throws what its start throws. */
  get(inUse: string): Promise<SecondVersion | undefined> {
    if (this.#inUse !== inUse) this.stop();
    this.#inUse = inUse;
    this.#starting ??= this.#start(inUse);
    return this.#starting;
  }

  stop(): void {
    this.#client?.stop();
    this.#client = undefined;
    this.#starting = undefined;
  }

  async #start(inUse: string): Promise<SecondVersion | undefined> {
    const version = (await openReleaseCache().versions()).find((kept) => kept !== inUse);
    if (version === undefined) {
      // One may arrive during the visit.
      this.#starting = undefined;
      return undefined;
    }
    const client = (this.#client = this.#model.createOther(version));
    await client.start();
    return { version, client };
  }
}
