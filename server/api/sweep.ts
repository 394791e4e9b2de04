/**
 * Owns the sweep: what accounts left behind that ended by another way than `DELETE /account`. Somebody deleted the user in the
 * console; a deletion was interrupted; a write was under way when an account was closed.
 */
import { YamrError } from '#core/errors';
import { accountTable, CLOSED_EPOCH, type AccountTable } from '../tables/account-table.ts';
import type { Tables } from '../tables/client.ts';
import { readEndedEpochs } from '../tables/live-ratings.ts';
import { readPeople } from '../tables/people.ts';
import { ratingTable } from '../tables/rating-table.ts';
import type { UserDirectory } from './users.ts';

/** Whoever has rated since then is there: Cognito's list lags behind, and a token outlives its user by an hour. */
export const QUIET_MS = 24 * 60 * 60 * 1000;
/** If more people than these are unknown, and most of all, the directory is the wrong one. */
const UNKNOWN_MAX = 10;
const UNKNOWN_MAX_SHARE = 0.5;

export interface SweepResult {
  readonly people: number;
  /** Accounts that were closed now, because nobody has them any more. */
  readonly closed: number;
  /** Ratings that were removed. */
  readonly removed: number;
}

export interface SweepOptions {
  readonly tables: Tables;
  readonly users: UserDirectory;
  /** Unix ms. */
  readonly nowMs: number;
  readonly isDryRun?: boolean;
}

async function closedAccounts(tables: Tables): Promise<Set<string>> {
  const closed = new Set<string>();
  for await (const { userId, epoch } of readEndedEpochs(tables)) {
    if (epoch === CLOSED_EPOCH) closed.add(userId);
  }
  return closed;
}

/** Who of the others is in no directory any more. One after the other: Cognito allows few questions a second. */
async function findUnknown(
  people: ReadonlyMap<string, number>,
  closed: ReadonlySet<string>,
  { users, nowMs }: SweepOptions
): Promise<string[]> {
  const unknown: string[] = [];
  for (const [userId, lastMs] of people) {
    if (closed.has(userId) || nowMs - lastMs < QUIET_MS) continue;
    if (!(await users.isKnown(userId))) unknown.push(userId);
  }
  if (unknown.length > UNKNOWN_MAX && unknown.length > UNKNOWN_MAX_SHARE * people.size) {
    throw new YamrError(
      'bad-data',
      `The accounts of ${unknown.length} of ${people.size} people are not found: that is the wrong user pool, and nothing was removed.`
    );
  }
  return unknown;
}

async function endOf(
  userId: string,
  accounts: AccountTable,
  { tables, users, nowMs }: SweepOptions
): Promise<number> {
  await accounts.close(userId, nowMs);
  const removed = await ratingTable(tables).removeBefore(userId, CLOSED_EPOCH);
  await users.remove(userId);
  return removed;
}

/** May be ended anywhere and said again. Throws `bad-data` where it would remove most people. */
export async function sweep(options: SweepOptions): Promise<SweepResult> {
  const { tables, users, isDryRun = false } = options;
  const accounts = accountTable(tables);
  const closed = await closedAccounts(tables);
  const people = await readPeople(tables);
  const unknown = await findUnknown(people, closed, options);
  const result = { people: people.size, closed: unknown.length };
  if (isDryRun) return { ...result, removed: 0 };
  let removed = 0;
  for (const userId of unknown) removed += await endOf(userId, accounts, options);
  for (const userId of closed) {
    if (people.has(userId)) removed += await ratingTable(tables).removeBefore(userId, CLOSED_EPOCH);
    await users.remove(userId);
  }
  return { ...result, removed };
}
