/**
 * Owns turning any edition of MovieLens, packed or not, into a folder of the present format: UTF-8, CSV with a
 * header. Whatever it cannot read ends it with the line; nothing is left out or replaced silently.
 */
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { throwIfAborted, YamrError } from '#core/errors';
import { buildDirectoryAtomically, writeFileAtomically } from '../../atomic-output.ts';
import type { Progress } from '../../progress.ts';
import { unpack } from './archive.ts';
import { movieLine, ratingLine, tagLine, type Separator } from './rows.ts';
import { findSource, type Role, type SourceFiles } from './source.ts';
import { newTally, readTextLines, type EncodingTally } from './text.ts';

const HEADERS: Readonly<Partial<Record<Role, string>>> = {
  movies: 'movieId,title,genres',
  ratings: 'userId,movieId,rating,timestamp',
  tags: 'userId,movieId,tag,timestamp'
};
const CHUNK_CHARACTERS = 1 << 20;

export interface ConvertedFile {
  /** "ratings.csv" */
  readonly name: string;
  /** "ratings.dat" */
  readonly from: string;
  /** How many of its lines were in which encoding. */
  readonly encoding: Readonly<EncodingTally>;
  readonly separator: Separator;
}

export interface ConvertOptions {
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

type Converter = (line: string) => string | undefined;

function converterFor(role: Role, separator: Separator): Converter | undefined {
  if (separator === 'comma') return (line) => line;
  if (role === 'movies') return (line) => movieLine(line, separator);
  if (role === 'ratings') return (line) => ratingLine(line, separator);
  return role === 'tags' ? tagLine : undefined;
}

async function convertFile(
  { path, role, separator }: SourceFiles['files'][number],
  folder: string,
  { progress, signal }: ConvertOptions
): Promise<ConvertedFile> {
  const convert = separator && converterFor(role, separator);
  if (!separator || !convert) {
    throw new YamrError('bad-data', `${path} begins like none of MovieLens' formats.`);
  }
  const encoding = newTally();
  const isPresent = separator === 'comma';
  let line = 0;
  let characters = 0;
  progress.start(`Converting ${basename(path)}`, (await stat(path)).size);
  const name = `${role}.csv`;
  await writeFileAtomically(join(folder, name), async (write) => {
    let chunk = isPresent ? '' : `${HEADERS[role] ?? ''}\n`;
    for await (const text of readTextLines(path, encoding)) {
      line++;
      characters += text.length + 1;
      // In CSV a title may go on behind a blank line.
      if (text === '' && !isPresent) continue;
      const converted = convert(text);
      if (converted === undefined)
        throw new YamrError('bad-data', `${path}, line ${line}: it has not the fields of its format.`);
      chunk += `${converted}\n`;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      throwIfAborted(signal);
      progress.update(characters);
      await write(chunk);
      chunk = '';
    }
    await write(chunk);
  });
  progress.finish();
  return { name, from: basename(path), encoding, separator };
}

/** The files at `path`, unpacked into `scratch` where they are packed. */
async function filesAt(
  path: string,
  scratch: string,
  { progress, signal }: ConvertOptions
): Promise<SourceFiles> {
  const source = await findSource(path);
  if (source?.kind === 'folder') return filesAt(source.path, scratch, { progress, signal });
  if (source?.kind === 'files') return source;
  for (const { path: archive, archive: kind } of source?.archives ?? []) {
    progress.start(`Unpacking ${basename(archive)}`, (await stat(archive)).size);
    await unpack(archive, kind, scratch, { onBytes: (bytes) => progress.update(bytes), signal });
    progress.finish();
  }
  const unpacked = source && (await findSource(scratch));
  if (unpacked?.kind === 'files') return unpacked;
  throw new YamrError(
    'not-found',
    `${path} holds no edition of MovieLens: neither movies.csv and ratings.csv, nor movies.dat and ratings.dat, nor u.item and u.data, nor an archive of them.`
  );
}

/**
 * Writes `out`, which exists whole afterwards or not at all. Throws `not-found` where there is no edition, `bad-data`
 * with the line, `unwritable`, `aborted`.
 */
export async function convertDataset(
  from: string,
  out: string,
  options: ConvertOptions
): Promise<readonly ConvertedFile[]> {
  return buildDirectoryAtomically(out, async (folder) => {
    const converted: ConvertedFile[] = [];
    // In the folder that is being made, so that unpacked gigabytes are on its disk and go with it.
    const scratch = join(folder, 'unpacked');
    await mkdir(scratch);
    const { files } = await filesAt(from, scratch, options);
    for (const file of files) converted.push(await convertFile(file, folder, options));
    await rm(scratch, { recursive: true });
    return converted;
  });
}
