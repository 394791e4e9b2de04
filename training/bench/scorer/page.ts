/** The benchmark's page: one worker, started when asked. */
import type { BenchRequest, BenchResult } from './worker.ts';

declare global {
  interface Window {
    runBench: (request: BenchRequest) => Promise<BenchResult>;
  }
}

window.runBench = (request) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<{ result?: BenchResult; error?: string }>) => {
      if (data.result) resolve(data.result);
      else reject(new Error(data.error));
      worker.terminate();
    };
    worker.postMessage(request);
  });
