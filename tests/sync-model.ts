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
  readonly place: number;
}
const PAGE = 3;

export class ModelAccount {
  epoch = 0;
  items = new Map<number, Item>();
  readonly #now: () => number;
  #place = 0;
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

  deliverLate(): void {
    for (const events of this.#late.splice(0).reverse()) this.push(events);
  }

  push(events: readonly SyncEvent[]): BatchAnswer {
    const results = events.map((event): EventResult => {
      const refuse = (code: 'epoch-ended' | 'epoch-unknown' | 'timestamp-ahead'): EventResult => ({
        outcome: 'refused',
        code,
        detail: code
      });
      if (event.epoch < this.epoch) return refuse('epoch-ended');
      if (event.epoch > this.epoch) return refuse('epoch-unknown');
      if (isTooFarAhead(event.updatedAtMs, this.#now())) return refuse('timestamp-ahead');
      const known = this.items.get(event.movieId);
      if (known && compareVersions(known.event, event) >= 0) return { outcome: 'superseded' };
      this.items.set(event.movieId, { event, place: ++this.#place });
      this.writes.set(event.eventId, (this.writes.get(event.eventId) ?? 0) + 1);
      return { outcome: 'applied' };
    });
    return { epoch: this.epoch, serverTimeMs: this.#now(), results };
  }

  /** Pages of few states; the last states of a reading come again with the next one. */
  read(cursor = '0.0'): ChangesPage {
    const [epoch = 0, since = 0] = cursor.split('.').map(Number);
    const after = epoch === this.epoch ? since : 0;
    const left = [...this.items.values()]
      .filter(({ place }) => place > after)
      .sort((a, b) => a.place - b.place);
    const page = left.slice(0, PAGE);
    const more = left.length > PAGE;
    const reached = page.at(-1)?.place ?? after;
    return {
      epoch: this.epoch,
      serverTimeMs: this.#now(),
      changes: page.map(({ event }) => event),
      cursor: `${this.epoch}.${more ? reached : Math.max(0, reached - 2)}`,
      more
    };
  }

  /** The API as a device meets it; `nextFault` is asked at every request. */
  transport(nextFault: () => Fault): SyncTransport {
    const guarded = <T>(work: () => T, keep?: () => void): Promise<T> => {
      const fault = nextFault();
      const failure = (remedy: 'retry' | 'sign-in'): Promise<T> =>
        Promise.reject(new SyncFailure(remedy, fault));
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
