/**
 * `npm run soak`: histories of the sync by the thousand (tests/sync-steps.ts), of which `npm test` plays a few hundred. A
 * failure is shrunk and named by its seed, with which it can be seen again.
 */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { throwIfAborted, YamrError } from '#core/errors';
import { playHistory } from './sync-history.ts';
import { histories } from './sync-steps.ts';
import { integerBetween, runCommand } from '../scripts/command.ts';

interface Options {
  readonly histories: number;
  readonly seed: number;
}

await runCommand<Options>({
  name: 'soak',
  description:
    'Plays histories of devices, accounts, clocks and networks against the sync, and checks that nothing is lost.',
  setUp: (command) => {
    command
      .option('--histories <n>', 'how many', integerBetween(1), 10_000)
      .option('--seed <n>', 'of the first one', integerBetween(0), 1);
  },
  async run({ histories: count, seed }, { signal, progress, print }) {
    let [agreed, played] = [0, 0];
    const met = new Map<string, number>();
    const startMs = performance.now();
    progress.start('Playing histories', count);
    const found = await fc.check(
      fc.asyncProperty(histories, async (history) => {
        // Ctrl-C is no failure, which would be shrunk.
        if (signal.aborted) return;
        const end = await playHistory(history);
        agreed += end.agreed;
        for (const [name, count] of end.met) met.set(name, (met.get(name) ?? 0) + count);
        progress.update(++played);
      }),
      { numRuns: count, seed }
    );
    throwIfAborted(signal);
    if (found.failed) {
      const cause = found.errorInstance;
      const words = cause instanceof Error ? cause.message : String(cause);
      print(fc.stringify(found.counterexample));
      throw new YamrError('bad-data', `A history with seed ${found.seed} does not hold: ${words}`, { cause });
    }
    const seconds = Math.round((performance.now() - startMs) / 1000);
    print('They met:');
    for (const [name, times] of [...met].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })))
      print(`  ${String(times).padStart(7)} ${name}`);
    print(`${count} histories from seed ${seed} in ${seconds} s, ${agreed} states agreed on at their ends:`);
    print('lost 0, doubled 0, leaked 0, diverged 0.');
  }
});
