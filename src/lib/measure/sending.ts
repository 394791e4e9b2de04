/**
 * Owns the way of a batch to the API: at most one an hour, taken out of what waits before it goes, so that nothing is
 * ever counted twice, and put back where it certainly did not arrive.
 */
import { REPORTS_MAX, type CounterBatch, type CounterReport } from '#core/counters';
import { readWaiting, writeWaiting } from './waiting.ts';

export const SEND_EVERY_MS = 60 * 60 * 1000;

/** Whether a batch is due. A clock that was set back does not stop it for ever. */
export function isDue(triedAtMs: number, nowMs: number): boolean {
  return nowMs - triedAtMs >= SEND_EVERY_MS || nowMs < triedAtMs;
}

function putBack(reports: readonly CounterReport[]): void {
  const waiting = readWaiting();
  // Withdrawn meanwhile: it is gone.
  if (waiting) writeWaiting({ ...waiting, reports: [...reports, ...waiting.reports].slice(-REPORTS_MAX) });
}

/** Sends what waits, if a batch is due. Never throws: what did not arrive waits for the next time. */
export async function sendDue(apiUrl: string, nowMs: number, ask: typeof fetch = fetch): Promise<void> {
  const waiting = readWaiting();
  if (!waiting || waiting.reports.length === 0 || !isDue(waiting.triedAtMs, nowMs)) return;
  const { reports } = waiting;
  if (!writeWaiting({ ...waiting, triedAtMs: nowMs, reports: [] })) return;
  try {
    const response = await ask(`${apiUrl}/counters`, {
      method: 'POST',
      // The page may be on its way out.
      keepalive: true,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ reports } satisfies CounterBatch)
    });
    // A batch that the API does not want will not be wanted later either.
    if (response.status >= 500 || response.status === 429) putBack(reports);
  } catch {
    putBack(reports);
  }
}
