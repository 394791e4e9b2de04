/** Owns how a failure is answered: problem+json (RFC 9457) with a code of `core/api.ts`. */
import { PROBLEMS, type Problem, type ProblemCode } from '#core/api';

const CONTENT_TYPE = 'application/problem+json';
/** A detail can quote what was sent: not at any length. */
const DETAIL_MAX = 300;

/** A failure with a code. `detail` is one sentence for a person. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly extra: {
      readonly epoch?: number;
      readonly retryAfterSec?: number;
      readonly allow?: string;
      readonly cause?: unknown;
    } = {}
  ) {
    super(detail, { cause: extra.cause });
  }
}

/** What of a request stands in the answer to its failure. */
export interface ProblemContext {
  readonly requestId: string;
  readonly serverTimeMs: number;
}

/** The body of a problem's answer. */
export function problemBody({ code, detail, extra }: ApiProblem, context: ProblemContext): Problem {
  const { status, title } = PROBLEMS[code];
  return {
    type: `urn:yamr:problem:${code}`,
    title,
    status,
    code,
    detail: detail.length > DETAIL_MAX ? `${detail.slice(0, DETAIL_MAX - 1)}…` : detail,
    ...context,
    ...(extra.epoch === undefined ? {} : { epoch: extra.epoch })
  };
}

/** The whole answer. */
export function problemResponse(problem: ApiProblem, context: ProblemContext): Response {
  const { retryAfterSec, allow } = problem.extra;
  const body = problemBody(problem, context);
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: {
      'Content-Type': CONTENT_TYPE,
      ...(retryAfterSec === undefined ? {} : { 'Retry-After': String(retryAfterSec) }),
      ...(allow === undefined ? {} : { Allow: allow }),
      ...(problem.code === 'unauthenticated' ? { 'WWW-Authenticate': 'Bearer' } : {})
    }
  });
}
