import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

it('reads Retry-After in seconds and as a date, up to what somebody would wait', () => {
  expect(retryAfterMs('2', 0, 60_000)).toBe(2000);
  expect(retryAfterMs('Thu, 01 Jan 1970 00:00:05 GMT', 1000, 60_000)).toBe(4000);
  expect(retryAfterMs('Thu, 01 Jan 1970 00:00:05 GMT', 9000, 60_000)).toBe(0);
  expect([null, 'soon', '99999'].map((header) => retryAfterMs(header, 0, 60_000))).toEqual([
    undefined,
    undefined,
    60_000
  ]);
});
