/**
 * Owns how long work says how far it is: a bar with the time left on a terminal, a plain line every few
 * seconds elsewhere (CI, a log file). Always on stderr, so that stdout stays the command's answer.
 */

/** One piece of work at a time; `start` ends what was running. */
export interface Progress {
  /** `total` in any unit that `update` uses too; 0 or less where it is not known. */
  start(label: string, total: number): void;
  /** `done` counts from the start (not from the last call). Cheap: may be called thousands of times a second. */
  update(done: number): void;
  finish(): void;
}

/** Says nothing: for tests and for callers that did not ask. */
export const silentProgress: Progress = {
  start: () => undefined,
  update: () => undefined,
  finish: () => undefined
};

/** Where progress is drawn: the part of process.stderr that is used. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const REDRAW_MS = 100;
const LINE_MS = 5000;
const BAR_WIDTH = 24;
/** Before this share is done, the time left would be a guess: hours, where it takes minutes. */
const KNOWN_FROM = 0.02;

/** "45 s", "3 min 20 s", "1 h 05 min". */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
}

/** Progress on a stream; `nowMs` is the clock in milliseconds. */
export function createProgress(
  stream: ProgressStream = process.stderr,
  nowMs: () => number = () => performance.now()
): Progress {
  let work: { label: string; total: number; startMs: number; done: number } | undefined;
  let shownMs = 0;

  const describe = (now: number): string => {
    if (!work) return '';
    const { label, total, startMs, done } = work;
    const elapsedMs = now - startMs;
    if (total <= 0) return `${label}: ${formatDuration(elapsedMs)}`;
    const share = Math.min(1, Math.max(0, done / total));
    const percent = `${Math.floor(share * 100)}%`;
    const left = share >= KNOWN_FROM ? `, ${formatDuration((elapsedMs * (1 - share)) / share)} left` : '';
    if (!stream.isTTY) return `${label}: ${percent}${left}`;
    const filled = Math.round(share * BAR_WIDTH);
    return `${label} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${percent}${left}`;
  };
  const redraw = (text: string): void => {
    stream.write(`\r\x1b[K${text.slice(0, (stream.columns ?? 80) - 1)}`);
  };

  const progress: Progress = {
    start(label, total) {
      progress.finish();
      const now = nowMs();
      work = { label, total, startMs: now, done: 0 };
      shownMs = now;
      if (stream.isTTY) redraw(describe(now));
    },
    update(done) {
      if (!work) return;
      work.done = done;
      const now = nowMs();
      if (now - shownMs < (stream.isTTY ? REDRAW_MS : LINE_MS)) return;
      shownMs = now;
      if (stream.isTTY) redraw(describe(now));
      else stream.write(`${describe(now)}\n`);
    },
    finish() {
      if (!work) return;
      const text = `${work.label}: done in ${formatDuration(nowMs() - work.startMs)}`;
      work = undefined;
      if (stream.isTTY) redraw('');
      stream.write(`${text}\n`);
    }
  };
  return progress;
}
