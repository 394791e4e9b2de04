/**
 * Owns the files that cognito-local keeps its accounts in, in place of its own store, which writes over the only copy: here
 * a change is a new file, synced and renamed. What was not written did not happen; what cannot be read is moved aside.
 */
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'cognito-local/lib/services/context.js';
import type { DataStore } from 'cognito-local/lib/services/dataStore/dataStore.js';
import type { DataStoreFactory } from 'cognito-local/lib/services/dataStore/factory.js';
import { writeFileAtomically } from '#training/atomic-output';

type Json = Record<string, unknown>;
type Key = string | readonly string[];

/** It holds passwords. */
const PRIVATE_MODE = 0o600;
/** Left by a process that was killed while it wrote (training/atomic-output.ts). */
const UNFINISHED = /^\..+\.tmp-\d+-\d+$/;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** cognito-local's dates have names that end so. */
const reviveDate = (key: string, value: unknown): unknown =>
  key.endsWith('Date') && (typeof value === 'string' || typeof value === 'number') ? new Date(value) : value;

/** The text as a store of this shape; undefined where it is none. An empty file is none either: nobody has written that. */
function parseStore(text: string, defaults: Json): Json | undefined {
  try {
    const root: unknown = JSON.parse(text, reviveDate);
    const isWhole = isObject(root) && Object.keys(defaults).every((key) => isObject(root[key]));
    return isWhole ? root : undefined;
  } catch {
    return undefined;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** A name that nothing has yet, and that nobody takes for a store. */
export const asideName = (path: string): string =>
  `${path}.broken-${new Date().toISOString().replace(/[:.]/g, '-')}`;

const pathOf = (key: Key): readonly string[] => (typeof key === 'string' ? [key] : key);

function valueAt(root: Json, key: Key): unknown {
  let value: unknown = root;
  for (const name of pathOf(key))
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** The store with another value there, or none; the one that was stays as it is. */
function changed(root: Json, [name = '', ...rest]: readonly string[], value: unknown): Json {
  const { [name]: before, ...others } = root;
  if (rest.length > 0) return { ...root, [name]: changed(isObject(before) ? before : {}, rest, value) };
  return value === undefined ? others : { ...root, [name]: value };
}

class JsonStore implements DataStore {
  #root: Json;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    readonly path: string,
    root: Json
  ) {
    this.#root = root;
  }

  getRoot<T>(_: Context): Promise<T | null> {
    return Promise.resolve(structuredClone(this.#root) as T);
  }

  /** A copy: cognito-local changes what it has been given before it knows whether that can be kept. */
  get<T>(_: Context, key: Key, defaultValue?: T): Promise<T> {
    return Promise.resolve(structuredClone((valueAt(this.#root, key) ?? defaultValue ?? null) as T));
  }

  set(_: Context, key: Key, value: unknown): Promise<void> {
    return this.#change((root) => changed(root, pathOf(key), structuredClone(value)));
  }

  delete(_: Context, key: Key): Promise<void> {
    return this.#change((root) => changed(root, pathOf(key), undefined));
  }

  /** One after the other; what fails leaves memory and disk as they were, and the next one is tried. */
  #change(change: (root: Json) => Json): Promise<void> {
    const written = this.#writing.then(async () => {
      const next = change(this.#root);
      await writeFileAtomically(this.path, JSON.stringify(next, undefined, 2), PRIVATE_MODE);
      this.#root = next;
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }
}

/** The stores of a folder, which is made. `tell` hears of a file that was moved aside. */
export function jsonStores(folder: string, tell: (sentence: string) => void): DataStoreFactory {
  return {
    async create(_, id, defaults) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      for (const name of await readdir(folder)) {
        if (UNFINISHED.test(name)) await rm(join(folder, name), { force: true });
      }
      const path = join(folder, `${id}.json`);
      const text = await readIfThere(path);
      let root = text === undefined ? undefined : parseStore(text, defaults as Json);
      if (text !== undefined && root === undefined) {
        const aside = asideName(path);
        await rename(path, aside);
        tell(
          `${path} could not be read: it lies in ${aside} now, and the accounts in it are unknown until it is mended.`
        );
      }
      if (root === undefined) {
        root = structuredClone(defaults) as Json;
        await writeFileAtomically(path, JSON.stringify(root, undefined, 2), PRIVATE_MODE);
      }
      return new JsonStore(path, root);
    }
  };
}
