/** Owns what runs inside the page while it is measured: plain functions that are handed to the browser as they are. */

export interface Probe {
  /** When the first list from ratings was in the DOM, and when the scorer's worker was made; since navigation. */
  firstListMs: number;
  workerMs: number;
  longTasksMs: number[];
}

declare global {
  interface Window {
    yamrProbe: Probe;
  }
}

/** Runs before the page's own code. */
export function installProbe(): void {
  const probe: Probe = { firstListMs: NaN, workerMs: NaN, longTasksMs: [] };
  window.yamrProbe = probe;
  window.Worker = new Proxy(Worker, {
    construct: (target, args: ConstructorParameters<typeof Worker>) => {
      if (Number.isNaN(probe.workerMs)) probe.workerMs = performance.now();
      return new target(...args);
    }
  });
  const changes = new MutationObserver(() => {
    const list = document.querySelector('#recommended');
    if (!list?.querySelector('article')) return;
    if (!list.querySelector('[role=status]')?.textContent.trim().startsWith('From')) return;
    probe.firstListMs = performance.now();
    changes.disconnect();
  });
  changes.observe(document, { childList: true, subtree: true, characterData: true });
  new PerformanceObserver((entries) => {
    probe.longTasksMs.push(...entries.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
}

/** Puts ratings of the most rated movies where the app keeps them. Plain IndexedDB: the page's own code is no help here. */
export async function storeRatings(count: number): Promise<void> {
  const read = async <T>(url: string): Promise<T> => (await fetch(url)).json() as Promise<T>;
  const { version } = await read<{ version: string }>('/models/current.json');
  const { files } = await read<{ files: { role: string; path: string }[] }>(
    `/models/${version}/manifest.json`
  );
  const tiers = await Promise.all(
    files
      .filter(({ role }) => role === 'catalogue')
      .map(({ path }) => read<{ movieId: number[] }>(`/models/${version}/${path}`))
  );
  const movieId = tiers.flatMap((tier) => tier.movieId);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('yamr');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
  const transaction = database.transaction('ratings', 'readwrite');
  for (const [k, id] of movieId.slice(0, count).entries()) {
    transaction
      .objectStore('ratings')
      .put({ movieId: id, stars: (((k * 7) % 10) + 1) / 2, updatedAtMs: 1_700_000_000_000 + k * 1000 });
  }
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
}

/**
 * Rates the first movies of the list one after the other, with a pause after each in which everything that follows
 * from it happens. Returns the longest task of the main thread meanwhile and the measures of the app.
 */
export async function rateMovies({ count, pauseMs }: { count: number; pauseMs: number }): Promise<{
  readonly rateToListMs: number[];
  readonly longTasksMs: number[];
}> {
  const measures = (): PerformanceEntryList => performance.getEntriesByName('yamr:rate-to-list');
  const before = measures().length;
  window.yamrProbe.longTasksMs.length = 0;
  for (let k = 0; k < count; k++) {
    const stars = document.querySelectorAll<HTMLElement>('#recommended article input[type=radio]');
    stars[(k * 7) % 10]?.click();
    const deadlineMs = performance.now() + 10_000;
    while (measures().length < before + k + 1) {
      if (performance.now() > deadlineMs) throw new Error('A star was given, but no list came.');
      await new Promise((done) => setTimeout(done, 5));
    }
    await new Promise((done) => setTimeout(done, pauseMs));
  }
  return {
    rateToListMs: measures()
      .slice(before)
      .map(({ duration }) => duration),
    longTasksMs: [...window.yamrProbe.longTasksMs]
  };
}
