/** Owns how scores become a list: the best movies that are not excluded, in a stable order. */

/**
 * The `count` best items by `ranking` (higher is better; ties: smaller itemIndex first), without those that
 * `exclude` names. NaN never enters. Shorter where fewer are left. O(itemCount log count) at worst.
 */
export function topItems(
  ranking: Float32Array,
  count: number,
  exclude: (itemIndex: number) => boolean = () => false
): Int32Array {
  const heap = new Int32Array(Math.max(0, Math.min(count, ranking.length)));
  let size = 0;
  // The heap's root is the worst item kept, so that most of the catalogue costs one comparison.
  const worse = (a: number, b: number): boolean =>
    ranking[a]! < ranking[b]! || (ranking[a]! === ranking[b]! && a > b);
  const siftDown = (): void => {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= size) return;
      const right = left + 1;
      const child = right < size && worse(heap[right]!, heap[left]!) ? right : left;
      if (!worse(heap[child]!, heap[at]!)) return;
      [heap[at], heap[child]] = [heap[child]!, heap[at]!];
      at = child;
    }
  };
  for (let item = 0; item < ranking.length; item++) {
    if (Number.isNaN(ranking[item]) || (size === heap.length && (size === 0 || !worse(heap[0]!, item))))
      continue;
    if (exclude(item)) continue;
    if (size < heap.length) {
      let at = size++;
      heap[at] = item;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!worse(heap[at]!, heap[parent]!)) break;
        [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
        at = parent;
      }
    } else {
      heap[0] = item;
      siftDown();
    }
  }
  return heap.slice(0, size).sort((a, b) => ranking[b]! - ranking[a]! || a - b);
}
