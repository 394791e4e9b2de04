/**
 * Owns the text of a cursor: the epoch and the feed's position in it, numbers and dots. It is not secret and not
 * signed: whatever it says, it only points into the ratings of the person who sends it.
 */
import { isMovieId } from '#core/ids';
import type { FeedPosition } from '../tables/rating-table.ts';
import { ApiProblem } from './problem.ts';

const NUMBER = '(0|[1-9]\\d{0,15})';
const CURSOR = new RegExp(`^${NUMBER}\\.${NUMBER}(?:\\.${NUMBER}\\.${NUMBER}\\.${NUMBER})?$`);

export interface Cursor {
  readonly epoch: number;
  readonly position: FeedPosition;
}

export function writeCursor({ epoch, position: { sinceMs, reading } }: Cursor): string {
  const under = reading ? [reading.startedAtMs, reading.last.changedAtMs, reading.last.movieId] : [];
  return [epoch, sinceMs, ...under].join('.');
}

/** Throws `invalid-cursor`. */
export function readCursor(text: string): Cursor {
  const match = CURSOR.exec(text);
  const [epoch, sinceMs, startedAtMs, changedAtMs, movieId] = (match ?? [])
    .slice(1)
    .map((digits: string | undefined) => (digits === undefined ? undefined : Number(digits)));
  const unknown = new ApiProblem(
    'invalid-cursor',
    'That cursor was not made here; read from the start without one.'
  );
  if (epoch === undefined || sinceMs === undefined || !Number.isSafeInteger(sinceMs)) throw unknown;
  if (startedAtMs === undefined || changedAtMs === undefined || movieId === undefined) {
    return { epoch, position: { sinceMs } };
  }
  // The database refuses to go on from a place that the reading cannot have come to.
  if (!(changedAtMs > sinceMs && Number.isSafeInteger(changedAtMs) && isMovieId(movieId))) throw unknown;
  return { epoch, position: { sinceMs, reading: { startedAtMs, last: { changedAtMs, movieId } } } };
}
