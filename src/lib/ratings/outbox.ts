/** Owns how a change of the library becomes an event that waits to be sent. Pure. */
import type { LibraryChange } from '../library/library.ts';
import { nextTimestampMs, type SyncEvent } from '#core/sync-event';
import { newUuid } from '#core/uuid';
import type { ChangeRecord } from './db.ts';

/** The timestamp of the synced state under a record: what a correction of the clock must stay above. */
const syncedMs = (known: ChangeRecord | undefined): number | undefined =>
  known?.status === 'synced' ? known.updatedAtMs : known?.status === 'waiting' ? known.afterMs : undefined;

/**
 * The outbox entry of a change to the rating of a movie whose last change was `known`. One that still waits is
 * replaced: it would lose anyway. `epoch` is unknown before the account was read; the first reading gives it.
 */
export function outboxEntry(
  known: ChangeRecord | undefined,
  { movieId, updatedAtMs, entry }: LibraryChange,
  epoch = 0
): ChangeRecord {
  const stampMs = nextTimestampMs(updatedAtMs, known?.updatedAtMs);
  const rated = entry?.list === 'rated' ? entry : undefined;
  const afterMs = syncedMs(known);
  return {
    eventId: newUuid(),
    epoch,
    movieId,
    stars: rated?.stars ?? null,
    updatedAtMs: stampMs,
    ...(rated && rated.addedAtMs !== stampMs && { ratedAtMs: rated.addedAtMs }),
    status: 'waiting',
    ...(afterMs !== undefined && { afterMs })
  };
}

/** A waiting change again, as a new event: with the right clock, or in the account's epoch. */
export function restamp(
  record: ChangeRecord,
  change: { readonly epoch?: number; readonly serverTimeMs?: number }
): ChangeRecord {
  const { movieId, stars, ratedAtMs, epoch } = record;
  const afterMs = record.status === 'waiting' ? record.afterMs : undefined;
  const updatedAtMs =
    change.serverTimeMs === undefined ? record.updatedAtMs : nextTimestampMs(change.serverTimeMs, afterMs);
  return {
    eventId: newUuid(),
    epoch: change.epoch ?? epoch,
    movieId,
    stars,
    updatedAtMs,
    ...(ratedAtMs !== undefined && { ratedAtMs }),
    status: 'waiting',
    ...(afterMs !== undefined && { afterMs })
  };
}

/** What is sent of a record. */
export function eventOf(record: ChangeRecord): SyncEvent {
  const { eventId, epoch, movieId, stars, updatedAtMs, ratedAtMs } = record;
  return { eventId, epoch, movieId, stars, updatedAtMs, ...(ratedAtMs !== undefined && { ratedAtMs }) };
}
