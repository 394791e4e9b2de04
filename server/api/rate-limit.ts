/**
 * Owns how much one person may ask for: points within a minute, so many a request and one an event. Counted in
 * this process: on AWS each warm Lambda instance counts for itself, and API Gateway bounds the whole.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ApiProblem } from './problem.ts';

export interface RateLimit {
  /** Points of a minute. */
  readonly pointsPerMinute: number;
  /** What a request costs beside its events. */
  readonly pointsPerRequest: number;
}

/** 600 requests, or 20 batches of 500 events, a minute. */
export const DEFAULT_RATE_LIMIT: RateLimit = { pointsPerMinute: 12_000, pointsPerRequest: 20 };

export interface RateLimiter {
  /** Counts a request, or events within one. Throws `rate-limited`. */
  takeRequest(userId: string): Promise<void>;
  takeEvents(userId: string, count: number): Promise<void>;
}

export function createRateLimiter({ pointsPerMinute, pointsPerRequest }: RateLimit): RateLimiter {
  const limiter = new RateLimiterMemory({ points: pointsPerMinute, duration: 60 });
  const take = async (userId: string, points: number): Promise<void> => {
    try {
      await limiter.consume(userId, points);
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
      const retryAfterSec = Math.max(1, Math.ceil(thrown.msBeforeNext / 1000));
      throw new ApiProblem(
        'rate-limited',
        `That is more than one account may send in a minute; go on in ${retryAfterSec} s.`,
        { retryAfterSec }
      );
    }
  };
  return {
    takeRequest: (userId) => take(userId, pointsPerRequest),
    takeEvents: take
  };
}
