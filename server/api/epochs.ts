/**
 * Owns what this process knows of the accounts' epochs. An epoch only grows, so that a remembered one is a lower
 * bound: it refuses what has ended without asking, and asks for what claims to be later.
 */
import type { AccountTable } from '../tables/account-table.ts';
import { rememberRecent } from './recent.ts';

/** People remembered at once; a person is some 100 bytes. */
const REMEMBERED_MAX = 20_000;
/** How long a deletion on another server can go unnoticed here; what it lets in is of no epoch that is read. */
const REMEMBERED_MS = 60_000;

export interface Epochs {
  /** The account's epoch as known, asked anew if it may be behind `atLeast`. */
  know(userId: string, atLeast: number): Promise<number>;
  /** The account's epoch as it is now. */
  ask(userId: string): Promise<number>;
  /** This one is known to have begun. */
  learn(userId: string, epoch: number): void;
}

export function rememberEpochs(accounts: AccountTable, now: () => number): Epochs {
  const known = rememberRecent<{ readonly epoch: number; readonly askedAtMs: number }>(REMEMBERED_MAX);
  const learn = (userId: string, epoch: number): void => {
    known.set(userId, { epoch, askedAtMs: now() });
  };
  const ask = async (userId: string): Promise<number> => {
    const epoch = await accounts.readEpoch(userId);
    learn(userId, epoch);
    return epoch;
  };
  const pending = new Map<string, Promise<number>>();
  return {
    learn,
    ask,
    async know(userId, atLeast) {
      const found = known.get(userId);
      if (!found || found.epoch < atLeast || now() - found.askedAtMs > REMEMBERED_MS) {
        // Requests of one person that come at once ask once. The answer may be older than the request: a lower bound.
        const asking = pending.get(userId) ?? ask(userId).finally(() => pending.delete(userId));
        pending.set(userId, asking);
        const epoch = await asking;
        return epoch < atLeast ? ask(userId) : epoch;
      }
      return found.epoch;
    }
  };
}
