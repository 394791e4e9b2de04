/**
 * Owns what a change of a rating is when it leaves the device, and the one order in which changes of the same
 * movie win: used by the client's outbox, the API and its table, and by the tests' model of both.
 */
import * as v from 'valibot';
import { MovieIdSchema, StarsSchema } from './rating.ts';

/** A client's clock may run this far ahead of the server's: a day, and an hour for a slow delivery. */
export const MAX_AHEAD_MS = 25 * 60 * 60 * 1000;
/** The last millisecond that a JavaScript Date can hold. */
const LAST_MS = 8.64e15;

const EVENT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Made by the client (uuid.ts); small letters, so that every store compares it alike. */
export const EventIdSchema = v.pipe(
  v.string(),
  v.regex(EVENT_ID, 'eventId must be a UUID in small letters'),
  v.description('made by the client once, sent again unchanged on every retry')
);

const UnixMsSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAST_MS));

/** How often the account's ratings have been deleted; 0 for an account that never deleted any. */
export const EpochSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0x7fffffff));

/** What decides between two states of one movie. */
const versionEntries = {
  epoch: v.pipe(
    EpochSchema,
    v.description('the epoch of the account that the client knew when it made the event')
  ),
  updatedAtMs: v.pipe(
    UnixMsSchema,
    v.description('when the visitor made the change, by the client’s clock, Unix milliseconds')
  ),
  eventId: EventIdSchema
};

/** The state of one movie in one account: a rating, or `stars: null` where it was taken back. */
export const SyncEventSchema = v.strictObject({
  ...versionEntries,
  movieId: v.pipe(MovieIdSchema, v.description('MovieLens’ movieId')),
  stars: v.pipe(
    v.nullable(StarsSchema),
    v.description('a half star from 0.5 to 5, or null: the rating was taken back')
  ),
  ratedAtMs: v.optional(
    v.pipe(
      UnixMsSchema,
      v.description(
        'when the movie was rated where that is another time than updatedAtMs: an import keeps it'
      )
    )
  )
});
export type SyncEvent = v.InferOutput<typeof SyncEventSchema>;

/** The part of an event that decides which one wins. */
export type EventVersion = Pick<SyncEvent, 'epoch' | 'updatedAtMs' | 'eventId'>;

/**
 * The order of last-writer-wins: by epoch, then timestamp, then event id. Negative where `a` loses to `b`, 0 only
 * for the same event. Total, and the same everywhere: the table compares `versionKey`s.
 */
export function compareVersions(a: EventVersion, b: EventVersion): number {
  if (a.epoch !== b.epoch) return a.epoch - b.epoch;
  if (a.updatedAtMs !== b.updatedAtMs) return a.updatedAtMs - b.updatedAtMs;
  return a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0;
}

const EPOCH_DIGITS = 10;
const MS_DIGITS = 16;

/** A text whose order is that of `compareVersions`, for stores that can compare one value only. */
export function versionKey({ epoch, updatedAtMs, eventId }: EventVersion): string {
  const digits = (value: number, count: number): string => String(value).padStart(count, '0');
  return `${digits(epoch, EPOCH_DIGITS)}.${digits(updatedAtMs, MS_DIGITS)}.${eventId}`;
}

/** The one of two states that stays; `current` on a tie, because it is the same event. */
export function laterOf<Event extends EventVersion>(current: Event | undefined, incoming: Event): Event {
  return current && compareVersions(current, incoming) >= 0 ? current : incoming;
}

/** Whether the server refuses a timestamp as one of the future. */
export function isTooFarAhead(updatedAtMs: number, serverTimeMs: number): boolean {
  return updatedAtMs > serverTimeMs + MAX_AHEAD_MS;
}

/**
 * The timestamp of a new change: the clock, but always after the state that it replaces (`previousMs`). A
 * change made with knowledge of another one therefore wins over it, however wrong either device's clock is.
 */
export function nextTimestampMs(nowMs: number, previousMs?: number): number {
  return previousMs === undefined ? nowMs : Math.max(nowMs, previousMs + 1);
}
