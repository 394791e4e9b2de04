/**
 * Owns whether the visitor has agreed to send counts of how well YAMR works: free of what counts and sends, which
 * nobody else loads (lib/measure/).
 */

/** localStorage: there only while the visitor agrees; holds what waits to be sent (measure/waiting.ts). */
export const MEASURE_KEY = 'yamr:measure';

export function hasAgreed(): boolean {
  try {
    return localStorage.getItem(MEASURE_KEY) !== null;
  } catch {
    return false;
  }
}
