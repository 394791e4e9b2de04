/**
 * Owns what becomes of the pointer with each command: pure functions from one pointer to the next. Each throws
 * `conflict` where there is nothing to do.
 */
import { YamrError } from '#core/errors';
import { POINTER_FORMAT_VERSION, type Pointer } from '#core/release-format';

/** Versions that the pointer remembers: more than anybody goes back. */
const HISTORY_LENGTH = 20;

const remembered = (versions: readonly string[]): string[] => [...new Set(versions)].slice(0, HISTORY_LENGTH);

/** From `pointer` to another version; `gone` are the versions that devices leave by it. */
function pointTo(
  pointer: Pointer | undefined,
  version: string,
  history: readonly string[],
  gone: readonly string[]
): Pointer {
  const kept = remembered(history.filter((earlier) => earlier !== version));
  // A pointer from before `retired` was kept knows what it left in turn.
  const before = pointer?.retired ?? pointer?.history ?? [];
  const retired = remembered([...gone, ...before].filter((earlier) => earlier !== version));
  return {
    formatVersion: POINTER_FORMAT_VERSION,
    version,
    ...(kept.length > 0 && { history: kept }),
    ...(retired.length > 0 && { retired }),
    ...(pointer?.counter !== undefined && { counter: pointer.counter })
  };
}

/** The versions that devices have by a pointer. */
const inHands = (pointer: Pointer | undefined): string[] =>
  pointer ? [...(pointer.candidate ? [pointer.candidate.version] : []), pointer.version] : [];

/** The whole world gets `version`; a candidate is over. */
export function publishTo(pointer: Pointer | undefined, version: string): Pointer {
  if (pointer?.version === version && !pointer.candidate) {
    throw new YamrError('conflict', `${version} is in use already.`);
  }
  const history = pointer ? [pointer.version, ...(pointer.history ?? [])] : [];
  return pointTo(pointer, version, history, inHands(pointer));
}

/** A share of the devices gets `version`. */
export function offerTo(pointer: Pointer | undefined, version: string, share: number): Pointer {
  if (!pointer) throw new YamrError('conflict', 'There is no version in use beside which to try another.');
  if (pointer.version === version) throw new YamrError('conflict', `${version} is in use already.`);
  const gone = inHands(pointer).filter((other) => other !== version && other !== pointer.version);
  return {
    ...pointTo(pointer, pointer.version, pointer.history ?? [], gone),
    candidate: { version, share }
  };
}

const noCandidate = (): YamrError => new YamrError('conflict', 'No candidate is being rolled out.');

/** The candidate becomes the version in use. */
export function promote(pointer: Pointer | undefined): Pointer {
  if (!pointer?.candidate) throw noCandidate();
  return publishTo(pointer, pointer.candidate.version);
}

/** The candidate is over; its devices go back to the version in use. */
export function stop(pointer: Pointer | undefined): Pointer {
  if (!pointer?.candidate) throw noCandidate();
  return pointTo(pointer, pointer.version, pointer.history ?? [], [pointer.candidate.version]);
}

/** Back to the version before; a candidate is over. */
export function rollback(pointer: Pointer | undefined): Pointer {
  const [before, ...earlier] = pointer?.history ?? [];
  if (before === undefined) throw new YamrError('conflict', 'There is no earlier version to go back to.');
  return pointTo(pointer, before, earlier, inHands(pointer));
}

/** The pointer that remembers only the `keep` versions before the one in use, and the last `keep` that devices left. */
export function forget(pointer: Pointer, keep: number): Pointer {
  const { history = [], retired = history, ...rest } = pointer;
  const [kept, spared] = [history.slice(0, keep), retired.slice(0, keep)];
  return {
    ...rest,
    ...(kept.length > 0 && { history: kept }),
    ...(spared.length > 0 && { retired: spared })
  };
}

/** The pointer without some versions before the one in use, which cannot be gone back to. */
export function withoutEarlier(pointer: Pointer, gone: readonly string[]): Pointer {
  const { history = [], ...rest } = pointer;
  const kept = history.filter((version) => !gone.includes(version));
  return { ...rest, ...(kept.length > 0 && { history: kept }) };
}

/** Versions that a pointer can still lead to, or spares. */
export const reachable = ({ version, candidate, history = [], retired = [] }: Pointer): ReadonlySet<string> =>
  new Set([version, ...(candidate ? [candidate.version] : []), ...history, ...retired]);
