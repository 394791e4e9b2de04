/** Owns the OpenAPI document: made from the schemas that both sides parse with, so that it cannot drift. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import {
  ApiHealthSchema,
  BATCH_MAX_EVENTS,
  BatchAnswerSchema,
  ChangesPageSchema,
  ClosingAnswerSchema,
  CursorSchema,
  DeletionAnswerSchema,
  PROBLEMS,
  ProblemSchema,
  RateAnswerSchema,
  type ProblemCode
} from '#core/api';
import { CounterBatchSchema, CounterReportSchema } from '#core/counters';
import { ERROR_CODES } from '#core/errors';
import { MovieIdSchema, STAR_VALUES, StarsSchema } from '#core/rating';
import { EpochSchema, SyncEventSchema } from '#core/sync-event';

type JsonSchema = Record<string, unknown>;

/** The schemas that are code, not structure. */
const CUSTOM = new Map<unknown, JsonSchema>([
  [MovieIdSchema, { type: 'integer', minimum: 1, maximum: 0x7fffffff }],
  [StarsSchema, { type: 'number', enum: [...STAR_VALUES] }],
  [
    CounterReportSchema.entries.errors,
    {
      type: 'object',
      propertyNames: { enum: [...ERROR_CODES] },
      additionalProperties: { type: 'integer', minimum: 0 }
    }
  ]
]);

function jsonSchema(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    overrideSchema: ({ valibotSchema }) => CUSTOM.get(valibotSchema) ?? null
  });
  return rest;
}

const COMPONENTS = {
  SyncEvent: SyncEventSchema,
  RateAnswer: RateAnswerSchema,
  BatchAnswer: BatchAnswerSchema,
  ChangesPage: ChangesPageSchema,
  DeletionAnswer: DeletionAnswerSchema,
  ClosingAnswer: ClosingAnswerSchema,
  ApiHealth: ApiHealthSchema,
  CounterBatch: CounterBatchSchema,
  Problem: ProblemSchema
} as const;
type Component = keyof typeof COMPONENTS;

const ref = (name: Component): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: JsonSchema): JsonSchema => ({ 'application/json': { schema } });

/** Problems of every request, and of those that need a token. */
const ALWAYS: readonly ProblemCode[] = ['method-not-allowed', 'internal'];
const WITH_TOKEN: readonly ProblemCode[] = ['unauthenticated', 'rate-limited', 'unavailable', ...ALWAYS];
/** Of everything that is about the ratings of an account. */
const OF_ACCOUNT: readonly ProblemCode[] = ['account-closed', ...WITH_TOKEN];
const WITH_BODY: readonly ProblemCode[] = [
  'invalid-request',
  'unsupported-media-type',
  'too-large',
  ...OF_ACCOUNT
];

function problems(codes: readonly ProblemCode[]): JsonSchema {
  const answers: Record<string, JsonSchema> = {};
  for (const status of new Set(codes.map((code) => PROBLEMS[code].status))) {
    const names = codes.filter((code) => PROBLEMS[code].status === status);
    answers[String(status)] = {
      description: names.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
      content: { 'application/problem+json': { schema: ref('Problem') } }
    };
  }
  return answers;
}

const answers = (name: Component, description: string, codes: readonly ProblemCode[]): JsonSchema => ({
  responses: { '200': { description, content: json(ref(name)) }, ...problems(codes) }
});
const body = (schema: JsonSchema): JsonSchema => ({ requestBody: { required: true, content: json(schema) } });
const query = (name: string, schema: v.GenericSchema | JsonSchema, description: string): JsonSchema => ({
  parameters: [{ name, in: 'query', required: false, schema, description }]
});
const ANYBODY = { security: [] };
const COUNTER_PROBLEMS = WITH_BODY.filter((code) => code !== 'unauthenticated' && code !== 'account-closed');

/** OpenAPI 3.1, whose schemas are JSON Schema. */
export function openApiDocument(): JsonSchema {
  const schemas = Object.fromEntries(
    Object.entries(COMPONENTS).map(([name, schema]) => [name, jsonSchema(schema)])
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'YAMR',
      version: '1',
      description: 'Keeps the ratings of people who signed in. It recommends nothing: the page does.'
    },
    servers: [
      { url: '/api', description: 'on the host of the page: `npm start`, and AWS through Amplify Hosting' }
    ],
    security: [{ accessToken: [] }],
    paths: {
      '/rate': {
        post: {
          summary: 'Stores one change of a rating; again changes nothing',
          ...body(ref('SyncEvent')),
          ...answers('RateAnswer', 'It is stored, or was overtaken', [
            'epoch-ended',
            'epoch-unknown',
            'invalid-event',
            'timestamp-ahead',
            ...WITH_BODY
          ])
        }
      },
      '/rate/batch': {
        post: {
          summary: `Stores up to ${BATCH_MAX_EVENTS} changes, each judged for itself`,
          ...body({
            type: 'object',
            required: ['events'],
            additionalProperties: false,
            properties: {
              events: { type: 'array', minItems: 1, maxItems: BATCH_MAX_EVENTS, items: ref('SyncEvent') }
            }
          }),
          ...answers('BatchAnswer', '`results[k]` says what became of `events[k]`', WITH_BODY)
        }
      },
      '/ratings': {
        get: {
          summary: 'What changed since a cursor, or everything',
          ...query('cursor', jsonSchema(CursorSchema), 'from the page before; without it, from the start'),
          ...answers('ChangesPage', 'A page of states', ['invalid-cursor', ...OF_ACCOUNT])
        },
        delete: {
          summary: 'Deletes all ratings of the account for good',
          ...query('epoch', jsonSchema(EpochSchema), 'the epoch to end, which makes a retry safe'),
          ...answers('DeletionAnswer', 'Everything of the epoch is gone', [
            'invalid-request',
            'epoch-unknown',
            ...OF_ACCOUNT
          ])
        }
      },
      '/account': {
        delete: {
          summary:
            'Ends the account for good: closes it, deletes its ratings, then the user; again goes on from there',
          ...answers('ClosingAnswer', 'Nothing is left but the mark that it was closed', WITH_TOKEN)
        }
      },
      '/counters': {
        post: {
          summary:
            'Adds to the counters of how well YAMR works; names nobody, and is kept with nobody’s address',
          ...ANYBODY,
          ...body(ref('CounterBatch')),
          responses: {
            '204': { description: 'They are added to the sums of the server’s UTC day' },
            ...problems(COUNTER_PROBLEMS)
          }
        }
      },
      '/health': {
        get: {
          summary: 'Whether the API is alive, and the table in reach',
          ...ANYBODY,
          ...answers('ApiHealth', 'Ready', ALWAYS)
        }
      }
    },
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Cognito’s access token'
        }
      },
      schemas
    }
  };
}
