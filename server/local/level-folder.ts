/**
 * Owns the state in which the local database's folder is found: in use, whole, mended from its log, or beyond that and
 * moved aside. dynalite would only find out at a request, and take its process down with it.
 */
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { YamrError } from '#core/errors';
import { asideName } from './json-store.ts';

interface LevelStore {
  open(): Promise<void>;
  close(): Promise<void>;
  iterator(options: { readonly keys: boolean; readonly values: boolean }): AsyncIterable<unknown>;
}
interface LevelClass {
  new (path: string, options: { readonly valueEncoding: string }): LevelStore;
  repair(path: string): Promise<void>;
}

/** dynalite's own: another version could read the files in another way. */
function levelOfDynalite(): LevelClass {
  const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  return (fromDynalite('level') as { Level: LevelClass }).Level;
}

const codeOf = (thrown: unknown): string => {
  const { code, cause } = thrown as { code?: string; cause?: { code?: string } };
  return cause?.code ?? code ?? '';
};
const messageOf = (thrown: unknown): string => {
  const { cause, message } = thrown as { cause?: { message?: string }; message: string };
  return cause?.message ?? message;
};

/** Opens it and reads everything once: a broken block shows only where it is read. */
async function readThrough(Level: LevelClass, folder: string): Promise<void> {
  const names = await readdir(folder);
  // LevelDB takes files without their beginning for an empty folder, and begins anew over them.
  if (!names.includes('CURRENT') && names.some((name) => /\.(?:ldb|log|sst)$|^MANIFEST/.test(name))) {
    throw new Error('CURRENT is missing.');
  }
  const store = new Level(folder, { valueEncoding: 'json' });
  await store.open();
  try {
    for await (const _ of store.iterator({ keys: true, values: true })) continue;
  } finally {
    await store.close();
  }
}

/**
 * Leaves a folder that opens, and tells what had to be done for it. What was broken is kept beside it. Throws `bad-input`
 * where another program has it open, or the disk does not let anybody read or write it.
 */
export async function checkLevelFolder(folder: string, tell: (sentence: string) => void): Promise<void> {
  const Level = levelOfDynalite();
  const refuse = (cause: unknown, why: string): YamrError =>
    new YamrError(
      'bad-input',
      `The local database in ${folder} cannot be opened, ${why}, or set YAMR_BACKEND_FOLDER to another folder.`,
      { cause }
    );
  /** Nothing is broken where the disk is full or the folder somebody else's: nothing may be moved then. */
  const unusable = (cause: unknown): YamrError =>
    refuse(cause, `for this reason: ${messageOf(cause)}: mend it`);
  const isWhole = async (): Promise<boolean> => {
    try {
      await readThrough(Level, folder);
      return true;
    } catch (cause) {
      const code = codeOf(cause);
      if (code === 'LEVEL_LOCKED') {
        throw refuse(cause, 'perhaps because another server uses it: stop that one');
      }
      // A file that is missing is broken; one that may not be read is not.
      const isMissing = /No such file/.test(messageOf(cause));
      if ((code === 'LEVEL_IO_ERROR' && !isMissing) || /^E[A-Z]+$/.test(code)) throw unusable(cause);
      return false;
    }
  };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unusable(cause);
  }
  if (await isWhole()) return;
  const aside = asideName(folder);
  try {
    await cp(folder, aside, { recursive: true });
    await Level.repair(folder);
  } catch (cause) {
    if (codeOf(cause) !== 'LEVEL_CORRUPTION') throw unusable(cause);
  }
  if (await isWhole()) {
    tell(
      `The local database in ${folder} was broken and is repaired from its log; as it was it lies in ${aside}.`
    );
    return;
  }
  await rm(folder, { recursive: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  tell(
    `The local database in ${folder} could not be repaired: it lies in ${aside}, and an empty one takes its place.`
  );
}
