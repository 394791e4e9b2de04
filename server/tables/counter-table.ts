/**
 * Owns the counters of the visitors who send some: one item a day, version, backend and version compared with, whose
 * numbers only ever grow. Nothing of the sender is there. A report that is sent again after a failure counts twice.
 */
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { BACKEND_NAMES, type BackendName } from '#core/backend-names';
import { HEAP_EDGES_MB, LATENCY_EDGES_MS, type CounterReport, type Wins } from '#core/counters';
import { ERROR_CODES, type ErrorCode } from '#core/errors';
import type { Tables } from './client.ts';
import { fullTableName } from './definitions.ts';

/** What was counted on one UTC day with one version on one backend. */
export interface CounterSum {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly version: string;
  readonly backend: BackendName;
  readonly rateToList: readonly number[];
  readonly heap: readonly number[];
  readonly errors: Readonly<Partial<Record<ErrorCode, number>>>;
  readonly quality: CounterReport['quality'];
  readonly comparison?: { readonly other: string; readonly predicted: Wins; readonly ranked: Wins };
}

/** To a millionth: DynamoDB refuses the smallest numbers of JavaScript. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/**
 * Comparisons that one report can add, by measure: more are counted in proportion, so that no device weighs more than the
 * variance that publishing/decision.ts allows for.
 */
const COMPARISONS_MAX = 30;

function bounded(counts: Wins): [string, number][] {
  const all = counts.wins + counts.losses + counts.ties;
  const weight = Math.min(1, COMPARISONS_MAX / Math.max(1, all));
  return Object.entries(counts).map(([outcome, count]) => [outcome, rounded(count * weight)]);
}

type Numbers = Map<string, number>;

function numbersOf({ rateToList, heap, errors, quality, comparison }: CounterReport): [string, number][] {
  const wins = (name: string, counts: Wins | undefined): [string, number][] =>
    counts ? bounded(counts).map(([outcome, count]) => [`${name}.${outcome}`, count]) : [];
  return [
    ...rateToList.map((count, bin): [string, number] => [`rateToList.${bin}`, count]),
    ...heap.map((count, bin): [string, number] => [`heap.${bin}`, count]),
    ...Object.entries(errors).map(([code, count]): [string, number] => [`errors.${code}`, count]),
    ['quality.ratings', quality.ratings],
    ['quality.squaredError', rounded(quality.squaredError)],
    ['quality.biasSquaredError', rounded(quality.biasSquaredError)],
    ...wins('predicted', comparison?.predicted),
    ...wins('ranked', comparison?.ranked)
  ];
}

/** No name has a `#`. */
const subjectOf = ({ version, backend, comparison }: CounterReport): string =>
  [version, backend, ...(comparison ? [comparison.other] : [])].join('#');

/** The reports of a batch, added up by item. */
function sumsOf(reports: readonly CounterReport[]): Map<string, Numbers> {
  const sums = new Map<string, Numbers>();
  for (const report of reports) {
    const subject = subjectOf(report);
    const numbers: Numbers = sums.get(subject) ?? new Map<string, number>();
    sums.set(subject, numbers);
    for (const [name, value] of numbersOf(report)) {
      if (value > 0) numbers.set(name, (numbers.get(name) ?? 0) + value);
    }
  }
  return sums;
}

const dayOf = (nowMs: number): string => new Date(nowMs).toISOString().slice(0, 10);

const KeySchema = v.looseObject({ day: v.pipe(v.string(), v.isoDate()), subject: v.string() });

/** Undefined for an item that no API of ours wrote. */
function toSum(item: unknown): CounterSum | undefined {
  const key = v.safeParse(KeySchema, item);
  if (!key.success) return undefined;
  const [version = '', backend, other] = key.output.subject.split('#');
  if (!v.is(v.picklist(BACKEND_NAMES), backend)) return undefined;
  const read = (name: string): number => {
    const value = key.output[name];
    return typeof value === 'number' && value > 0 ? value : 0;
  };
  const bins = (name: string, edges: readonly number[]): number[] =>
    Array.from({ length: edges.length + 1 }, (_, bin) => read(`${name}.${bin}`));
  const wins = (name: string): Wins => ({
    wins: read(`${name}.wins`),
    losses: read(`${name}.losses`),
    ties: read(`${name}.ties`)
  });
  const errors = ERROR_CODES.map((code) => [code, read(`errors.${code}`)] as const);
  return {
    day: key.output.day,
    version,
    backend,
    rateToList: bins('rateToList', LATENCY_EDGES_MS),
    heap: bins('heap', HEAP_EDGES_MB),
    errors: Object.fromEntries(errors.filter(([, count]) => count > 0)),
    quality: {
      ratings: read('quality.ratings'),
      squaredError: read('quality.squaredError'),
      biasSquaredError: read('quality.biasSquaredError')
    },
    ...(other === undefined
      ? {}
      : { comparison: { other, predicted: wins('predicted'), ranked: wins('ranked') } })
  };
}

/** Adds a batch to the day of the server's clock `nowMs`. */
export async function addCounters(
  { client, prefix }: Tables,
  reports: readonly CounterReport[],
  nowMs: number
): Promise<void> {
  const TableName = fullTableName(prefix, 'counters');
  const updates = [...sumsOf(reports)].map(([subject, numbers]) => {
    const entries = [...numbers];
    if (entries.length === 0) return Promise.resolve();
    return client.send(
      new UpdateCommand({
        TableName,
        Key: { day: dayOf(nowMs), subject },
        UpdateExpression: `ADD ${entries.map((_, at) => `#n${at} :v${at}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(entries.map(([name], at) => [`#n${at}`, name])),
        ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], at) => [`:v${at}`, value]))
      })
    );
  });
  await Promise.all(updates);
}

/** All sums, by day. None where the table was never made. */
export async function readCounters({ client, prefix }: Tables): Promise<CounterSum[]> {
  const sums: CounterSum[] = [];
  try {
    for await (const { Items = [] } of paginateScan(
      { client },
      { TableName: fullTableName(prefix, 'counters') }
    )) {
      sums.push(...Items.map(toSum).filter((sum) => sum !== undefined));
    }
  } catch (thrown) {
    if (!(thrown instanceof ResourceNotFoundException)) throw thrown;
  }
  return sums.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.version < b.version ? -1 : 1));
}
