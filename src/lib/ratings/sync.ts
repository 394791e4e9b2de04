/**
 * Owns one round of the sync: send the outbox, read what changed. When rounds happen is sync-loop.ts; how requests are
 * made is injected. A round may end anywhere; the next one goes on, because applying anything twice is the same as once.
 */
import {
  BATCH_MAX_EVENTS,
  type BatchAnswer,
  type ChangesPage,
  type ProblemCode,
  type Remedy
} from '#core/api';
import type { SyncEvent } from '#core/sync-event';
import type { SyncStore } from './sync-store.ts';

/** A request that was not answered as hoped, and what helps. */
export class SyncFailure extends Error {
  override readonly name = 'SyncFailure';
  constructor(
    readonly remedy: Remedy,
    message: string,
    readonly details: {
      readonly code?: ProblemCode;
      /** As the server asks, milliseconds. */
      readonly retryAfterMs?: number;
      readonly cause?: unknown;
    } = {}
  ) {
    super(message, { cause: details.cause });
  }
}

/** The API as the sync uses it. Every method throws a `SyncFailure`. */
export interface SyncTransport {
  push(events: readonly SyncEvent[]): Promise<BatchAnswer>;
  read(cursor: string | undefined): Promise<ChangesPage>;
}

/** How often a round answers "read first, then send again" before it leaves that to the next one. */
const TURNS_MAX = 4;

/** Sends everything that waits; resolves with whether the account must be read before the rest can be sent. */
async function pushAll(store: SyncStore, transport: SyncTransport, onChange: () => void): Promise<boolean> {
  let limit = BATCH_MAX_EVENTS;
  for (;;) {
    const events = await store.waiting(limit);
    const [first] = events;
    if (!first) return false;
    try {
      const answer = await transport.push(events);
      if (await store.settle(events, answer)) onChange();
      // An older server does not say what has won: everything is read again.
      if (answer.results.some((one) => one.outcome === 'superseded' && !one.state))
        await store.forgetCursor();
      limit = BATCH_MAX_EVENTS;
      if (answer.results.some((one) => one.outcome === 'refused' && one.code !== 'invalid-event'))
        return true;
    } catch (failure) {
      if (!(failure instanceof SyncFailure) || failure.remedy !== 'set-aside') throw failure;
      // One of them spoils the whole: in halves, down to the one.
      if (events.length > 1) limit = Math.ceil(events.length / 2);
      else await store.setAside(first, failure.details.code ?? 'invalid-request', failure.message);
    }
  }
}

/** Reads the account to its end. */
async function readAll(store: SyncStore, transport: SyncTransport, onChange: () => void): Promise<void> {
  for (;;) {
    const { cursor } = await store.position();
    let page: ChangesPage;
    try {
      page = await transport.read(cursor);
    } catch (failure) {
      if (!(failure instanceof SyncFailure) || failure.remedy !== 'start-over' || cursor === undefined) {
        throw failure;
      }
      await store.forgetCursor();
      continue;
    }
    if (await store.merge(page)) onChange();
    if (!page.more) return;
  }
}

/**
 * One round: afterwards the account has what this device has, and the other way round. `onChange` is called when
 * the library changed. Throws a `SyncFailure` where it could not end, or what storage throws.
 */
export async function syncOnce(
  store: SyncStore,
  transport: SyncTransport,
  onChange: () => void = () => undefined,
  now: () => number = Date.now
): Promise<void> {
  // An event needs the account's epoch.
  if ((await store.position()).epoch === undefined) await readAll(store, transport, onChange);
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const readFirst = await pushAll(store, transport, onChange);
    await readAll(store, transport, onChange);
    if (readFirst) continue;
    return store.noteSynced(now());
  }
  throw new SyncFailure('retry', 'The server does not take all changes yet.');
}
