/**
 * Owns that this device remembers, beside the library, whether anything was rated here: `app.html` reads it before the first
 * paint, so that a page for somebody who knows YAMR begins as it goes on, and a first star changes nothing above it.
 */
const STORAGE_KEY = 'yamr:known';

/** For the next visit; this one stays as it began. */
export function rememberKnown(isKnown: boolean): void {
  try {
    if (isKnown === (localStorage.getItem(STORAGE_KEY) !== null)) return;
    if (isKnown) localStorage.setItem(STORAGE_KEY, 'rated');
    else localStorage.removeItem(STORAGE_KEY);
  } catch {
    // Where nothing can be kept, the introduction stands every time.
  }
}
