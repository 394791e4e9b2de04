/**
 * Owns the API's log: one line of JSON a request, which names the request, and never a person, a rating or a
 * token. CloudWatch reads the fields as they are (docs/deploy.md has queries).
 */

export interface RequestRecord {
  readonly level: 'info' | 'warn' | 'error';
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern, not the address: a query can hold a cursor. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  /** The problem's code, where it is one. */
  readonly code?: string;
  /** What went wrong inside, with status 500 and up. */
  readonly error?: string;
}

export type Log = (record: RequestRecord) => void;

/** To standard output, as Lambda wants it. */
export const writeJsonLine = (record: object): void => {
  process.stdout.write(`${JSON.stringify(record)}\n`);
};
export const logAsJson: Log = writeJsonLine;

/** Only what is worth a person's attention. */
export const logFailures: Log = (record) => {
  if (record.level === 'error') logAsJson(record);
};

export const levelOf = (status: number): RequestRecord['level'] =>
  status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
