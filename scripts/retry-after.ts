/** Owns the header "Retry-After": how long a server wants to be left alone. */

/** In ms, at most `longestMs`: from seconds or a date; undefined where there is none. */
export function retryAfterMs(header: string | null, nowMs: number, longestMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(longestMs, Math.max(0, waitMs));
}
