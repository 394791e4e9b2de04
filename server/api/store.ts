/**
 * Owns what the API does with a person's ratings: judge and apply events, read what changed, delete everything.
 * Knows nothing of HTTP; app.ts puts it behind addresses.
 */
import * as v from 'valibot';
import type { ChangesPage, ClosingAnswer, DeletionAnswer, EventProblemCode, EventResult } from '#core/api';
import { isTooFarAhead, laterOf, SyncEventSchema, type SyncEvent } from '#core/sync-event';
import { accountTable, CLOSED_EPOCH, type AccountState } from '../tables/account-table.ts';
import type { Tables } from '../tables/client.ts';
import { FEED_OVERLAP_MS, ratingTable, type PutResult } from '../tables/rating-table.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { ApiProblem } from './problem.ts';
import { firstIssue } from './read-body.ts';
import type { UserDirectory } from './users.ts';

const START = { sinceMs: 0 };
/** A write that took longer than this from its stamp is stamped and written again: a reading may have passed it by. */
const LATE_AFTER_MS = FEED_OVERLAP_MS / 4;
const STAMPS_MAX = 3;

/** Every method but `close` throws `account-closed` once the account was deleted. */
export interface RatingStore {
  /** Judges and applies events of one person; `results[k]` is about `events[k]`. */
  apply(
    userId: string,
    events: readonly unknown[]
  ): Promise<{ readonly epoch: number; readonly serverTimeMs: number; readonly results: EventResult[] }>;
  readChanges(userId: string, cursor: string | undefined): Promise<Omit<ChangesPage, 'serverTimeMs'>>;
  /** Ends the epoch `ending`, or the current one. Throws `epoch-unknown`. */
  deleteAll(userId: string, ending: number | undefined): Promise<Omit<DeletionAnswer, 'serverTimeMs'>>;
  /** Ends the account for good: it is closed, its ratings are removed, then the user. Again: goes on from there. */
  close(userId: string): Promise<Omit<ClosingAnswer, 'serverTimeMs'>>;
  /** Whether the table answers. */
  isReachable(): Promise<boolean>;
}

const refuse = (code: EventProblemCode, detail: string): EventResult => ({
  outcome: 'refused',
  code,
  detail
});

function checkOpen(state: AccountState): AccountState {
  if (!state.isClosed) return state;
  throw new ApiProblem('account-closed', 'This account was deleted, for good; nothing can be kept in it.');
}

function refusalOf(event: SyncEvent, epoch: number, nowMs: number): EventResult | undefined {
  if (event.epoch < epoch) {
    return refuse('epoch-ended', 'All ratings of that time were deleted from the account.');
  }
  if (event.epoch > epoch) {
    return refuse('epoch-unknown', `The account is in epoch ${epoch}, not in ${event.epoch}.`);
  }
  if (isTooFarAhead(event.updatedAtMs, nowMs)) {
    return refuse('timestamp-ahead', 'The device’s clock is more than a day ahead.');
  }
  return undefined;
}

/** `now` is the server's clock, Unix ms. */
export function createRatingStore(tables: Tables, users: UserDirectory, now: () => number): RatingStore {
  const ratings = ratingTable(tables);
  const accounts = accountTable(tables);

  /** Of several events of a movie only the one that wins is written; the others have lost against it. */
  const write = async (
    userId: string,
    events: readonly SyncEvent[],
    stamp: number
  ): Promise<(event: SyncEvent) => PutResult> => {
    const winners = new Map<number, SyncEvent>();
    for (const event of events) winners.set(event.movieId, laterOf(winners.get(event.movieId), event));
    const results = new Map(
      await Promise.all(
        [...winners].map(
          async ([movieId, event]) => [movieId, await ratings.put(userId, event, stamp)] as const
        )
      )
    );
    return (event) => {
      const [winner, result] = [winners.get(event.movieId), results.get(event.movieId)];
      if (result && winner === event) return result;
      const state = result?.outcome === 'superseded' ? result.state : (winner ?? event);
      return { outcome: 'superseded', state };
    };
  };

  return {
    async apply(userId, events) {
      const parsed = events.map((event) => v.safeParse(SyncEventSchema, event, { abortEarly: true }));
      let first: EventResult[] | undefined;
      for (let attempt = 1; ; attempt++) {
        const stampedAtMs = now();
        const { epoch, stamp } = checkOpen(await accounts.takeStamp(userId, stampedAtMs));
        // Never behind what was taken before: where the clock has stepped back, a change of what is known must not be refused.
        const serverTimeMs = Math.max(stampedAtMs, stamp);
        const judged = parsed.map((one) =>
          one.success
            ? (refusalOf(one.output, epoch, serverTimeMs) ?? one.output)
            : refuse('invalid-event', firstIssue(one.issues))
        );
        const resultOf = await write(
          userId,
          judged.filter((one): one is SyncEvent => !('outcome' in one)),
          stamp
        );
        const results = judged.map((one): EventResult => ('outcome' in one ? one : resultOf(one)));
        // What was applied is, also where the second writing finds it there.
        first ??= results;
        const isInTime = Math.abs(now() - stampedAtMs) <= LATE_AFTER_MS;
        if (isInTime || attempt === STAMPS_MAX) return { epoch, serverTimeMs, results: first };
      }
    },

    async readChanges(userId, text) {
      const cursor = text === undefined ? undefined : readCursor(text);
      const { epoch, stamp } = checkOpen(await accounts.read(userId));
      // One that is ahead of everything written comes from another time of this account: a clock that was wrong, a restored table.
      const isKnown = cursor?.epoch === epoch && cursor.position.sinceMs <= stamp;
      const { events, next } = await ratings.readChanges(userId, isKnown ? cursor.position : START, stamp);
      // Left by a write that was under way while the account was emptied.
      const left = events.filter((event) => event.epoch < epoch).map(({ movieId }) => movieId);
      if (left.length > 0) await ratings.removeItems(userId, left, epoch);
      return {
        epoch,
        changes: events.filter((event) => event.epoch === epoch),
        cursor: writeCursor({ epoch, position: next }),
        more: next.reading !== undefined
      };
    },

    async deleteAll(userId, ending) {
      const { epoch } = checkOpen(await accounts.endEpoch(userId, ending, now()));
      if (ending !== undefined && epoch < ending + 1) {
        throw new ApiProblem('epoch-unknown', `The account is in epoch ${epoch}, not in ${ending}.`, {
          epoch
        });
      }
      return { epoch, deletedCount: await ratings.removeBefore(userId, epoch) };
    },

    async close(userId) {
      await accounts.close(userId, now());
      const deletedCount = await ratings.removeBefore(userId, CLOSED_EPOCH);
      await users.remove(userId);
      return { deletedCount };
    },

    async isReachable() {
      try {
        await accounts.read('health');
        return true;
      } catch {
        return false;
      }
    }
  };
}
