/**
 * Owns the contract between the page and the API (server/api): bodies, answers, limits and problem codes. Both sides
 * parse with these schemas, and the OpenAPI document is made from them.
 */
import * as v from 'valibot';
import { EpochSchema, EventIdSchema, SyncEventSchema } from './sync-event.ts';

/** The largest body that the API reads, bytes. */
export const BODY_MAX_BYTES = 256 * 1024;
/** Events of one batch. 500 of the longest events are some 85 KB. */
export const BATCH_MAX_EVENTS = 500;

/** What a client does about a problem. */
export type Remedy =
  /** Send the same again later, after Retry-After or a backoff. */
  | 'retry'
  /** Ask to sign in again; keep everything. */
  | 'sign-in'
  /** Correct the clock by `serverTimeMs`, give the event a new timestamp and send it again. */
  | 'restamp'
  /** Read `GET /ratings`: the account has another epoch. Events of earlier epochs are of the deleted past. */
  | 'resync'
  /** Read `GET /ratings` from the start. */
  | 'start-over'
  /** The account is no more: say so, offer what this device has of it to its guest, and sign out. */
  | 'leave'
  /** Sending it again can't help: set it aside and show it. */
  | 'set-aside';

/** Every problem that the API answers, its HTTP status and what helps. */
export const PROBLEMS = {
  'invalid-request': {
    status: 400,
    title: 'The request is not what this address takes',
    remedy: 'set-aside'
  },
  'invalid-cursor': { status: 400, title: 'The cursor is none of ours', remedy: 'start-over' },
  unauthenticated: { status: 401, title: 'Sign in first', remedy: 'sign-in' },
  'not-found': { status: 404, title: 'There is nothing at this address', remedy: 'set-aside' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method', remedy: 'set-aside' },
  'epoch-ended': { status: 409, title: 'The ratings of that time were deleted', remedy: 'resync' },
  'epoch-unknown': { status: 409, title: 'The account has no such epoch', remedy: 'resync' },
  'account-closed': { status: 410, title: 'The account was deleted', remedy: 'leave' },
  'too-large': { status: 413, title: 'The body is too large', remedy: 'set-aside' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json', remedy: 'set-aside' },
  'invalid-event': { status: 422, title: 'The event is no rating', remedy: 'set-aside' },
  'timestamp-ahead': { status: 422, title: 'The timestamp lies in the future', remedy: 'restamp' },
  'rate-limited': { status: 429, title: 'Too many requests', remedy: 'retry' },
  internal: { status: 500, title: 'The server failed', remedy: 'retry' },
  unavailable: { status: 503, title: 'The server cannot reach what it needs', remedy: 'retry' }
} as const satisfies Record<string, { status: number; title: string; remedy: Remedy }>;
export type ProblemCode = keyof typeof PROBLEMS;
const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

export const ProblemCodeSchema = v.picklist(PROBLEM_CODES);

const UnixMsSchema = v.pipe(v.number(), v.integer(), v.minValue(0));

/** RFC 9457, `application/problem+json`. */
export const ProblemSchema = v.object({
  type: v.pipe(v.string(), v.description('urn:yamr:problem:<code>')),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  code: ProblemCodeSchema,
  detail: v.pipe(v.string(), v.description('what is wrong, in one sentence')),
  requestId: v.pipe(v.string(), v.description('names the request in the server’s logs')),
  serverTimeMs: UnixMsSchema,
  epoch: v.optional(
    v.pipe(EpochSchema, v.description('the account’s epoch, with epoch-ended and epoch-unknown'))
  )
});
export type Problem = v.InferOutput<typeof ProblemSchema>;

/** What became of an event. `superseded`: it is stored already, or a later state of the movie is. */
export const OutcomeSchema = v.picklist(['applied', 'superseded']);
export type Outcome = v.InferOutput<typeof OutcomeSchema>;

/** In every answer about ratings: the account's epoch, and the server's clock. */
const accountEntries = {
  epoch: v.pipe(EpochSchema, v.description('the account’s epoch')),
  serverTimeMs: v.pipe(UnixMsSchema, v.description('the server’s clock, Unix milliseconds'))
};

/** With `superseded`: what the account has of that movie. A client that had skipped it would go on showing its own. */
const StateSchema = v.optional(
  v.pipe(SyncEventSchema, v.description('with superseded: the state that won; perhaps this very event'))
);

/** `POST /rate` takes a SyncEvent and answers this. */
export const RateAnswerSchema = v.object({
  ...accountEntries,
  eventId: EventIdSchema,
  outcome: OutcomeSchema,
  state: StateSchema
});
export type RateAnswer = v.InferOutput<typeof RateAnswerSchema>;

/** The envelope of `POST /rate/batch`. Its events are judged one by one: a bad one does not hold up the rest. */
export const BatchSchema = v.strictObject({
  events: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(BATCH_MAX_EVENTS))
});

/** The codes with which a batch refuses one event. */
export const EventProblemCodeSchema = v.picklist([
  'invalid-event',
  'timestamp-ahead',
  'epoch-ended',
  'epoch-unknown'
]);
export type EventProblemCode = v.InferOutput<typeof EventProblemCodeSchema>;

export const EventResultSchema = v.variant('outcome', [
  v.object({ outcome: v.literal('applied') }),
  v.object({ outcome: v.literal('superseded'), state: StateSchema }),
  v.object({ outcome: v.literal('refused'), code: EventProblemCodeSchema, detail: v.string() })
]);
export type EventResult = v.InferOutput<typeof EventResultSchema>;

/** `POST /rate/batch` answers this; `results[k]` is about `events[k]`. Everything else is a problem of the whole. */
export const BatchAnswerSchema = v.object({ ...accountEntries, results: v.array(EventResultSchema) });
export type BatchAnswer = v.InferOutput<typeof BatchAnswerSchema>;

/** Opaque to clients; kept and sent back as it is. */
export const CursorSchema = v.pipe(v.string(), v.maxLength(128));

/**
 * `GET /ratings?cursor=`: the states that changed since. A state can come again (apply it by `laterOf`); none is left
 * out. Read on at once while `more`, else keep the cursor for the next time. All changes are of `epoch`: a
 * client that holds an earlier epoch's states drops them; a cursor of an earlier epoch starts over by itself.
 */
export const ChangesPageSchema = v.object({
  ...accountEntries,
  changes: v.array(SyncEventSchema),
  cursor: CursorSchema,
  more: v.boolean()
});
export type ChangesPage = v.InferOutput<typeof ChangesPageSchema>;

/**
 * `DELETE /ratings[?epoch=]` answers this. `epoch` names the epoch that ends, which makes a retry safe: ratings made
 * since, in a later epoch, stay. Without it the epoch that is current ends.
 */
export const DeletionAnswerSchema = v.object({
  ...accountEntries,
  deletedCount: v.pipe(v.number(), v.integer(), v.minValue(0))
});
export type DeletionAnswer = v.InferOutput<typeof DeletionAnswerSchema>;

/**
 * `DELETE /account` answers this. The account is closed first, and is for good: from then on every other request of it is
 * `account-closed`. Sent again it goes on where it was interrupted.
 */
export const ClosingAnswerSchema = v.object({
  serverTimeMs: accountEntries.serverTimeMs,
  deletedCount: v.pipe(v.number(), v.integer(), v.minValue(0))
});
export type ClosingAnswer = v.InferOutput<typeof ClosingAnswerSchema>;

/** `GET /health`: 200 while the process answers and the table does, else 503: `unreachable`, or `restarting` where its process has died. */
export const ApiHealthSchema = v.object({
  live: v.literal(true),
  ready: v.boolean(),
  table: v.picklist(['reachable', 'unreachable', 'restarting'])
});
export type ApiHealth = v.InferOutput<typeof ApiHealthSchema>;
