/**
 * Owns the visitor's last list, kept on this device (localStorage): the next visit begins with it, and not with everybody's,
 * until the worker answers.
 */
import { parseGeneralList, type GeneralLine } from '#core/general-list';
import { listedOf, type Listed } from './general-list.ts';

/** Named like everything that YAMR keeps in localStorage. */
const STORAGE_KEY = 'yamr:last-list';
/** As many as the general list has. */
export const LAST_LIST_LENGTH = 24;

/** Best first. It takes a few kilobytes; where nothing can be kept, the next visit waits for the worker. */
export function keepLastList(lines: readonly GeneralLine[]): void {
  try {
    if (lines.length > 0) localStorage.setItem(STORAGE_KEY, JSON.stringify(lines));
    else localStorage.removeItem(STORAGE_KEY);
  } catch {
    // Full or forbidden.
  }
}

/** Undefined where none was kept, or none that can be read. */
export function readLastList(): Listed | undefined {
  try {
    const kept = localStorage.getItem(STORAGE_KEY);
    return kept === null ? undefined : listedOf(parseGeneralList(JSON.parse(kept)));
  } catch {
    return undefined;
  }
}
