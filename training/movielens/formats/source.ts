/**
 * Owns what lies at a path that should be a dataset folder: its files whatever their format, the archives beside
 * them, or the one folder that holds them. The error that says so and the conversion both ask here.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { archiveKind, isDatasetFile, type ArchiveKind } from './archive.ts';
import { newTally, readTextLines } from './text.ts';
import { separatorOf, type Separator } from './rows.ts';

export type Role = 'movies' | 'ratings' | 'tags' | 'links' | 'credits';

/** Which part of the dataset a file holds, by its name. */
export function roleOf(path: string): Role {
  const name = basename(path).toLowerCase();
  if (name === 'u.item') return 'movies';
  return name === 'u.data' ? 'ratings' : (name.replace(/\.\w+$/, '') as Role);
}

export interface SourceFiles {
  readonly kind: 'files';
  readonly files: readonly {
    readonly path: string;
    readonly role: Role;
    readonly separator: Separator | undefined;
  }[];
}
export interface SourceArchives {
  readonly kind: 'archives';
  readonly archives: readonly { readonly path: string; readonly archive: ArchiveKind }[];
}
export interface SourceFolder {
  readonly kind: 'folder';
  readonly path: string;
}
export type Source = SourceFiles | SourceArchives | SourceFolder;

async function separatorIn(path: string): Promise<Separator | undefined> {
  try {
    for await (const line of readTextLines(path, newTally())) return separatorOf(line);
  } catch {
    // Not text: the conversion will say so with its line, the loader with its own sentence.
  }
  return undefined;
}

async function archivesAmong(paths: readonly string[]): Promise<SourceArchives['archives']> {
  const kinds = await Promise.all(paths.map(archiveKind));
  return paths.flatMap((path, k) => {
    const archive = kinds[k];
    return archive ? [{ path, archive }] : [];
  });
}

/** Undefined where nothing there is known to belong to a dataset. */
export async function findSource(path: string): Promise<Source | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) {
    const archives = await archivesAmong([path]);
    return archives.length > 0 ? { kind: 'archives', archives } : undefined;
  }
  if (!found?.isDirectory()) return undefined;
  const entries = await readdir(path, { withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(path, entry.name))
    .sort();
  const archives = await archivesAmong(paths);
  const packed = new Set(archives.map((archive) => archive.path));
  const files = await Promise.all(
    paths
      .filter((file) => isDatasetFile(basename(file)) && !packed.has(file))
      .map(async (file) => ({ path: file, role: roleOf(file), separator: await separatorIn(file) }))
  );
  // Of two files for one role (movies.csv beside movies.dat) the present format counts.
  const byRole = new Map<Role, SourceFiles['files'][number]>();
  for (const file of files) {
    if (!byRole.has(file.role) || file.separator === 'comma') byRole.set(file.role, file);
  }
  if (byRole.has('movies') && byRole.has('ratings')) return { kind: 'files', files: [...byRole.values()] };
  if (archives.length > 0) return { kind: 'archives', archives };
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const only = folders.length === 1 ? folders[0] : undefined;
  const inside = only && (await findSource(join(path, only.name)));
  if (!only || !inside) return undefined;
  return inside.kind === 'folder' ? inside : { kind: 'folder', path: join(path, only.name) };
}

const WORDS: Readonly<Record<Exclude<Separator, 'comma'>, string>> = {
  'double-colon': 'in the format of ml-1m and ml-10m ("::" between the fields)',
  tab: 'in the format of ml-100k (tabs between the fields)',
  bar: 'in the format of ml-100k (tabs and "|" between the fields)'
};

export const conversionOf = (path: string): string => `npm run data -- --from ${path} --out DIR`;

/** One sentence for a path in another of MovieLens' formats, with the command; undefined for what is none of them. */
export async function explainFormat(path: string): Promise<string | undefined> {
  const source = await findSource(path);
  if (!source) return undefined;
  if (source.kind === 'folder') {
    const inside = await explainFormat(source.path);
    return inside ?? `${path} is not a dataset itself, but ${source.path} in it is: name that folder.`;
  }
  const command = conversionOf(path);
  if (source.kind === 'archives') {
    const [first] = source.archives;
    const what = first?.archive === 'zip' ? 'a ZIP file' : 'a gzip file';
    const where = first?.path === path ? `${path} is ${what}` : `${path} holds ${what} (${basename(first?.path ?? '')})`; // prettier-ignore
    return `${where}, not MovieLens' present format; ${command} unpacks and converts it.`;
  }
  const odd = source.files.find(({ separator }) => separator !== undefined && separator !== 'comma');
  if (!odd?.separator || odd.separator === 'comma') return undefined;
  return `${path} is ${WORDS[odd.separator]}, not MovieLens' present one; ${command} converts it.`;
}
