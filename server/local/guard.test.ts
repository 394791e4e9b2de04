/** What a page of another site, or another machine, gets from the local backend and its database: nothing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { securityHeaders } from '../headers.ts';
import { listen, type RunningServer } from '../listen.ts';
import { connectTables } from '../tables/client.ts';
import { parseEndpoint, withCredential } from '../tables/endpoint.ts';
import { startLocalBackend, type LocalBackend } from './backend.ts';
import { onlyOurs } from './guard.ts';

let folder = '';
let backend: LocalBackend;
let server: RunningServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yamr-guard-'));
  backend = await startLocalBackend({ folder, print: () => undefined });
  server = await listen(createApp(folder, backend.app), 0);
});
afterAll(async () => {
  await server.close();
  await backend.close();
  await rm(folder, { recursive: true });
});

interface Raw {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
}
/** A request as it is said, which fetch would tidy or forbid. */
function ask(
  path: string,
  options: {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  } = {},
  port = server.port
): Promise<Raw> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((done, fail) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', fail).end(body);
  });
}
const own = (): string => `localhost:${server.port}`;
const PATHS = ['/config.json', '/mailbox?to=a@example.org', '/api/health', '/cognito', '/api/counters'];

describe('the backend', () => {
  it('answers its own pages and programs of this machine', async () => {
    for (const headers of [
      { Host: own() },
      { Host: own(), Origin: `http://${own()}`, 'Sec-Fetch-Site': 'same-origin' },
      { Host: `127.0.0.1:${server.port}` },
      { Host: `[::1]:${server.port}`, 'Sec-Fetch-Site': 'none' }
    ]) {
      expect((await ask('/mailbox?to=a@example.org', { headers })).text).toBe('{"messages":[]}');
      expect((await ask('/api/health', { headers })).status).toBe(200);
    }
  });

  it('refuses a name that is not its own: an attacker’s DNS can give it our address', async () => {
    for (const Host of [
      'evil.example',
      `evil.example:${server.port}`,
      `localhost.evil.example:${server.port}`,
      `127.0.0.1.nip.io:${server.port}`,
      `192.168.1.5:${server.port}`,
      'localhost:1',
      'localhost',
      `user@localhost:${server.port}`
    ]) {
      for (const path of PATHS) {
        const { status } = await ask(path, { headers: { Host } });
        expect([Host, status === 403 || status === 400]).toEqual([Host, true]);
      }
    }
  });

  it('refuses pages of other sites, other ports of this machine included', async () => {
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: 'http://localhost:1' },
      { Origin: 'file://' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' }
    ]) {
      for (const path of PATHS) {
        for (const method of ['GET', 'POST', 'OPTIONS']) {
          const answer = await ask(path, { method, headers: { Host: own(), ...headers } });
          expect([headers, path, answer.status]).toEqual([headers, path, 403]);
          expect(answer.headers['access-control-allow-origin']).toBeUndefined();
        }
      }
    }
  });

  it('that is open is known by addresses and by the names it was given, and by no other', async () => {
    const app = new Hono().use(onlyOurs({ isOpen: true, names: ['tv.lan'] })).get('/', (c) => c.text('here'));
    for (const [host, status] of [
      ['192.168.1.5:4173', 200],
      ['[fe80::1]:4173', 200],
      ['TV.lan', 200],
      ['localhost:80', 200],
      ['evil.example', 403]
    ] as const) {
      expect([host, (await app.request('/', { headers: { Host: host } })).status]).toEqual([host, status]);
    }
  });
});

describe('every answer of the server has its headers', () => {
  const expectHeaders = (answer: Raw): void => {
    const names = Object.keys(securityHeaders('other')).map((name) => name.toLowerCase());
    expect(names.filter((name) => answer.headers[name] === undefined)).toEqual([]);
  };

  it('whatever is asked for, and nothing that a client says is a failure of ours', async () => {
    const strange: [string, string, string][] = [
      ['TRACE', '/api', own()],
      ['TRACE', '/', own()],
      ['TRACE', '/api/rate', own()],
      ['PROPFIND', '/api/ratings', own()],
      ['GET', '/', 'xn--'],
      ['GET', '/api/health', 'xn--'],
      ['GET', '/', 'a b'],
      ['GET', '/', '%00'],
      ['GET', '/', '[::'],
      ['GET', '/\\..', own()],
      ['GET', 'http://[', own()],
      ['POST', '/cognito', own()],
      ['POST', '/api/rate', own()],
      ['DELETE', '/health', own()],
      ['GET', '/mailbox/x', own()],
      ['GET', '/nothing.js', own()]
    ];
    for (const [method, path, Host] of strange) {
      const answer = await ask(path, { method, headers: { Host } });
      expect([method, path, Host, answer.status >= 400 && answer.status < 500]).toEqual([
        method,
        path,
        Host,
        true
      ]);
      expectHeaders(answer);
    }
  });

  it('where all is well', async () => {
    for (const path of ['/health', '/config.json', '/mailbox', '/api/openapi.json']) {
      const answer = await ask(path, { headers: { Host: own() } });
      expect(answer.status).toBe(200);
      expectHeaders(answer);
    }
  });

  it('where the application fails, and where it is no HTTP at all', async () => {
    const failing = await listen(
      createApp(
        folder,
        new Hono().get('/x', () => Promise.reject(new Error('secret')))
      ),
      0
    );
    const answer = await ask('/x', {}, failing.port);
    expect([answer.status, answer.text]).toEqual([500, 'Something failed that should not.\n']);
    expectHeaders(answer);
    for (const [text, status] of [
      ['NO HTTP AT ALL\r\n\r\n', 400],
      ['CONNECT /api HTTP/1.1\r\nHost: localhost\r\n\r\n', 405],
      ['CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n', 405],
      ['POST / HTTP/1.1\r\nHost: localhost\r\nExpect: money\r\nConnection: close\r\n\r\n', 417],
      [`GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ${'a'.repeat(20_000)}\r\n\r\n`, 431]
    ] as const) {
      const said = await new Promise<string>((done) => {
        let received = '';
        const socket = connect(failing.port, '127.0.0.1', () => socket.write(text));
        socket.on('data', (chunk) => (received += String(chunk))).on('close', () => done(received));
      });
      expect([text.slice(0, 20), Number(said.slice(9, 12))]).toEqual([text.slice(0, 20), status]);
      const names = said.toLowerCase();
      for (const name of Object.keys(securityHeaders('other')))
        expect(names).toContain(`${name.toLowerCase()}: `);
    }
    await failing.close();
  });
});

describe('the database', () => {
  const list = JSON.stringify({});
  const signed = (key: string) => ({
    'Content-Type': 'application/x-amz-json-1.0',
    'X-Amz-Target': 'DynamoDB_20120810.ListTables',
    'X-Amz-Date': '20260101T000000Z',
    Authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0`
  });

  it('answers only who knows its secret, by its own address, and no page', async () => {
    const { url, accessKey } = parseEndpoint(backend.dynamoDb.endpoint);
    const port = Number(new URL(url).port);
    const Host = `127.0.0.1:${port}`;
    const post = (headers: Record<string, string>) => ask('/', { method: 'POST', headers, body: list }, port);
    expect((await post({ Host, ...signed(accessKey) })).status).toBe(200);
    for (const headers of [
      { Host, ...signed('local') },
      { Host, ...signed(`${accessKey}x`) },
      { Host, ...signed(accessKey), Origin: 'https://evil.example' },
      { Host, ...signed(accessKey), Origin: `http://localhost:${server.port}` },
      { ...signed(accessKey), Host: `evil.example:${port}` },
      { Host }
    ]) {
      const answer = await post(headers);
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, undefined]);
    }
    const preflight = await ask(
      '/',
      { method: 'OPTIONS', headers: { Host, Origin: 'https://evil.example' } },
      port
    );
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([403, undefined]);
  });

  it('is reached by its endpoint alone, and by no other key', async () => {
    const tables = (endpoint: string) => connectTables({ endpoint, attempts: 1 }).client;
    const command = new ListTablesCommand();
    expect((await tables(backend.dynamoDb.endpoint).send(command)).TableNames).toContain(
      'movie-recommender-ratings'
    );
    const { url } = parseEndpoint(backend.dynamoDb.endpoint);
    await expect(tables(url).send(command)).rejects.toThrow();
    await expect(tables(withCredential(url, 'guess')).send(command)).rejects.toThrow();
  });
});
