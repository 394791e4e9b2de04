/**
 * Owns the local stand-in for DynamoDB: dynalite on a loopback port, with a folder that survives restarts, and behind a
 * secret: it takes any signature, and says to every page of the browser that it may read. In this process for tests; in one of
 * its own (spawn-dynamodb.ts) for `npm start` and the bench.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { YamrError } from '#core/errors';
import { closeServer } from '../listen.ts';
import { withCredential } from '../tables/endpoint.ts';
import { checkLevelFolder } from './level-folder.ts';

/** How long requests in flight may take once it is closing. */
const CLOSE_TIMEOUT_MS = 2_000;

export interface LocalDynamoDb {
  /** With the secret in it (tables/endpoint.ts): whoever knows it may do everything. */
  readonly endpoint: string;
  close(): Promise<void>;
}

export interface LocalDynamoDbOptions {
  /** In memory without it. Only one program at a time can use a folder. */
  readonly folder?: string | undefined;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Drawn at random without it. */
  readonly secret?: string;
  /** Hears of a folder that was found broken. */
  readonly tell?: (sentence: string) => void;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const CREDENTIAL = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\//;

/** Whether a request is our server's: it names the secret as its access key, which no page and no other user can know. */
function isOurs({ headers }: IncomingMessage, port: number, secret: Buffer): boolean {
  if (headers.origin !== undefined || headers.host !== `127.0.0.1:${port}`) return false;
  const key = CREDENTIAL.exec(headers.authorization ?? '')?.[1];
  return key !== undefined && timingSafeEqual(digest(key), secret);
}

/** Puts the check before dynalite's own listener. */
function guard(server: Server, secret: Buffer): void {
  const [answer] = server.listeners('request') as RequestListener[];
  if (!answer) throw new Error('dynalite listens to no requests.');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isOurs(request, (server.address() as AddressInfo).port, secret)) {
      answer(request, response);
      return;
    }
    request.resume();
    response.writeHead(403, { 'Content-Type': 'text/plain', 'X-Content-Type-Options': 'nosniff' });
    response.end('This database answers its own server only.\n');
  });
}

/** Starts it in this process. Throws `bad-input` if the port or the folder is taken. */
export async function startDynamoDb({
  folder,
  port = 0,
  secret = randomBytes(24).toString('hex'),
  tell = () => undefined
}: LocalDynamoDbOptions = {}): Promise<LocalDynamoDb> {
  if (folder !== undefined) await checkLevelFolder(folder, tell);
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(folder === undefined ? {} : { path: folder })
  });
  guard(server, digest(secret));
  await new Promise<void>((done, fail) => {
    server.once('error', (cause) =>
      fail(
        new YamrError('bad-input', `The local database cannot listen on port ${port}: ${cause.message}.`, {
          cause
        })
      )
    );
    server.listen(port, '127.0.0.1', done);
  });
  return {
    endpoint: withCredential(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, secret),
    close: () => closeServer(server, CLOSE_TIMEOUT_MS)
  };
}
