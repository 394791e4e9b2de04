/**
 * Owns a model of the API for tests of the sync: what docs/sync.md promises, in memory, with every fault that a
 * network has. It shares no code with the server but the contract.
 */
import type { BatchAnswer, ChangesPage, EventResult } from '../src/lib/core/api.ts';
import { compareVersions, isTooFarAhead, type SyncEvent } from '../src/lib/core/sync-event.ts';
import { SyncFailure, type SyncTransport } from '../src/lib/ratings/sync.ts';

/** What happens to one request. `late`: it times out, and arrives at the server some time after. */
export type Fault = 'none' | 'lost' | 'late' | 'answer-lost' | 'twice' | '401' | '429' | '500';
export const FAULTS: readonly Fault[] = [
  'none',
  'none',
  'lost',
  'late',
  'answer-lost',
  'twice',
  '401',
  '429',
  '500'
];

/** An element that is there. */
export function at<T>(list: readonly T[], index: number): T {
  const element = list[index];
  if (element === undefined) throw new Error(`There is no element ${index}.`);
  return element;
}

interface Item {
  readonly event: SyncEvent;
  readonly stamp: number;
}
const PAGE = 3;
/** How far a cursor goes back: what was stamped shortly before a reading comes again with the next one. */
const OVERLAP_MS = 3000;

export class ModelAccount {
  epoch = 0;
  /** It was deleted, and answers nothing else for ever. */
  isClosed = false;
  items = new Map<number, Item>();
  readonly #now: () => number;
  /** The last one: the server's time, and later than every one before. */
  #stamp = 0;
  /** Requests on their way for too long. */
  #late: (readonly SyncEvent[])[] = [];
  /** How often each event was written. */
  readonly writes = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  deleteAll(): void {
    this.epoch++;
    this.items.clear();
  }

  close(): void {
    this.isClosed = true;
    this.items.clear();
  }

  deliverLate(): void {
    for (const events of this.#late.splice(0).reverse()) if (!this.isClosed) this.push(events);
  }

  /** The server's clock steps, and no connection lives through that. */
  loseLate(): void {
    this.#late = [];
  }

  push(events: readonly SyncEvent[]): BatchAnswer {
    this.#stamp = Math.max(this.#now(), this.#stamp + 1);
    const serverTimeMs = this.#stamp;
    const results = events.map((event): EventResult => {
      const refuse = (code: 'epoch-ended' | 'epoch-unknown' | 'timestamp-ahead'): EventResult => ({
        outcome: 'refused',
        code,
        detail: code
      });
      if (event.epoch < this.epoch) return refuse('epoch-ended');
      if (event.epoch > this.epoch) return refuse('epoch-unknown');
      if (isTooFarAhead(event.updatedAtMs, serverTimeMs)) return refuse('timestamp-ahead');
      const known = this.items.get(event.movieId);
      if (known && compareVersions(known.event, event) > 0) {
        return { outcome: 'superseded', state: known.event };
      }
      this.items.set(event.movieId, { event, stamp: this.#stamp });
      if (known?.event.eventId === event.eventId) return { outcome: 'superseded', state: event };
      this.writes.set(event.eventId, (this.writes.get(event.eventId) ?? 0) + 1);
      return { outcome: 'applied' };
    });
    return { epoch: this.epoch, serverTimeMs, results };
  }

  /** Pages of few states. A cursor from another time of the account starts over. */
  read(cursor = '0.0'): ChangesPage {
    const [epoch = 0, since = 0, started = this.#stamp, lastStamp = 0, lastMovie = 0] = cursor
      .split('.')
      .map(Number);
    const isKnown = epoch === this.epoch && since <= this.#stamp;
    const after = isKnown ? since : 0;
    const left = [...this.items.values()]
      .filter(({ event, stamp }) =>
        isKnown && lastStamp > 0
          ? stamp > lastStamp || (stamp === lastStamp && event.movieId > lastMovie)
          : stamp > after
      )
      .sort((a, b) => a.stamp - b.stamp || a.event.movieId - b.event.movieId);
    const page = left.slice(0, PAGE);
    const more = left.length > PAGE;
    const startedAt = isKnown ? started : this.#stamp;
    const last = page.at(-1);
    return {
      epoch: this.epoch,
      serverTimeMs: Math.max(this.#now(), this.#stamp),
      changes: page.map(({ event }) => event),
      cursor:
        more && last
          ? [this.epoch, after, startedAt, last.stamp, last.event.movieId].join('.')
          : [this.epoch, Math.max(after, startedAt - OVERLAP_MS)].join('.'),
      more
    };
  }

  /** The API as a device meets it; `nextFault` is asked at every request. */
  transport(nextFault: () => Fault): SyncTransport {
    const guarded = <T>(work: () => T, keep?: () => void): Promise<T> => {
      const fault = nextFault();
      const failure = (remedy: 'retry' | 'sign-in' | 'leave'): Promise<T> =>
        Promise.reject(new SyncFailure(remedy, fault));
      if (this.isClosed) return failure(fault === 'none' || fault === 'twice' ? 'leave' : 'retry');
      if (fault === '401') return failure('sign-in');
      if (fault === 'late') keep?.();
      if (fault === 'answer-lost') work();
      if (fault === 'twice') work();
      return fault === 'none' || fault === 'twice' ? Promise.resolve(work()) : failure('retry');
    };
    return {
      push: (events) =>
        guarded(
          () => this.push(events),
          () => this.#late.push(events)
        ),
      read: (cursor) => guarded(() => this.read(cursor))
    };
  }
}
