/** Owns this device's random number, which decides who tries a new model first (core/rollout.ts). It goes nowhere. */
const STORAGE_KEY = 'yamr:device';
const LIMIT = 2 ** 32;

/** Drawn when it is first asked for; undefined where storage is refused, as a new draw each visit would be no choice. */
export function deviceNumber(): number | undefined {
  try {
    const kept = localStorage.getItem(STORAGE_KEY);
    const number = Number(kept);
    if (kept !== null && Number.isInteger(number) && number >= 0 && number < LIMIT) return number;
    const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
    localStorage.setItem(STORAGE_KEY, String(drawn));
    return drawn;
  } catch {
    return undefined;
  }
}
