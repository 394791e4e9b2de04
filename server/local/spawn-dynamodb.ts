/**
 * Owns the process that dynalite runs in (dynamodb.child.ts): it throws where nobody can catch it, and wants a core for itself.
 * A process that dies is started again, on the same port and with the same secret, so that nobody needs to be told.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fromPlainError, toPlainError, YamrError, type PlainError } from '#core/errors';
import type { LocalDynamoDb } from './dynamodb.ts';
import { parseEndpoint } from '../tables/endpoint.ts';

const PROJECT_DIR = resolve(import.meta.dirname, '../..');
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** Who has run for so long is taken for well again. */
const WELL_AFTER_MS = 60_000;

/** What the child is told, in its environment: an argument can be read by every user of the machine. */
export const SECRET_VARIABLE = 'YAMR_DYNAMODB_SECRET';

/** What the child says: sentences about its folder, then how its start went. */
export type DynamoDbMessage =
  { readonly sentence: string } | { readonly endpoint: string } | { readonly error: PlainError };

export interface SupervisedDynamoDb extends LocalDynamoDb {
  /** Whether it listens; while it does not, another process is on its way. */
  readonly isRunning: () => boolean;
  /** Of the process that runs. */
  readonly pid: () => number | undefined;
}

export interface SpawnOptions {
  /** In memory without it. Only one program at a time can use a folder. */
  readonly folder?: string;
  /** Hears of a folder that was found broken, and of a process that died. */
  readonly tell?: (sentence: string) => void;
}

/** Starts it, and resolves when it listens. Throws `bad-input` if the folder cannot be used. */
export async function spawnDynamoDb({
  folder = '',
  tell = () => undefined
}: SpawnOptions = {}): Promise<SupervisedDynamoDb> {
  const secret = randomBytes(24).toString('hex');
  let child: ChildProcess | undefined;
  let [isUp, isClosing] = [false, false];
  let pauseMs = FIRST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** One process, once it listens. */
  function startOne(port: string): Promise<string> {
    const started = fork(join(import.meta.dirname, 'dynamodb.child.ts'), [folder, port], {
      cwd: PROJECT_DIR,
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, [SECRET_VARIABLE]: secret },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc']
    });
    child = started;
    return new Promise((done, fail) => {
      started.on('message', (message: DynamoDbMessage) => {
        if ('sentence' in message) tell(message.sentence);
        else if ('error' in message) fail(fromPlainError(message.error));
        else {
          isUp = true;
          done(message.endpoint);
        }
      });
      started.once('exit', () =>
        fail(new YamrError('internal', 'The local database ended before it could start.'))
      );
    });
  }

  /** From its start on: whenever it ends without being told to, another one follows after a growing pause. */
  function watch(port: string): void {
    const startedAtMs = performance.now();
    child?.once('exit', () => {
      child = undefined;
      isUp = false;
      if (isClosing) return;
      if (performance.now() - startedAtMs > WELL_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      tell(`The local database has ended; it is started again in ${(pauseMs / 1000).toFixed(1)} s.`);
      timer = setTimeout(() => void again(port), pauseMs);
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    });
  }
  async function again(port: string): Promise<void> {
    const starting = startOne(port);
    watch(port);
    await starting.then(
      () => tell('The local database is back.'),
      // Its end is what starts the next one.
      (thrown: unknown) => tell(toPlainError(thrown).message)
    );
  }

  const endpoint = await startOne('0');
  watch(new URL(parseEndpoint(endpoint).url).port);
  return {
    endpoint,
    isRunning: () => isUp,
    pid: () => child?.pid,
    close: () => {
      isClosing = true;
      clearTimeout(timer);
      const last = child;
      if (!last || last.exitCode !== null) return Promise.resolve();
      const ended = new Promise<void>((done) => void last.once('exit', () => done()));
      if (last.connected) last.disconnect();
      return ended;
    }
  };
}
