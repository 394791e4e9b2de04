/** Owns reading a request: JSON of a bounded size, parsed once by a schema, else a problem. */
import type { Context } from 'hono';
import * as v from 'valibot';
import type { ProblemCode } from '#core/api';
import { ApiProblem } from './problem.ts';

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/** What is wrong with a value, in one sentence. */
export function firstIssue(issues: readonly v.BaseIssue<unknown>[]): string {
  const [issue] = issues;
  if (!issue) return 'It does not fit the schema.';
  const path = v.getDotPath(issue);
  return `${path === null ? '' : `${path}: `}${issue.message}.`;
}

/** `value` as the schema has it. Throws the problem `code`. */
export function parseAs<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  code: ProblemCode
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw new ApiProblem(code, firstIssue(result.issues));
}

/** The body as JSON. Throws `unsupported-media-type`, `invalid-request`. */
export async function readJson(c: Context): Promise<unknown> {
  // Also what keeps a plain form of another site from sending anything without asking first.
  if (!JSON_TYPE.test(c.req.header('Content-Type') ?? '')) {
    throw new ApiProblem('unsupported-media-type', 'Send the body as application/json.');
  }
  const text = await c.req.text();
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ApiProblem('invalid-request', 'The body is no JSON.', { cause });
  }
}
