/**
 * Owns the history of retrains: one line of JSON a run, oldest first. It lies beside the releases of a bucket
 * (`retrains.jsonl`, because a container keeps no disk), else in a folder of this machine (`history.jsonl`).
 * Figures only: nothing in it is about a person.
 */
import * as v from 'valibot';
import { YamrError } from '#core/errors';
import { diskStore } from '../disk-store.ts';
import type { ReleaseStore } from '../store.ts';

/** Where `npm run retrain` keeps what it leaves behind, seen from the project's folder. */
export const RETRAIN_FOLDER = '.data/retrain';

/** Published: accepted (or forced) and pointed to. Refused: the gate said no. Failed: it ended with an error. */
export const RETRAIN_RESULTS = ['Published', 'Refused', 'Failed'] as const;
export type RetrainResult = (typeof RETRAIN_RESULTS)[number];

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const RetrainRecordSchema = v.object({
  /** When the run ended. */
  time: v.pipe(v.string(), v.isoTimestamp()),
  result: v.picklist(RETRAIN_RESULTS),
  /** The version made; absent where the run ended before there was one. */
  version: v.optional(v.string()),
  /** The version in use when the run began; absent where there was none. */
  previous: v.optional(v.string()),
  /** Of the devices, where it was published as a candidate. */
  share: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  /** Published in spite of `reasons` (`--force`). */
  forced: v.optional(v.literal(true)),
  /** Sentences: what the gate held against it, or the error. */
  reasons: v.array(v.string()),
  /** What was trained on: visitors (not MovieLens' people), their ratings, and all ratings. */
  visitors: v.optional(Count),
  visitorRatings: v.optional(Count),
  ratings: v.optional(Count),
  /** How long each step took, and `total`. */
  durationsSec: v.record(v.string(), v.pipe(v.number(), v.minValue(0)))
});
export type RetrainRecord = v.InferOutput<typeof RetrainRecordSchema>;

/** Where a history lies. */
export interface RetrainHistory {
  readonly store: ReleaseStore;
  readonly path: string;
}

/** The history that goes with a store of releases: `folder` has it unless that store is a bucket. */
export const historyOf = (releases: ReleaseStore, folder: string): RetrainHistory =>
  releases.name.startsWith('s3://')
    ? { store: releases, path: 'retrains.jsonl' }
    : { store: diskStore(folder), path: 'history.jsonl' };

async function readLines({ store, path }: RetrainHistory): Promise<string[]> {
  const bytes = await store.read(path);
  const lines = bytes ? new TextDecoder().decode(bytes).split('\n') : [];
  return lines.filter((line) => line.trim() !== '');
}

function parseLine(line: string): RetrainRecord | undefined {
  try {
    const parsed = v.safeParse(RetrainRecordSchema, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** All runs, oldest first; none where there is no history yet. Throws `bad-data` for a line that is no run. */
export async function readHistory(history: RetrainHistory): Promise<RetrainRecord[]> {
  const lines = await readLines(history);
  return lines.map((line, at) => {
    const record = parseLine(line);
    if (record) return record;
    throw new YamrError(
      'bad-data',
      `Line ${at + 1} of ${history.path} in ${history.store.name} is no retrain; remove it.`
    );
  });
}

/** Adds a run. The file is replaced whole: a crash leaves the old one. One run at a time writes it. */
export async function appendHistory(history: RetrainHistory, record: RetrainRecord): Promise<void> {
  const lines = [...(await readLines(history)), JSON.stringify(record)];
  await history.store.write(history.path, new TextEncoder().encode(`${lines.join('\n')}\n`));
}

/** How many of the last runs the gate refused, one after the other; failed ones do not count either way. */
export function refusalsRunning(records: readonly RetrainRecord[]): number {
  const judged = records.filter(({ result }) => result !== 'Failed');
  return judged.length - 1 - judged.findLastIndex(({ result }) => result === 'Published');
}
