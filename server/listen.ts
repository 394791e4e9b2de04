/**
 * Owns the life of a server: listening on a port, what is answered where a request is none, and closing in time
 * whatever the clients do.
 */
import { createServer, STATUS_CODES, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { YamrError } from '#core/errors';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Hono } from 'hono';
import { securityHeaders } from './headers.ts';

/** How long requests in flight may take once the server is closing. */
const CLOSE_TIMEOUT_MS = 500;

/** Stops listening, lets requests in flight end until the time is over, then drops what is still open. */
export function closeServer(
  server: Pick<Server, 'close' | 'closeAllConnections' | 'closeIdleConnections'>,
  timeoutMs = CLOSE_TIMEOUT_MS
): Promise<void> {
  return new Promise((done) => {
    const deadline = setTimeout(() => {
      server.closeAllConnections();
    }, timeoutMs);
    server.close(() => {
      clearTimeout(deadline);
      done();
    });
    server.closeIdleConnections();
  });
}

export interface RunningServer {
  readonly port: number;
  /** Stops listening, lets requests in flight end, then drops what is still open. */
  close(): Promise<void>;
}

/** Parses the variable PORT, or another one. Throws `bad-input` for anything that is no port. */
export function parsePort(text: string | undefined, defaultPort: number, variable = 'PORT'): number {
  if (text === undefined || text === '') return defaultPort;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new YamrError('bad-input', `${variable} must be a number from 0 to 65535, not "${text}".`);
}

function listenError(thrown: NodeJS.ErrnoException, port: number): YamrError {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken: stop the program that uses it, or set PORT to another one.`,
    EACCES: `Port ${port} needs more rights than this user has: set PORT to one above 1023.`
  };
  const message =
    reasons[thrown.code ?? ''] ?? `The server cannot listen on port ${port}: ${thrown.message}.`;
  return new YamrError('bad-input', message, { cause: thrown });
}

/** Of an answer that no application makes. */
const plainHeaders = (): Record<string, string> => ({
  ...securityHeaders('other'),
  'Cache-Control': 'no-store',
  'Content-Type': 'text/plain; charset=utf-8'
});

/** The address, the host or the method makes no sense, or the application failed before it could say so. */
function answerFailure(thrown: unknown): Response {
  const isTheirs = thrown instanceof RequestError;
  const text = isTheirs ? 'That is no request.\n' : 'Something failed that should not.\n';
  return new Response(text, { status: isTheirs ? 400 : 500, headers: plainHeaders() });
}

/** Where no response object is there to answer with. */
function refuseOn(socket: Duplex, status: number): void {
  const headers = Object.entries({ ...plainHeaders(), Connection: 'close', 'Content-Length': '0' });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines}\r\n`);
}

/** Bytes that are no HTTP: Node would answer without headers. */
function answerGarbage(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const statuses: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
  refuseOn(socket, statuses[error.code ?? ''] ?? 400);
}

/** What answers requests: a Hono application, or something that hands over to one. */
export type Application = Pick<Hono, 'fetch'>;

/** Serves the application; port 0 takes a free one. Throws `bad-input` if the port cannot be had. */
export async function listen(app: Application, port: number, host?: string): Promise<RunningServer> {
  const answer = getRequestListener((request, env) => app.fetch(request, env), {
    errorHandler: answerFailure
  });
  const server: Server = createServer((request, response) => void answer(request, response));
  server.on('clientError', answerGarbage);
  // Node would close the connection without a word, and answer an expectation without headers.
  server.on('connect', (_, socket) => refuseOn(socket, 405));
  server.on('checkExpectation', (_, response) => response.writeHead(417, plainHeaders()).end());
  await new Promise<void>((done, fail) => {
    server.once('error', (thrown) => {
      fail(listenError(thrown, port));
    });
    server.listen(port, host, done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => closeServer(server)
  };
}

/** Ends the process with 0 on Ctrl-C or SIGTERM, once the server has closed. */
export function endOnSignals(server: RunningServer): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
}
