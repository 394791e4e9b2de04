/** Owns cutting a long list into queries of a bounded size, smaller ones where the service breaks off at a large one. */
import { TooHeavyError } from './wikidata.ts';

/**
 * Calls `ask` with at most `size` items at a time until all have been asked for. A batch that is too heavy is halved,
 * and grows again as batches pass. Throws what `ask` throws, `TooHeavyError` of a single item too.
 */
export async function askInBatches<Item>(
  items: readonly Item[],
  size: number,
  ask: (batch: readonly Item[]) => Promise<void>
): Promise<void> {
  let current = size;
  for (let at = 0; at < items.length;) {
    const batch = items.slice(at, at + current);
    try {
      await ask(batch);
    } catch (thrown) {
      if (!(thrown instanceof TooHeavyError) || batch.length === 1) throw thrown;
      current = Math.ceil(batch.length / 2);
      continue;
    }
    at += batch.length;
    current = Math.min(size, current * 2);
  }
}
