/**
 * Owns the tables: names, keys and indexes, as plain data. The local backend and `npm run migrate` make them from it
 * through the SDK, amplify/ makes them from it with CDK: one definition, nothing to keep in step.
 */

/** N: number, S: string. */
export type KeyType = 'N' | 'S';

export interface Key {
  readonly name: string;
  readonly type: KeyType;
}

export interface TableDefinition {
  readonly partitionKey: Key;
  readonly sortKey?: Key;
  /** Local indexes, because only they can be read consistently: same partition, another order. */
  readonly localIndexes?: readonly { readonly name: string; readonly sortKey: Key }[];
}

export const DEFAULT_TABLE_PREFIX = 'movie-recommender-';

/** The index of `ratings` that holds what came through the API, in the order of the account's stamps. */
export const CHANGES_INDEX = 'changes';

const movieId: Key = { name: 'movieId', type: 'N' };
const userId: Key = { name: 'userId', type: 'S' };

export const TABLES = {
  /** MovieLens' movies.csv. */
  movies: { partitionKey: movieId },
  /** MovieLens' links.csv. */
  links: { partitionKey: movieId },
  /** MovieLens' tags.csv; `userTag` is `<userId>#<tag>`. */
  tags: { partitionKey: movieId, sortKey: { name: 'userTag', type: 'S' } },
  /** One item a person and movie: a visitor's (server/tables/rating-table.ts) or MovieLens' (`ml-<n>`). */
  ratings: {
    partitionKey: userId,
    sortKey: movieId,
    localIndexes: [{ name: CHANGES_INDEX, sortKey: { name: 'changedAtMs', type: 'N' } }]
  },
  /** One item an account that has ever rated: epoch, last stamp, whether it was closed (account-table.ts). */
  accounts: { partitionKey: userId },
  /** One item a UTC day and `version#backend[#version compared with]` (server/tables/counter-table.ts). */
  counters: { partitionKey: { name: 'day', type: 'S' }, sortKey: { name: 'subject', type: 'S' } }
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as TableName[];

/** The full name of a table. */
export const fullTableName = (prefix: string, table: TableName): string => `${prefix}${table}`;
