/** Owns how long a training and its phases took. Phases may overlap. */

export interface Phase {
  readonly name: string;
  /** From the start of the training. */
  readonly startSeconds: number;
  readonly seconds: number;
}

export interface Phases {
  /** In the order in which they ended. */
  readonly list: readonly Phase[];
  measure<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Since the phases were created; processor time is of all threads. */
  time(): { readonly seconds: number; readonly cpuSeconds: number };
  /** Most memory that the process, all threads included, has ever held. */
  peakMemoryBytes(): number;
}

export function createPhases(): Phases {
  const list: Phase[] = [];
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  const secondsNow = (): number => (performance.now() - startMs) / 1000;
  return {
    list,
    async measure(name, work) {
      const startSeconds = secondsNow();
      const result = await work();
      list.push({ name, startSeconds, seconds: secondsNow() - startSeconds });
      return result;
    },
    time() {
      const { user, system } = process.cpuUsage(startCpu);
      return { seconds: secondsNow(), cpuSeconds: (user + system) / 1e6 };
    },
    peakMemoryBytes: () => process.resourceUsage().maxRSS * 1024
  };
}
