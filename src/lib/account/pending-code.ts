/**
 * Owns what is remembered of a code that waits to be typed: for which address, and what it is for. Whoever closes the sheet, or the
 * page, to look for the mail finds the field for it again.
 */
import * as v from 'valibot';
import { RESET_LIFETIME_MS } from '#core/account-rules';

/** Named like everything that YAMR keeps in localStorage. */
export const PENDING_CODE_KEY = 'yamr:code';

const PendingCodeSchema = v.object({
  step: v.picklist(['confirm', 'reset']),
  email: v.pipe(v.string(), v.minLength(3)),
  sentAtMs: v.number()
});
export type PendingCode = v.InferOutput<typeof PendingCodeSchema>;

/** What waits, while the code can still count. */
export function readPendingCode(
  nowMs = Date.now(),
  storage: () => Storage = () => localStorage
): PendingCode | undefined {
  try {
    const pending = v.parse(PendingCodeSchema, JSON.parse(storage().getItem(PENDING_CODE_KEY) ?? ''));
    const ageMs = nowMs - pending.sentAtMs;
    return ageMs >= 0 && ageMs < RESET_LIFETIME_MS ? pending : undefined;
  } catch {
    return undefined;
  }
}

export function writePendingCode(
  pending: PendingCode | undefined,
  storage: () => Storage = () => localStorage
): void {
  try {
    if (pending) storage().setItem(PENDING_CODE_KEY, JSON.stringify(pending));
    else storage().removeItem(PENDING_CODE_KEY);
  } catch {
    // A browser that keeps nothing: the sheet of this page remembers it as long as it is open.
  }
}
