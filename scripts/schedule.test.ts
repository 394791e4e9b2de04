import { expect, test } from 'vitest';
import { runTasks, type Task } from './schedule.ts';

interface Trace {
  readonly events: string[];
  readonly task: (name: string, after?: string[], ok?: boolean) => Task<{ ok: boolean }>;
}

function trace(): Trace {
  const events: string[] = [];
  return {
    events,
    task: (name, after = [], ok = true) => ({
      name,
      after,
      run: async () => {
        events.push(`+${name}`);
        await new Promise((done) => setTimeout(done, 5));
        events.push(`-${name}`);
        return { ok };
      }
    })
  };
}

test('a task starts after those it names, and no more than the limit run at a time', async () => {
  const { events, task } = trace();
  const results = await runTasks([task('a'), task('b'), task('c'), task('d', ['a', 'b', 'c'])], 2);
  expect([...results.keys()].sort()).toEqual(['a', 'b', 'c', 'd']);
  expect(events.slice(0, 2)).toEqual(['+a', '+b']);
  expect(events.indexOf('+c')).toBeGreaterThan(events.indexOf('-a'));
  expect(events.indexOf('+d')).toBeGreaterThan(events.indexOf('-c'));
});

test('after a failure no task starts, and those under way end', async () => {
  const { events, task } = trace();
  const results = await runTasks(
    [task('bad', [], false), task('beside'), task('later'), task('e2e', ['bad'])],
    2
  );
  expect([...results.keys()].sort()).toEqual(['bad', 'beside']);
  expect(events).toEqual(['+bad', '+beside', '-bad', '-beside']);
});
