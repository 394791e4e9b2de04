/**
 * Owns how a catalogue grows under the page when more of a release is there: in slices, so that no task of the page is
 * long, and into a new catalogue, so that whoever holds the one before is not disturbed.
 */
import { indexedCatalogue, type Catalogue } from '#core/catalogue';
import { asItemIndex, type ItemIndex } from '#core/ids';
import { nextTask } from '$lib/scorer/next-task';
import { createUnpacker, type PackedRows } from '$lib/scorer/packed-catalogue';

/** Far below a long task (50 ms), on slow phones too. */
export const SLICE_MS = 6;
/** Rows between two looks at the clock. */
const CHUNK = 64;

/** The catalogue with these rows behind its own; those that it has already are passed over. */
export async function grown(catalogue: Catalogue, rows: PackedRows): Promise<Catalogue> {
  const skipped = catalogue.itemCount - rows.fromRow;
  if (skipped >= rows.rowCount) return catalogue;
  const unpacker = createUnpacker(catalogue.file);
  const { movieId } = unpacker.file;
  const index = new Map<number, ItemIndex>();
  let [indexed, added] = [0, skipped];
  let endMs = performance.now() + SLICE_MS;
  while (indexed < movieId.length || added < rows.rowCount) {
    if (added < rows.rowCount) {
      const to = Math.min(added + CHUNK, rows.rowCount);
      unpacker.add(rows, added, to);
      added = to;
    }
    for (const to = Math.min(indexed + 2 * CHUNK, movieId.length); indexed < to; indexed++) {
      index.set(movieId[indexed]!, asItemIndex(indexed));
    }
    if (performance.now() < endMs) continue;
    await nextTask();
    endMs = performance.now() + SLICE_MS;
  }
  return indexedCatalogue(unpacker.file, index);
}
