/** Owns a stand-in for TMDB on this machine: its API and its image server, scripted movie by movie. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface TmdbServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** Paths asked for, query included, in order. */
  readonly asked: string[];
  /** When each was asked for, ms. */
  readonly askedAtMs: number[];
  close(): Promise<void>;
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, {
      'Content-Type': 'application/json',
      'Access-Control-Allow-Origin': '*',
      ...headers
    });
    response.end(JSON.stringify(body));
  };

/** Of a poster's shape. */
export const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="185" height="278"><rect width="185" height="278"/></svg>';
export const image: Answer = (_, response) => {
  response.writeHead(200, { 'Content-Type': 'image/svg+xml', 'Access-Control-Allow-Origin': '*' });
  response.end(PICTURE);
};
/** Says nothing for a while, then hangs up. */
export const silence: Answer = (_, response) => {
  setTimeout(() => response.destroy(), 1000);
};

/** Starts a server; `answer` says what each path gets. */
export async function startTmdbServer(answer: (path: string) => Answer): Promise<TmdbServer> {
  const asked: string[] = [];
  const askedAtMs: number[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    askedAtMs.push(performance.now());
    answer(request.url ?? '')(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    askedAtMs,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      })
  };
}
