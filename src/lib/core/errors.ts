/**
 * Owns the errors that people and programs see. A message says what happened, what was kept and what can
 * be done; `code` is for programs. Errors cross the worker and the wire as plain `{code, message}`.
 */
export const ERROR_CODES = [
  'bad-input',
  'not-found',
  'bad-data',
  'unwritable',
  'network',
  'offline',
  'http-status',
  'truncated',
  'hash-mismatch',
  'unknown-format',
  'bad-release',
  'bad-signature',
  'conflict',
  'no-backend',
  'backend-failed',
  'worker-failed',
  'storage-blocked',
  'storage-full',
  'storage-failed',
  'expired',
  'aborted',
  'internal'
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error as it crosses a worker or a network: structured-clonable, no stack, no class. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Every failure that YAMR expects. Anything else that is thrown is a bug (`internal`). */
export class YamrError extends Error {
  override readonly name = 'YamrError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { readonly cause?: unknown }
  ) {
    super(message, options);
  }
}

/** The plain form of anything that was thrown; unknown errors become `internal` with their message. */
export function toPlainError(thrown: unknown): PlainError {
  if (thrown instanceof YamrError) return { code: thrown.code, message: thrown.message };
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return { code: 'aborted', message: 'The work was cancelled.' };
  }
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** The error class again, from its plain form. */
export function fromPlainError(plain: PlainError): YamrError {
  return new YamrError(plain.code, plain.message);
}

/** Throws `aborted` if the signal is aborted: called between the steps of long work. */
export function throwIfAborted(signal?: { readonly aborted: boolean }): void {
  if (signal?.aborted) throw new YamrError('aborted', 'The work was cancelled.');
}
