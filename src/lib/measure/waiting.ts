/**
 * Owns the visitor's agreement and what waits to be sent, in one entry of localStorage: without an agreement there is
 * no entry, so that withdrawing it leaves nothing behind. Read afresh each time: other tabs count too.
 */
import * as v from 'valibot';
import { CounterReportSchema, REPORTS_MAX } from '#core/counters';
import { MEASURE_KEY } from '$lib/state/agreement';

const WaitingSchema = v.strictObject({
  formatVersion: v.literal(1),
  /** Whether two versions may be compared on each new rating. */
  compares: v.boolean(),
  /** When a batch was last tried; 0 before the first. Unix time in milliseconds. It is sent to nobody. */
  triedAtMs: v.number(),
  reports: v.pipe(v.array(CounterReportSchema), v.maxLength(REPORTS_MAX))
});
export type Waiting = v.InferOutput<typeof WaitingSchema>;

export const NOTHING_YET: Waiting = { formatVersion: 1, compares: false, triedAtMs: 0, reports: [] };

/** Undefined where the visitor has not agreed, and where what is stored means nothing. */
export function readWaiting(): Waiting | undefined {
  try {
    const stored = v.safeParse(WaitingSchema, JSON.parse(localStorage.getItem(MEASURE_KEY) ?? 'null'));
    return stored.success ? stored.output : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined withdraws. Whether the browser let it be stored. */
export function writeWaiting(waiting: Waiting | undefined): boolean {
  try {
    if (waiting === undefined) localStorage.removeItem(MEASURE_KEY);
    else localStorage.setItem(MEASURE_KEY, JSON.stringify(waiting));
    return true;
  } catch {
    return false;
  }
}
