/**
 * Owns that one command at a time changes a store: a lock with an owner and an expiry beside the pointer. It is renewed while
 * the work lasts; what was ended without letting go is followed at once on its own machine, where its process is known to
 * be gone, and after the expiry elsewhere.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { YamrError } from '#core/errors';
import { parseJsonBytes } from '#core/read-release';
import type { ReleaseStore } from './store.ts';

export const LOCK_PATH = '.lock.json';
const VALID_MS = 120_000;
const RENEW_MS = 30_000;

const LockSchema = v.object({
  formatVersion: v.literal(1),
  /** Drawn for each holding; without one it is free. */
  token: v.optional(v.string()),
  host: v.string(),
  pid: v.pipe(v.number(), v.integer()),
  expiresAt: v.pipe(v.string(), v.isoTimestamp())
});
type Lock = v.InferOutput<typeof LockSchema>;

/** Who holds a lock: a process of a machine. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
}

/** A store that nobody else changes now. */
export interface Claim {
  readonly store: ReleaseStore;
  /** Throws `conflict` where the lock was lost, because this process stood still for longer than it holds. */
  confirm(): Promise<void>;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const isHeld = (lock: Lock, nowMs: number): boolean =>
  lock.token !== undefined &&
  Date.parse(lock.expiresAt) > nowMs &&
  (lock.host !== hostname() || isAlive(lock.pid));

/** A file that is no lock keeps nobody out for ever: it is replaced. */
function parseLock(bytes: Uint8Array | undefined): Lock | undefined {
  if (!bytes) return undefined;
  try {
    return v.parse(LockSchema, parseJsonBytes(LOCK_PATH, bytes));
  } catch {
    return undefined;
  }
}

const taken = (store: ReleaseStore, lock: Lock | undefined): YamrError =>
  new YamrError(
    'conflict',
    lock
      ? `${store.name} is being changed by process ${lock.pid} on ${lock.host}, which has it until ${lock.expiresAt}; nothing was changed. Say it again then.`
      : `${store.name} is being changed by somebody else; nothing was changed. Say it again.`
  );

const thisProcess = (): Owner => ({ host: hostname(), pid: process.pid });

/** Does `work` while nobody else changes the store. Throws `conflict` where somebody does. */
export async function exclusively<T>(
  store: ReleaseStore,
  work: (claim: Claim) => Promise<T>,
  owner: Owner = thisProcess()
): Promise<T> {
  const token = randomUUID();
  const lockOf = (isMine: boolean): Uint8Array => {
    const expiresAt = new Date(Date.now() + (isMine ? VALID_MS : 0)).toISOString();
    const lock: Lock = { formatVersion: 1, ...owner, expiresAt, ...(isMine && { token }) };
    return new TextEncoder().encode(`${JSON.stringify(lock)}\n`);
  };
  const there = await store.read(LOCK_PATH);
  const found = parseLock(there);
  if (found && isHeld(found, Date.now())) throw taken(store, found);
  let mine = lockOf(true);
  if (!(await store.replace(LOCK_PATH, mine, there)))
    throw taken(store, parseLock(await store.read(LOCK_PATH)));

  let isLost = false;
  const renew = async (): Promise<void> => {
    const next = lockOf(true);
    if (await store.replace(LOCK_PATH, next, mine)) mine = next;
    else isLost = true;
  };
  // A renewal that fails for a moment is none: the lock holds on for some more of them.
  let renewing = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renewing.then(renew).catch(() => undefined);
  }, RENEW_MS);
  timer.unref();
  try {
    return await work({
      store,
      async confirm() {
        await renewing;
        await renew();
        if (isLost) throw taken(store, parseLock(await store.read(LOCK_PATH)));
      }
    });
  } finally {
    clearInterval(timer);
    await renewing;
    await store.replace(LOCK_PATH, lockOf(false), mine).catch(() => false);
  }
}
