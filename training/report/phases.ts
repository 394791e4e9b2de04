/** Owns how long each phase of a training took, by the clock and in processor time of all its threads. */

export interface Phase {
  readonly name: string;
  readonly seconds: number;
  /** Of all threads: divided by `seconds`, how many cores were busy. */
  readonly cpuSeconds: number;
}

export interface Phases {
  /** In the order in which they ended. */
  readonly list: readonly Phase[];
  measure<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Most memory that the process, all threads included, has ever held. */
  peakMemoryBytes(): number;
}

export function createPhases(): Phases {
  const list: Phase[] = [];
  return {
    list,
    async measure(name, work) {
      const startMs = performance.now();
      const startCpu = process.cpuUsage();
      const result = await work();
      const { user, system } = process.cpuUsage(startCpu);
      const seconds = (performance.now() - startMs) / 1000;
      list.push({ name, seconds, cpuSeconds: (user + system) / 1e6 });
      return result;
    },
    peakMemoryBytes: () => process.resourceUsage().maxRSS * 1024
  };
}
