/** Owns the connection to DynamoDB: the service on AWS, or whatever answers at an endpoint (dynalite here). */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DEFAULT_TABLE_PREFIX } from './definitions.ts';
import { parseEndpoint } from './endpoint.ts';

// Node 20 is what the project runs on until its other tools leave it too; the SDK need not say so at every start.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** Requests at once over one connection. */
export const REQUESTS_AT_ONCE = 32;
const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;

/** A database and the prefix of our tables in it. */
export interface Tables {
  readonly client: DynamoDBDocumentClient;
  readonly prefix: string;
}

export interface TablesOptions {
  readonly prefix?: string | undefined;
  /** Where DynamoDB is, if it is not the region's own; it is then taken to be a local stand-in. */
  readonly endpoint?: string | undefined;
  readonly attempts?: number;
}

/**
 * Connects. Every attempt is bounded in time, so that a write ends within some 35 s of its stamp, retries and their
 * backoff included: the feed of changes relies on it (rating-table.ts).
 */
export function connectTables({ prefix, endpoint, attempts = ATTEMPTS }: TablesOptions = {}): Tables {
  const local = endpoint === undefined ? undefined : parseEndpoint(endpoint);
  const client = new DynamoDBClient({
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: REQUESTS_AT_ONCE },
      httpsAgent: { keepAlive: true, maxSockets: REQUESTS_AT_ONCE }
    },
    ...(local && {
      endpoint: local.url,
      region: 'local',
      credentials: { accessKeyId: local.accessKey, secretAccessKey: 'local' }
    })
  });
  return {
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    prefix: prefix ?? DEFAULT_TABLE_PREFIX
  };
}
