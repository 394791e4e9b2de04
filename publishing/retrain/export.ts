/**
 * Owns getting the visitors' ratings out of DynamoDB: page by page, so that an interrupted export goes on, under
 * pseudonyms (HMAC-SHA256 with a key of this export that is thrown away with it). MovieLens' people are left out, their
 * ratings come from its files. Who deletes everything while it runs is out: the epochs are read again at its end.
 * Locks nothing: a rating changed meanwhile is in it as it was when its page was read.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { throwIfAborted } from '#core/errors';
import type { Progress } from '#training/progress';
import type { Tables } from '../../server/tables/client.ts';
import { MOVIELENS_USER_PREFIX, readEndedEpochs, readLivePages } from '../../server/tables/live-ratings.ts';
import { openWorkingFiles, type Line } from './checkpoint.ts';
import type { Visitor, VisitorRating } from './visitors.ts';

const DAY_SEC = 86_400;
const SECRET_BYTES = 32;

export interface ExportOptions {
  /** Where the working files lie while it runs. */
  readonly folder: string;
  /** Names the database in the checkpoint. */
  readonly source: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
  readonly pageItems?: number;
}

/** Beginning of the day; 0 for a time that MovieLens' 32 bits cannot say. */
function dayOf(ratedAtMs: number): number {
  const seconds = Math.floor(ratedAtMs / 1000);
  return seconds >= 0 && seconds <= 0xffffffff ? seconds - (seconds % DAY_SEC) : 0;
}

/** Everybody's ratings that count. Throws `aborted`; said again, it goes on from the last page. */
export async function exportVisitors(
  tables: Tables,
  { folder, source, progress, signal, pageItems }: ExportOptions
): Promise<Visitor[]> {
  const files = await openWorkingFiles(
    folder,
    `${source} ${tables.prefix}`,
    () => randomBytes(SECRET_BYTES).toString('hex'),
    Date.now()
  );
  const secret = Buffer.from(files.checkpoint.secret, 'hex');
  const pseudonym = (userId: string): string => createHmac('sha256', secret).update(userId).digest('hex');

  progress.start('Exporting ratings', 0);
  if (!files.checkpoint.isWhole) {
    for await (const { ratings, next } of readLivePages(tables, { from: files.checkpoint.next, pageItems })) {
      const visitors = ratings.filter(({ userId }) => !userId.startsWith(MOVIELENS_USER_PREFIX));
      const lines = visitors.map(({ userId, movieId, stars, ratedAtMs, epoch }): Line => [
        pseudonym(userId),
        movieId,
        stars,
        dayOf(ratedAtMs),
        epoch
      ]);
      await files.add(lines, next);
      throwIfAborted(signal);
    }
  }
  const epochs = new Map<string, number>();
  for await (const { userId, epoch } of readEndedEpochs(tables)) epochs.set(pseudonym(userId), epoch);
  const byPseudonym = new Map<string, VisitorRating[]>();
  for await (const [who, movieId, stars, daySec, epoch] of files.lines()) {
    if (epoch < (epochs.get(who) ?? 0)) continue;
    const visitor = byPseudonym.get(who);
    if (visitor) visitor.push([movieId, stars, daySec]);
    else byPseudonym.set(who, [[movieId, stars, daySec]]);
  }
  await files.remove();
  progress.finish();
  return [...byPseudonym.values()];
}
