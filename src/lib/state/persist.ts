/** Owns the one request to the browser not to throw away what is stored: some browsers put it to the visitor. */
const STORAGE_KEY = 'yamr:persist';

/** Asks once a device, after real use. Resolves whether storage is persistent. */
export async function askToPersist(): Promise<boolean> {
  try {
    if (await navigator.storage.persisted()) return true;
    if (localStorage.getItem(STORAGE_KEY) !== null) return false;
    localStorage.setItem(STORAGE_KEY, 'asked');
    return await navigator.storage.persist();
  } catch {
    // Private modes: nothing outlives the visit anyway.
    return false;
  }
}
