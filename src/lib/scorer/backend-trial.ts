/**
 * Owns the measurement that chooses the backend of a device: the same lists, asked of a scorer on each candidate, and
 * the one with the lowest median wins. What cannot start, hangs or dies is out; the client's deadlines see to that.
 */
import { quantile } from '#core/metrics/quantile';
import type { RecommendRequest, RecommendResult } from './recommend.ts';
import type { RunningScorer } from './scorer-client.ts';
import type { BackendName } from './worker-protocol.ts';

/** What the trial needs of a scorer client. */
export interface TrialClient {
  start(): Promise<Pick<RunningScorer, 'backend' | 'catalogue'>>;
  recommend(request: RecommendRequest): Promise<RecommendResult>;
  stop(): void;
}

export interface BackendTrial {
  readonly fastest: BackendName;
  /** From the question to the answer on the page, read-back included, by backend that was able. */
  readonly medianMs: Readonly<Partial<Record<BackendName, number>>>;
}

const WARM_UPS = 5;
const RUNS = 15;
/** A visitor after a first session. */
const RATINGS = 20;
const LIMIT = 60;

async function medianOf(client: TrialClient, backend: BackendName): Promise<number | undefined> {
  const { backend: started, catalogue } = await client.start();
  if (started !== backend) return undefined;
  const ratings = catalogue.movieId
    .slice(0, RATINGS)
    .map((movieId, k) => ({ movieId, stars: 3 + (k % 5) / 2 }));
  const times: number[] = [];
  for (let run = 0; run < WARM_UPS + RUNS; run++) {
    const startMs = performance.now();
    await client.recommend({ ratings, limit: LIMIT });
    if (run >= WARM_UPS) times.push(performance.now() - startMs);
  }
  return quantile(times, 0.5);
}

/** Measures one after the other, so that they do not slow each other down. Undefined where none was able. */
export async function tryBackends(
  candidates: readonly BackendName[],
  createClient: (backend: BackendName) => TrialClient
): Promise<BackendTrial | undefined> {
  const medianMs: Partial<Record<BackendName, number>> = {};
  let fastest: BackendName | undefined;
  for (const backend of candidates) {
    const client = createClient(backend);
    try {
      const median = await medianOf(client, backend);
      if (median === undefined) continue;
      medianMs[backend] = median;
      if (fastest === undefined || median < medianMs[fastest]!) fastest = backend;
    } catch {
      // It is out of the race, which is all that there is to say of it.
    } finally {
      client.stop();
    }
  }
  return fastest && { fastest, medianMs };
}
