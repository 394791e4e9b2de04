/**
 * Owns what becomes of the pointer with each command: pure functions from one pointer to the next. Each throws
 * `bad-input` where there is nothing to do.
 */
import { YamrError } from '#core/errors';
import { POINTER_FORMAT_VERSION, type Pointer } from '#core/release-format';

/** Versions that the pointer remembers: more than anybody goes back. */
const HISTORY_LENGTH = 20;

function pointTo(version: string, history: readonly string[]): Pointer {
  const kept = history.filter((earlier) => earlier !== version).slice(0, HISTORY_LENGTH);
  return { formatVersion: POINTER_FORMAT_VERSION, version, ...(kept.length > 0 && { history: kept }) };
}

/** The whole world gets `version`; a candidate is over. */
export function publishTo(pointer: Pointer | undefined, version: string): Pointer {
  if (pointer?.version === version && !pointer.candidate) {
    throw new YamrError('bad-input', `${version} is in use already.`);
  }
  return pointTo(version, pointer ? [pointer.version, ...(pointer.history ?? [])] : []);
}

/** A share of the devices gets `version`. */
export function offerTo(pointer: Pointer | undefined, version: string, share: number): Pointer {
  if (!pointer) throw new YamrError('bad-input', 'There is no version in use beside which to try another.');
  if (pointer.version === version) throw new YamrError('bad-input', `${version} is in use already.`);
  return { ...pointer, candidate: { version, share } };
}

const noCandidate = (): YamrError => new YamrError('bad-input', 'No candidate is being rolled out.');

/** The candidate becomes the version in use. */
export function promote(pointer: Pointer | undefined): Pointer {
  if (!pointer?.candidate) throw noCandidate();
  return publishTo(pointer, pointer.candidate.version);
}

/** The candidate is over; its devices go back to the version in use. */
export function stop(pointer: Pointer | undefined): Pointer {
  const { candidate, ...rest } = pointer ?? {};
  if (candidate && 'version' in rest) return rest;
  throw noCandidate();
}

/** Back to the version before; a candidate is over. */
export function rollback(pointer: Pointer | undefined): Pointer {
  const [before, ...earlier] = pointer?.history ?? [];
  if (before === undefined) throw new YamrError('bad-input', 'There is no earlier version to go back to.');
  return pointTo(before, earlier);
}

/** The pointer that remembers only `keep` earlier versions. */
export function forget(pointer: Pointer, keep: number): Pointer {
  const { history = [], ...rest } = pointer;
  const kept = history.slice(0, keep);
  return { ...rest, ...(kept.length > 0 && { history: kept }) };
}

/** Versions that a pointer can still lead to. */
export const reachable = ({ version, candidate, history = [] }: Pointer): ReadonlySet<string> =>
  new Set([version, ...(candidate ? [candidate.version] : []), ...history]);
