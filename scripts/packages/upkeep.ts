/**
 * Owns whether packages are kept up: given up by their own words, or without a release for long. What we use all the same is
 * named here with its reason.
 */
import * as v from 'valibot';
import type { LockedPackage } from './lock.ts';

/** A package without a release for so long is taken for unmaintained. */
export const QUIET_YEARS_MAX = 2;
const YEAR_MS = 365.25 * 86_400_000;

/** Why a package that is not kept up is used, by its name. None is at present. */
export const ACCEPTED: ReadonlyMap<string, string> = new Map();

const ViewSchema = v.object({
  version: v.string(),
  deprecated: v.optional(v.string()),
  time: v.optional(v.record(v.string(), v.string()))
});

export interface Upkeep {
  readonly name: string;
  readonly newest: string;
  readonly deprecated: string | undefined;
  /** Of the newest release; undefined where the registry tells no times. */
  readonly releasedMs: number | undefined;
}

/** What `npm view NAME --json` says. Undefined for an answer that is none. */
export function parseView(name: string, json: string): Upkeep | undefined {
  try {
    const { version, deprecated, time } = v.parse(ViewSchema, JSON.parse(json));
    const released = time?.[version];
    return {
      name,
      newest: version,
      deprecated,
      releasedMs: released === undefined ? undefined : Date.parse(released)
    };
  } catch {
    return undefined;
  }
}

/** Versions that their maintainers have given up, by the lock. */
export const deprecatedInLock = (packages: readonly LockedPackage[], accepted = ACCEPTED): string[] =>
  packages.flatMap(({ name, version, deprecated }) =>
    deprecated === undefined || accepted.has(name) ? [] : [`${name} ${version} is given up: ${deprecated}`]
  );

/** One sentence for each that is not kept up, and the names of those of which nothing is known. */
export function upkeepProblems(
  asked: readonly string[],
  found: readonly Upkeep[],
  nowMs: number,
  accepted = ACCEPTED
): { readonly problems: string[]; readonly unknown: string[] } {
  const byName = new Map(found.map((upkeep) => [upkeep.name, upkeep]));
  const problems: string[] = [];
  const unknown: string[] = [];
  for (const name of asked) {
    const { newest, deprecated, releasedMs } = byName.get(name) ?? {};
    if (deprecated === undefined && releasedMs === undefined) unknown.push(name);
    const years = releasedMs === undefined ? 0 : (nowMs - releasedMs) / YEAR_MS;
    if (accepted.has(name)) continue;
    if (deprecated !== undefined) problems.push(`${name} ${newest ?? ''} is given up: ${deprecated}`);
    else if (years > QUIET_YEARS_MAX) {
      problems.push(`${name} had its newest release, ${newest ?? ''}, ${years.toFixed(1)} years ago.`);
    }
  }
  return { problems, unknown };
}
