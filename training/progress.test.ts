import { expect, it } from 'vitest';
import { createProgress, formatDuration } from './progress.ts';

function recorder(isTTY: boolean): {
  written: string[];
  stream: { isTTY: boolean; write(text: string): void };
} {
  const written: string[] = [];
  return { written, stream: { isTTY, write: (text) => void written.push(text) } };
}

it('says how long in the unit a person would use', () => {
  expect([400, 45_000, 200_000, 3_900_000].map(formatDuration)).toEqual([
    '0 s',
    '45 s',
    '3 min 20 s',
    '1 h 05 min'
  ]);
});

it('draws a bar with the time left on a terminal, and clears it at the end', () => {
  const { written, stream } = recorder(true);
  let now = 0;
  const progress = createProgress(stream, () => now);
  progress.start('Training', 100);
  now = 10_000;
  progress.update(25);
  expect(written.at(-1)).toContain('Training [######..................] 25%, 30 s left');
  now = 40_000;
  progress.finish();
  expect(written.at(-1)).toBe('Training: done in 40 s\n');
});

it('writes at most one plain line in five seconds elsewhere', () => {
  const { written, stream } = recorder(false);
  let now = 0;
  const progress = createProgress(stream, () => now);
  progress.start('Training', 1000);
  for (let done = 1; done <= 1000; done++) {
    now += 10;
    progress.update(done);
  }
  progress.finish();
  expect(written).toEqual([
    'Training: 50%, 5 s left\n',
    'Training: 100%, 0 s left\n',
    'Training: done in 10 s\n'
  ]);
});

it('says no time left before it can know', () => {
  const { written, stream } = recorder(false);
  let now = 0;
  const progress = createProgress(stream, () => now);
  progress.start('Training', 1000);
  for (const done of [19, 20]) {
    now += 5000;
    progress.update(done);
  }
  expect(written).toEqual(['Training: 1%\n', 'Training: 2%, 8 min 10 s left\n']);
});

it('ends the work that was running when the next one starts', () => {
  const { written, stream } = recorder(false);
  const progress = createProgress(stream, () => 0);
  progress.start('Loading', 0);
  progress.start('Training', 0);
  progress.finish();
  progress.finish();
  expect(written).toEqual(['Loading: done in 0 s\n', 'Training: done in 0 s\n']);
});
