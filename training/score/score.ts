/** Owns `npm run score` behind its files: visitors in, rows of predictions out, by the code of the browser. */
import type { Catalogue } from '#core/catalogue';
import { throwIfAborted } from '#core/errors';
import type { Scores, VisitorModel } from '#core/visitor-model';
import { recommend, toProfile, type RatedMovie } from '#scorer/recommend';
import type { Progress } from '../progress.ts';
import type { Pair } from './files.ts';

export interface ScoreHooks {
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

export interface ScoredRows {
  readonly header: string;
  readonly rows: readonly string[];
}

/** Digits after the point of a written prediction. */
const DIGITS = 4;

/** The best guess for a movie that the release does not hold: the mean of what the visitor would give others. */
export function meanStars({ stars }: Scores): number {
  let sum = 0;
  for (const value of stars) sum += value;
  return sum / stars.length;
}

/** userId,movieId,prediction for each pair, in the order of the pairs; users without ratings are newcomers. */
export async function scorePairs(
  model: VisitorModel,
  catalogue: Catalogue,
  visitors: ReadonlyMap<number, readonly RatedMovie[]>,
  pairs: readonly Pair[],
  { progress, signal }: ScoreHooks
): Promise<ScoredRows> {
  const byUser = new Map<number, number[]>();
  pairs.forEach(({ userId }, position) => {
    const own = byUser.get(userId);
    if (own) own.push(position);
    else byUser.set(userId, [position]);
  });
  const predictions = new Float64Array(pairs.length);
  let done = 0;
  for (const [userId, positions] of byUser) {
    throwIfAborted(signal);
    const [scores] = await model.score([toProfile(catalogue, visitors.get(userId) ?? [])]);
    if (!scores) continue;
    const elsewhere = meanStars(scores);
    for (const position of positions) {
      const item = catalogue.indexOf(pairs[position]!.movieId);
      predictions[position] = item === undefined ? elsewhere : scores.stars[item]!;
    }
    progress.update(++done);
  }
  return {
    header: 'userId,movieId,prediction',
    rows: pairs.map(
      ({ userId, movieId }, position) => `${userId},${movieId},${predictions[position]!.toFixed(DIGITS)}`
    )
  };
}

/** userId,rank,movieId,prediction: each visitor's list in the app's default order, users as in the file. */
export async function scoreTop(
  model: VisitorModel,
  catalogue: Catalogue,
  visitors: ReadonlyMap<number, readonly RatedMovie[]>,
  limit: number,
  { progress, signal }: ScoreHooks
): Promise<ScoredRows> {
  const rows: string[] = [];
  let done = 0;
  for (const [userId, ratings] of visitors) {
    throwIfAborted(signal);
    const { list } = await recommend(model, catalogue, { ratings, limit });
    list.forEach(({ movieId, predictedStars }, position) => {
      rows.push(`${userId},${position + 1},${movieId},${predictedStars.toFixed(DIGITS)}`);
    });
    progress.update(++done);
  }
  return { header: 'userId,rank,movieId,prediction', rows };
}
