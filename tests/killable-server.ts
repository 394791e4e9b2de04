/** Owns a server of `npm start` in processes of its own, which a test may kill without warning and start again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { readLocalEndpoint } from '../server/local/settings.ts';
import { connectTables } from '../server/tables/client.ts';
import { fullTableName } from '../server/tables/definitions.ts';

const PROJECT_DIR = resolve(import.meta.dirname, '..');
const START_TIMEOUT_MS = 30_000;

export interface KillableServer {
  readonly url: string;
  /** Site, API and accounts at once, and the database with them: no request is answered, nothing is closed. */
  kill(): Promise<void>;
  /** On the same port and folder; resolves when the API reaches its table. */
  start(): Promise<void>;
  /** Every item that the table itself has of a person. */
  itemsOf(userId: string): Promise<Record<string, unknown>[]>;
  /** Kills it and removes its folder. */
  remove(): Promise<void>;
}

export async function startKillableServer(port: number): Promise<KillableServer> {
  const folder = await mkdtemp(join(tmpdir(), 'yamr-chaos-'));
  const url = `http://localhost:${port}`;
  let running: ChildProcess | undefined;
  const server: KillableServer = {
    url,
    async kill() {
      const child = running;
      running = undefined;
      if (child?.pid === undefined || child.exitCode !== null) return;
      const ended = new Promise((done) => child.once('exit', done));
      process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
    async start() {
      running = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
        cwd: PROJECT_DIR,
        env: { ...process.env, PORT: String(port), YAMR_BACKEND_FOLDER: folder },
        stdio: ['ignore', 'ignore', 'inherit'],
        // A process group of its own, so that the database goes with it.
        detached: true
      });
      const deadlineMs = performance.now() + START_TIMEOUT_MS;
      while (!(await isReady(url))) {
        if (performance.now() > deadlineMs) throw new Error('The server does not get ready.');
        await pause(50);
      }
    },
    async itemsOf(userId) {
      const tables = connectTables({ endpoint: await readLocalEndpoint({ YAMR_BACKEND_FOLDER: folder }) });
      const items: Record<string, unknown>[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await tables.client.send(
          new QueryCommand({
            TableName: fullTableName(tables.prefix, 'ratings'),
            KeyConditionExpression: 'userId = :userId',
            ExpressionAttributeValues: { ':userId': userId },
            ConsistentRead: true,
            ExclusiveStartKey: from
          })
        );
        items.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from);
      tables.client.destroy();
      return items;
    },
    async remove() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    }
  };
  await server.start();
  return server;
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false
  );
