/**
 * Owns the start of a training thread: tsx does not reach into worker threads by itself on Node 20, so this
 * plain module registers it and then imports the job (TypeScript) that `parallel.ts` asked for.
 */
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.module);
