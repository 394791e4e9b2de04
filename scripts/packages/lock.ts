/** Owns what package-lock.json says of the packages that are installed, and what their own files add to it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { YamrError } from '#core/errors';

/** What is read of the packages in a workspace's lock; npm writes the licence that a package names for itself. */
const LockSchema = v.object({
  packages: v.record(
    v.string(),
    v.object({
      version: v.optional(v.string()),
      license: v.optional(v.string()),
      deprecated: v.optional(v.string()),
      dev: v.optional(v.boolean()),
      dependencies: v.optional(v.record(v.string(), v.string())),
      devDependencies: v.optional(v.record(v.string(), v.string()))
    })
  )
});

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Undefined where nothing says it: neither the lock nor the package itself. */
  readonly licence: string | undefined;
  /** The maintainer's words, where the version is given up. */
  readonly deprecated: string | undefined;
  /** Installed for work on the project only: no visitor and no server gets it. */
  readonly isDev: boolean;
}

export interface Lock {
  readonly packages: readonly LockedPackage[];
  /** Names that the workspace itself asks for. */
  readonly direct: readonly string[];
}

/** The licence by the first words of its text: of packages that forgot to name it. */
async function licenceOfText(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const file = names.find((name) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(name));
  if (file === undefined) return undefined;
  const text = (await readFile(join(folder, file), 'utf8')).replace(/\s+/g, ' ');
  return /Permission is hereby granted, free of charge, to any person/.test(text) ? 'MIT' : undefined;
}

/** The lock of a workspace. Throws `not-found` and `bad-data`. */
export async function readLock(folder: string): Promise<Lock> {
  const path = join(folder, 'package-lock.json');
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new YamrError('not-found', `${path} cannot be read.`, { cause });
  });
  const parsed = v.safeParse(LockSchema, JSON.parse(text));
  if (!parsed.success) throw new YamrError('bad-data', `${path} is no lock of npm 7 or later.`);
  const { '': root, ...rest } = parsed.output.packages;
  const packages = await Promise.all(
    Object.entries(rest).map(async ([place, { version = '', license, deprecated, dev = false }]) => ({
      name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license ?? (await licenceOfText(join(folder, place))),
      deprecated,
      isDev: dev
    }))
  );
  const direct = Object.keys({ ...root?.dependencies, ...root?.devDependencies });
  return { packages, direct: direct.sort() };
}
