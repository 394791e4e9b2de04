/** Owns the visitor's choice to stay with one version of the model: kept on this device, told to nobody. */
import * as v from 'valibot';
import { SafeNameSchema } from '#core/release-format';

const STORAGE_KEY = 'yamr:pinned';

/** The version that this device stays with; undefined where newer ones may be offered. */
export function pinnedVersion(): string | undefined {
  try {
    const kept = v.safeParse(SafeNameSchema, localStorage.getItem(STORAGE_KEY));
    return kept.success ? kept.output : undefined;
  } catch {
    return undefined;
  }
}

/** Stays with a version, or, told none, with none. Without storage it holds until the page is closed. */
export function pinVersion(version: string | undefined): void {
  try {
    if (version === undefined) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, version);
  } catch {
    // Private modes.
  }
}
