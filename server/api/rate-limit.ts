/**
 * Owns how much one account, or one address without an account, may ask for: points within a minute, so many a request and one an event. Counted in
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

/** Batches of counters, which come without an account: 120 a minute from one address, which a proxy can share. */
export const COUNTERS_RATE_LIMIT: RateLimit = { pointsPerMinute: 120, pointsPerRequest: 1 };

export interface RateLimiter {
  /** Counts a request, or events within one. Throws `rate-limited`. */
  takeRequest(sender: string): Promise<void>;
  takeEvents(sender: string, count: number): Promise<void>;
}

export function createRateLimiter(
  { pointsPerMinute, pointsPerRequest }: RateLimit,
  who: 'account' | 'address' = 'account'
): RateLimiter {
  const limiter = new RateLimiterMemory({ points: pointsPerMinute, duration: 60 });
  const take = async (sender: string, points: number): Promise<void> => {
    try {
      await limiter.consume(sender, points);
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
      const retryAfterSec = Math.max(1, Math.ceil(thrown.msBeforeNext / 1000));
      throw new ApiProblem(
        'rate-limited',
        `That is more than one ${who} may send in a minute; go on in ${retryAfterSec} s.`,
        { retryAfterSec }
      );
    }
  };
  return {
    takeRequest: (sender) => take(sender, pointsPerRequest),
    takeEvents: take
  };
}
