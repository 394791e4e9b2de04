/**
 * Owns the local stand-in for DynamoDB: dynalite on a loopback port, with a folder that survives restarts. In this
 * process for tests; in one of its own (dynamodb.child.ts) for `npm start` and the bench, because dynalite throws
 * where nobody can catch it and wants a core for itself.
 */
import { fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import dynalite from 'dynalite';
import { fromPlainError, toPlainError, YamrError, type PlainError } from '#core/errors';
import { closeServer } from '../listen.ts';

const PROJECT_DIR = resolve(import.meta.dirname, '../..');
/** How long requests in flight may take once it is closing. */
const CLOSE_TIMEOUT_MS = 2_000;

export interface LocalDynamoDb {
  readonly endpoint: string;
  close(): Promise<void>;
}

export interface LocalDynamoDbOptions {
  /** In memory without it. Only one program at a time can use a folder. */
  readonly folder?: string | undefined;
  /** 0, the default, takes a free one. */
  readonly port?: number;
}

/** What the child says first. */
export type DynamoDbStarted = { readonly endpoint: string } | { readonly error: PlainError };

/** Opens the folder's store and closes it again: dynalite would only find out at the first request, and throw. */
async function checkFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const { Level } = fromDynalite('level') as {
    Level: new (path: string) => { open(): Promise<void>; close(): Promise<void> };
  };
  const store = new Level(folder);
  try {
    await store.open();
    await store.close();
  } catch (cause) {
    throw new YamrError(
      'bad-input',
      `The local database in ${folder} cannot be opened, perhaps because another server uses it: stop that one, or set YAMR_BACKEND_FOLDER to another folder.`,
      { cause }
    );
  }
}

/** Starts it in this process. Throws `bad-input` if the port or the folder is taken. */
export async function startDynamoDb({ folder, port = 0 }: LocalDynamoDbOptions = {}): Promise<LocalDynamoDb> {
  if (folder !== undefined) await checkFolder(folder);
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(folder === undefined ? {} : { path: folder })
  });
  await new Promise<void>((done, fail) => {
    server.once('error', (cause) =>
      fail(
        new YamrError(
          'bad-input',
          `The local database cannot listen on port ${port} (${cause.message}): set YAMR_DYNAMODB_PORT to another one.`,
          { cause }
        )
      )
    );
    server.listen(port, '127.0.0.1', done);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => closeServer(server, CLOSE_TIMEOUT_MS)
  };
}

/** Starts it in a process of its own, which ends with this one. Throws as `startDynamoDb`. */
export async function spawnDynamoDb({
  folder = '',
  port = 0
}: LocalDynamoDbOptions = {}): Promise<LocalDynamoDb> {
  const child = fork(join(import.meta.dirname, 'dynamodb.child.ts'), [folder, String(port)], {
    cwd: PROJECT_DIR,
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc']
  });
  const ended = new Promise<void>((done) => {
    child.once('exit', () => {
      done();
    });
  });
  const started = await new Promise<DynamoDbStarted>((done) => {
    child.once('message', (message) => {
      done(message as DynamoDbStarted);
    });
    void ended.then(() =>
      done({ error: toPlainError(new YamrError('internal', 'The local database ended at once.')) })
    );
  });
  if ('error' in started) throw fromPlainError(started.error);
  return {
    endpoint: started.endpoint,
    close: () => {
      if (child.connected) child.disconnect();
      return ended;
    }
  };
}
