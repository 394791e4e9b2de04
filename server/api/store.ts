/**
 * Owns what the API does with a person's ratings: judge and apply events, read what changed, delete everything.
 * Knows nothing of HTTP; app.ts puts it behind addresses.
 */
import * as v from 'valibot';
import type { ChangesPage, DeletionAnswer, EventProblemCode, EventResult, Outcome } from '#core/api';
import { isTooFarAhead, laterOf, SyncEventSchema, type SyncEvent } from '#core/sync-event';
import { accountTable } from '../tables/account-table.ts';
import type { Tables } from '../tables/client.ts';
import { ratingTable } from '../tables/rating-table.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { rememberEpochs } from './epochs.ts';
import { ApiProblem } from './problem.ts';
import { firstIssue } from './read-body.ts';

const START = { sinceMs: 0 };

export interface RatingStore {
  /** Judges and applies events of one person; `results[k]` is about `events[k]`. */
  apply(
    userId: string,
    events: readonly unknown[]
  ): Promise<{ readonly epoch: number; readonly results: EventResult[] }>;
  readChanges(userId: string, cursor: string | undefined): Promise<Omit<ChangesPage, 'serverTimeMs'>>;
  /** Ends the epoch `ending`, or the current one. Throws `epoch-unknown`. */
  deleteAll(userId: string, ending: number | undefined): Promise<Omit<DeletionAnswer, 'serverTimeMs'>>;
  /** Whether the table answers. */
  isReachable(): Promise<boolean>;
}

const refuse = (code: EventProblemCode, detail: string): EventResult => ({
  outcome: 'refused',
  code,
  detail
});

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
export function createRatingStore(tables: Tables, now: () => number): RatingStore {
  const ratings = ratingTable(tables, now);
  const accounts = accountTable(tables);
  const epochs = rememberEpochs(accounts, now);

  /** Of several events of a movie only the one that wins is written. */
  const write = async (userId: string, events: readonly SyncEvent[]): Promise<Map<SyncEvent, Outcome>> => {
    const winners = new Map<number, SyncEvent>();
    for (const event of events) winners.set(event.movieId, laterOf(winners.get(event.movieId), event));
    const outcomes = await Promise.all(
      [...winners.values()].map(async (event) => [event, await ratings.put(userId, event)] as const)
    );
    return new Map(outcomes);
  };

  return {
    async apply(userId, events) {
      const parsed = events.map((event) => v.safeParse(SyncEventSchema, event, { abortEarly: true }));
      const latest = parsed.reduce((max, one) => (one.success ? Math.max(max, one.output.epoch) : max), 0);
      const epoch = await epochs.know(userId, latest);
      const nowMs = now();
      const judged = parsed.map((one) =>
        one.success
          ? (refusalOf(one.output, epoch, nowMs) ?? one.output)
          : refuse('invalid-event', firstIssue(one.issues))
      );
      const written = await write(
        userId,
        judged.filter((one): one is SyncEvent => !('outcome' in one))
      );
      return {
        epoch,
        results: judged.map((one) => ('outcome' in one ? one : { outcome: written.get(one) ?? 'superseded' }))
      };
    },

    async readChanges(userId, text) {
      const cursor = text === undefined ? undefined : readCursor(text);
      const epoch = await epochs.ask(userId);
      const position = cursor?.epoch === epoch ? cursor.position : START;
      const { events, next } = await ratings.readChanges(userId, position);
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
      const epoch = await accounts.endEpoch(userId, ending, now());
      epochs.learn(userId, epoch);
      if (ending !== undefined && epoch < ending + 1) {
        throw new ApiProblem('epoch-unknown', `The account is in epoch ${epoch}, not in ${ending}.`, {
          epoch
        });
      }
      return { epoch, deletedCount: await ratings.removeBefore(userId, epoch) };
    },

    async isReachable() {
      try {
        await accounts.readEpoch('health');
        return true;
      } catch {
        return false;
      }
    }
  };
}
