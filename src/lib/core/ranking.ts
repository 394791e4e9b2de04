/** Owns the order of movies: the best that are not excluded, ties broken, and where a movie stands among them. */

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
  /** The value to beat once all places are taken; items come in the order that breaks ties. */
  let least = heap.length === 0 ? Infinity : -Infinity;
  for (let item = 0; item < ranking.length; item++) {
    const value = ranking[item]!;
    if (size === heap.length ? !(value > least) : Number.isNaN(value)) continue;
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
    if (size === heap.length) least = ranking[heap[0]!]!;
  }
  return heap.slice(0, size).sort((a, b) => ranking[b]! - ranking[a]! || a - b);
}

/**
 * The rank of each of `items` (1 is best) among the movies that `exclude` [itemCount] does not mark, in the
 * order of `topItems`; an excluded item gets the rank that it would have among them. NaN ranks behind all.
 * One pass, one comparison for most of the catalogue.
 */
export function ranksOf(ranking: Float32Array, items: ArrayLike<number>, exclude: Uint8Array): Int32Array {
  const better = (a: number, b: number): boolean =>
    ranking[a]! > ranking[b]! || (ranking[a]! === ranking[b]! && a < b) || Number.isNaN(ranking[b]);
  const order = Array.from({ length: items.length }, (_, k) => k).sort((a, b) =>
    items[a] === items[b] ? 0 : better(items[a]!, items[b]!) ? -1 : 1
  );
  // ahead[p]: movies better than the p-th best of `items` and not better than the one before it.
  const ahead = new Int32Array(items.length);
  for (let item = 0; item < ranking.length; item++) {
    let place = order.length;
    while (place > 0 && better(item, items[order[place - 1]!]!)) place--;
    if (place < order.length && exclude[item] === 0 && !Number.isNaN(ranking[item])) ahead[place]!++;
  }
  const ranks = new Int32Array(items.length);
  let count = 1;
  order.forEach((k, place) => {
    count += ahead[place]!;
    ranks[k] = count;
  });
  return ranks;
}
