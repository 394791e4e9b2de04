/** Owns the settings of the local backend: what the environment may say, and the defaults that need nothing said. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { LocalBackendOptions } from './backend.ts';

/** Where `npm start` keeps its database (`dynamodb/`) and its accounts (`cognito/`). */
const DEFAULT_FOLDER = '.data';
export const DEFAULT_SITE_PORT = 4173;

type Environment = Readonly<Record<string, string | undefined>>;

const list = (text = ''): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

/** The settings of a server. */
export function localSettings(env: Environment): LocalBackendOptions {
  return {
    folder: resolve(env['YAMR_BACKEND_FOLDER'] ?? DEFAULT_FOLDER),
    tablePrefix: env['YAMR_TABLE_PREFIX'],
    // Somebody who names the address to listen on means other machines, or knows that there are none.
    isOpen: Boolean(env['HOST']),
    names: [...list(env['HOST']), ...list(env['YAMR_HOSTS'])],
    logAll: env['YAMR_LOG'] === 'all'
  };
}

/** The database's own folder. */
export const databaseFolder = (folder: string): string => join(folder, 'dynamodb');
/** Where a running server says how its database is reached; whoever can read it may do everything with it. */
export const endpointFile = (folder: string): string => join(folder, 'dynamodb-endpoint');

/** Where the database of a server with these settings answers, if one runs; it may have ended without a word. */
export async function readLocalEndpoint(env: Environment): Promise<string | undefined> {
  try {
    return (await readFile(endpointFile(localSettings(env).folder), 'utf8')).trim() || undefined;
  } catch {
    return undefined;
  }
}
