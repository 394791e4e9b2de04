/** Owns the settings of the local backend: what the environment may say, and the defaults that need nothing said. */
import { resolve } from 'node:path';
import { parsePort } from '../listen.ts';
import type { LocalBackendOptions } from './backend.ts';

/** Where `npm start` keeps its database (`dynamodb/`) and its accounts (`cognito/`). */
const DEFAULT_FOLDER = '.data';
/** The database's port is the site's and this many more: several servers on one machine do not meet. */
const DYNAMODB_PORT_OFFSET = 10;
export const DEFAULT_SITE_PORT = 4173;

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings of a server on `sitePort`. Throws `bad-input`. */
export function localSettings(env: Environment, sitePort: number): LocalBackendOptions {
  return {
    folder: resolve(env['YAMR_BACKEND_FOLDER'] ?? DEFAULT_FOLDER),
    dynamoDbPort: parsePort(
      env['YAMR_DYNAMODB_PORT'],
      sitePort === 0 ? 0 : sitePort + DYNAMODB_PORT_OFFSET,
      'YAMR_DYNAMODB_PORT'
    ),
    tablePrefix: env['YAMR_TABLE_PREFIX'],
    // Somebody who names the address to listen on means other machines, or knows that there are none.
    isOpen: Boolean(env['HOST']),
    logAll: env['YAMR_LOG'] === 'all'
  };
}

/** Where the database of a server with these settings answers. */
export const localDynamoDbEndpoint = (env: Environment): string =>
  `http://127.0.0.1:${localSettings(env, parsePort(env['PORT'], DEFAULT_SITE_PORT)).dynamoDbPort}`;
