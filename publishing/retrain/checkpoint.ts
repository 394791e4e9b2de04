/**
 * Owns the working files of an export: the lines written so far, and where the reading stands. A page counts once the
 * checkpoint says so; whatever lies behind it in the file is cut off. Both are this person's alone (mode 0600) and gone
 * when the export ends.
 */
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { writeFileAtomically } from '#training/atomic-output';
import { PageKeySchema, type PageKey } from '../../server/tables/live-ratings.ts';

const CheckpointSchema = v.object({
  /** Which database it is of: another one starts over. */
  of: v.string(),
  startedAtMs: v.number(),
  /** The key of the pseudonyms, hexadecimal. */
  secret: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** Bytes of the lines that count. */
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
  next: v.optional(PageKeySchema),
  /** Every page is there. */
  isWhole: v.boolean()
});
export type Checkpoint = v.InferOutput<typeof CheckpointSchema>;

const LineSchema = v.strictTuple([v.string(), v.number(), v.number(), v.number(), v.number()]);
/** Pseudonym, movieId, stars, day in Unix seconds, epoch. */
export type Line = v.InferOutput<typeof LineSchema>;

/** What was interrupted longer ago than this starts over: much of it is of the past. */
const RESUMABLE_FOR_MS = 24 * 3600 * 1000;
const OWNER_ONLY = 0o600;

export interface WorkingFiles {
  readonly checkpoint: Checkpoint;
  /** Adds a page and remembers that it is there. */
  add(lines: readonly Line[], next: PageKey | undefined): Promise<void>;
  lines(): AsyncGenerator<Line>;
  remove(): Promise<void>;
}

/** Opens what an earlier run left in `folder`, or begins with a new secret. */
export async function openWorkingFiles(
  folder: string,
  of: string,
  newSecret: () => string,
  nowMs: number
): Promise<WorkingFiles> {
  await mkdir(folder, { recursive: true });
  const statePath = join(folder, 'export.json');
  const linesPath = join(folder, 'export.jsonl');
  const save = (state: Checkpoint): Promise<void> =>
    writeFileAtomically(statePath, JSON.stringify(state), OWNER_ONLY);

  const readState = async (): Promise<Checkpoint | undefined> => {
    try {
      const found = v.parse(CheckpointSchema, JSON.parse(await readFile(statePath, 'utf8')));
      const { size } = await stat(linesPath);
      const isRecent = nowMs - found.startedAtMs < RESUMABLE_FOR_MS;
      return found.of === of && isRecent && size >= found.bytes ? found : undefined;
    } catch {
      // None, or of another program: the export begins anew, which loses nothing but time.
      return undefined;
    }
  };
  let state = await readState();
  if (state) await truncate(linesPath, state.bytes);
  else {
    await rm(linesPath, { force: true });
    await writeFile(linesPath, '', { mode: OWNER_ONLY });
    state = { of, startedAtMs: nowMs, secret: newSecret(), bytes: 0, isWhole: false };
    await save(state);
  }
  let current = state;

  return {
    get checkpoint() {
      return current;
    },
    async add(lines, next) {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      await appendFile(linesPath, text);
      const { next: _before, ...rest } = current;
      current = {
        ...rest,
        bytes: current.bytes + Buffer.byteLength(text),
        isWhole: next === undefined,
        ...(next && { next })
      };
      await save(current);
    },
    async *lines() {
      const input = createReadStream(linesPath);
      for await (const line of createInterface({ input })) yield v.parse(LineSchema, JSON.parse(line));
    },
    async remove() {
      await rm(statePath, { force: true });
      await rm(linesPath, { force: true });
    }
  };
}
