/** Owns running steps that wait for each other, some at a time, and none after the first failure. */

export interface Task<T> {
  readonly name: string;
  readonly after: readonly string[];
  readonly run: () => Promise<T>;
}

/**
 * Runs the tasks in their order, at most `limit` at a time, each after those it names. Once a result is not
 * ok no further task starts; those under way end. Resolves to the results by name of the tasks that ran.
 */
export async function runTasks<T extends { readonly ok: boolean }>(
  tasks: readonly Task<T>[],
  limit: number
): Promise<Map<string, T>> {
  const results = new Map<string, T>();
  const running = new Map<string, Promise<void>>();
  const passed = (name: string): boolean => results.get(name)?.ok === true;
  const startReady = (): void => {
    for (const task of tasks) {
      if (running.size >= limit || [...results.values()].some((result) => !result.ok)) return;
      if (results.has(task.name) || running.has(task.name) || !task.after.every(passed)) continue;
      const ended = task.run().then((result) => {
        results.set(task.name, result);
        running.delete(task.name);
      });
      running.set(task.name, ended);
    }
  };
  startReady();
  while (running.size > 0) {
    await Promise.race(running.values());
    startReady();
  }
  return results;
}
