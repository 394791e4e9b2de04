import { expose, wrap } from 'comlink';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { catalogueRows, createCatalogue } from '#core/catalogue';
import { YamrError } from '#core/errors';
import { toyCatalogue, toyModel } from '../../../tests/toy-model.ts';
import { beginScorer } from './begin.ts';
import { createScorerApi, type ScorerParts } from './scorer-api.ts';
import { ScorerClient, type ScorerOptions } from './scorer-client.ts';
import type { WorkerHandle } from './worker-handle.ts';
import type { RequestedBackend, ScorerApi } from './worker-protocol.ts';

const bundle = {
  modelName: 'toy',
  hyperParameters: {},
  tensors: new Map(),
  catalogue: createCatalogue(toyCatalogue())
};
const loaded = { manifest: { version: 'toy-1', model: { name: 'toy' }, files: [] }, bundle };
const release = {
  first: loaded,
  whole: () => Promise.resolve(loaded),
  all: () => Promise.resolve(loaded),
  fromCache: false,
  keep: () => Promise.resolve(),
  keepTail: () => Promise.resolve()
};

/** The first `count` movies of the toy catalogue. */
const loadedTo = (count: number) => {
  const catalogue = createCatalogue(catalogueRows(toyCatalogue(), 0, count));
  return { ...loaded, bundle: { ...bundle, catalogue } };
};
/** A release in three tiers, of two movies each. */
const tiers = () => {
  const [first, whole, all] = [loadedTo(2), loadedTo(4), loadedTo(6)];
  return { ...release, first, whole: () => Promise.resolve(whole), all: () => Promise.resolve(all) };
};
const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

/** Workers that are message channels: the same comlink, the same clones, one thread. */
function workers(parts: Partial<ScorerParts> = {}, options: Partial<ScorerOptions> = {}) {
  const log: RequestedBackend[] = [];
  let kill = (): void => undefined;
  const spawn = (): WorkerHandle => {
    const { port1, port2 } = new MessageChannel();
    const api = createScorerApi({
      startBackend: (requested) => {
        log.push(requested);
        return Promise.resolve({ name: requested === 'auto' ? 'webgl' : requested, reason: 'Tested.' });
      },
      createVisitorModel: () => Promise.resolve(toyModel()),
      openRelease: () => Promise.resolve(release as never),
      ...parts
    });
    expose(api, port1);
    const died = new Promise<never>((_, reject) => {
      kill = () => reject(new YamrError('worker-failed', 'Killed by the test.'));
    });
    died.catch(() => undefined);
    const end = (): void => {
      port1.close();
      port2.close();
    };
    ended.push(end);
    return { api: wrap<ScorerApi>(port2), died, end };
  };
  const client = new ScorerClient({ modelsUrl: '/models', backend: 'auto', spawn, ...options });
  return { client, log, spawn, kill: () => kill() };
}

const request = (stars: number) => ({ ratings: [{ movieId: 10, stars }], limit: 2 });

describe('ScorerClient', () => {
  it('starts, and answers with a list', async () => {
    const { client } = workers();
    expect(await client.start()).toMatchObject({ version: 'toy-1', backend: 'webgl', reason: 'Tested.' });
    expect((await client.recommend(request(4))).list.map(({ predictedStars }) => predictedStars)).toEqual([
      4, 4
    ]);
  });

  it('lets the latest of several requests win, and those overtaken while they wait never reach the model', async () => {
    let scored = 0;
    const slow = {
      ...toyModel(),
      score: (...args: Parameters<ReturnType<typeof toyModel>['score']>) => {
        scored++;
        return toyModel().score(...args);
      }
    };
    const { client } = workers({ createVisitorModel: () => Promise.resolve(slow) });
    await client.start();
    scored = 0;
    const [first, second, third] = await Promise.allSettled(
      [1, 2, 3].map((stars) => client.recommend(request(stars)))
    );
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } });
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } });
    expect(third).toMatchObject({ status: 'fulfilled', value: { list: [{ predictedStars: 3 }, {}] } });
    // The first found the worker free.
    expect(scored).toBe(2);
    await client.recommend(request(4));
    expect(scored).toBe(3);
  });

  it('answers what is asked beside the list, and overtakes nothing', async () => {
    const { client } = workers();
    await client.start();
    const results = await Promise.all([
      client.recommend(request(1)),
      client.recommendBeside(request(2)),
      client.recommendBeside(request(3))
    ]);
    expect(results.map(({ list }) => list[0]?.predictedStars)).toEqual([1, 2, 3]);
  });

  it('sends a request to a free worker at once, before the page goes on', async () => {
    const sent = vi.spyOn(MessagePort.prototype, 'postMessage');
    const { client } = workers();
    await client.start();
    await client.recommend(request(2));
    await new Promise((done) => setTimeout(done));
    sent.mockClear();
    const pending = client.recommend(request(3));
    expect(sent).toHaveBeenCalledTimes(1);
    await pending;
    sent.mockRestore();
  });

  it('brings explanations and neighbours across', async () => {
    const { client } = workers();
    await client.start();
    const ratings = [{ movieId: 10, stars: 2 }];
    expect(await client.explain({ ratings, movieIds: [30] })).toEqual([
      { movieId: 30, predictedStars: 2, rank: 2, ratings: [{ movieId: 10, stars: 2, rankWithout: 2 }] }
    ]);
    expect(await client.similar({ movieId: 30, limit: 2 })).toHaveLength(2);
  });

  it('rejects with aborted when its signal aborts', async () => {
    const { client } = workers();
    await client.start();
    const controller = new AbortController();
    const pending = client.recommend(request(4), controller.signal);
    controller.abort();
    await expect(pending).rejects.toMatchObject({ code: 'aborted' });
  });

  it('passes errors across the worker with their code and sentence', async () => {
    const failing = () => Promise.reject(new YamrError('hash-mismatch', 'Not the published file.'));
    const { client } = workers({ openRelease: failing });
    await expect(client.start()).rejects.toMatchObject({
      code: 'hash-mismatch',
      message: 'Not the published file.'
    });
  });

  it('takes a worker that was begun before it, and a new one for every later start', async () => {
    const { spawn, log } = workers();
    const options = { modelsUrl: '/models', backend: 'wasm', spawn } as const;
    const begun = beginScorer({ ...options, version: undefined });
    await begun.starting;
    expect(log).toEqual(['wasm']);
    const client = new ScorerClient({ ...options, begun });
    expect(await client.start()).toMatchObject({ version: 'toy-1', backend: 'wasm' });
    expect(log).toEqual(['wasm']);
    await client.start();
    expect(log).toEqual(['wasm', 'wasm']);
  });

  it('brings the backend while the release is still read, and does without where it does not come', async () => {
    let open: (opened: never) => void = () => undefined;
    const warmed: RequestedBackend[] = [];
    const { client } = workers({
      openRelease: () => new Promise((resolve) => (open = resolve)),
      warmBackend: (requested) => {
        warmed.push(requested);
        return Promise.reject(new Error('No network for a script.'));
      }
    });
    const starting = client.start();
    await vi.waitFor(() => {
      expect(warmed).toEqual(['auto']);
    });
    open(release as never);
    expect(await starting).toMatchObject({ backend: 'webgl' });
  });

  it('goes on with the next backend when one fails', async () => {
    const startBackend = (requested: RequestedBackend) =>
      requested === 'cpu'
        ? Promise.resolve({ name: requested, reason: 'Runs everywhere.' })
        : Promise.reject(new YamrError('backend-failed', 'No such thing.'));
    const { client } = workers({ startBackend });
    const running = await client.start();
    expect(running.backend).toBe('cpu');
    expect(running.reason).toBe('auto: No such thing.; wasm: No such thing.; Runs everywhere.');
  });

  it('goes on with the next backend when one hangs', async () => {
    const startBackend = (requested: RequestedBackend) =>
      requested === 'wasm'
        ? Promise.resolve({ name: requested, reason: 'Ok.' })
        : new Promise<never>(() => undefined);
    const { client } = workers({ startBackend }, { startTimeoutMs: 20 });
    expect((await client.start()).backend).toBe('wasm');
  });

  it('waits for a GPU that hangs no longer than its shaders may need', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const asked: RequestedBackend[] = [];
      const startBackend = (requested: RequestedBackend) => {
        asked.push(requested);
        return requested === 'wasm'
          ? Promise.resolve({ name: requested, reason: 'Ok.' })
          : new Promise<never>(() => undefined);
      };
      const { client } = workers({ startBackend }, { backend: 'webgpu' });
      const starting = client.start();
      await vi.waitFor(() => expect(asked).toEqual(['webgpu']));
      await vi.advanceTimersByTimeAsync(7_900);
      expect(asked).toEqual(['webgpu']);
      await vi.advanceTimersByTimeAsync(200);
      expect((await starting).reason).toContain('webgpu: No answer within 8 seconds.');
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not try another backend where the release itself cannot be used', async () => {
    const createVisitorModel = () => Promise.reject(new YamrError('unknown-format', 'Update YAMR.'));
    const { client, log } = workers({ createVisitorModel });
    await expect(client.start()).rejects.toMatchObject({ code: 'unknown-format' });
    expect(log).toEqual(['auto']);
  });

  it('says that nothing works when nothing works', async () => {
    const startBackend = () => Promise.reject(new YamrError('backend-failed', 'No.'));
    await expect(workers({ startBackend }).client.start()).rejects.toMatchObject({ code: 'no-backend' });
  });

  it('brings a dead worker back, with the backend that worked, and answers the request', async () => {
    const { client, kill, log } = workers();
    await client.start();
    kill();
    expect((await client.recommend(request(2))).list).toHaveLength(2);
    expect(log).toEqual(['auto', 'webgl']);
  });

  it('brings a worker back that hangs in the middle of a request', async () => {
    let models = 0;
    const hanging = { ...toyModel(), score: () => new Promise<never>(() => undefined) };
    const first = {
      ...hanging,
      calls: 0,
      score(profiles: never[]) {
        return this.calls++ === 0 ? toyModel().score(profiles) : hanging.score();
      }
    };
    const createVisitorModel = () => Promise.resolve(models++ === 0 ? first : toyModel());
    const { client } = workers({ createVisitorModel }, { workTimeoutMs: 50 });
    await client.start();
    expect((await client.recommend(request(2))).list).toHaveLength(2);
    expect(models).toBe(2);
  });

  it('brings a dead worker back once, however many requests found it dead', async () => {
    const { client, kill, log } = workers();
    await client.start();
    kill();
    const [list, neighbours] = await Promise.all([
      client.recommend(request(2)),
      client.similar({ movieId: 30, limit: 2 })
    ]);
    expect([list.list.length, neighbours.length]).toEqual([2, 2]);
    expect(log).toEqual(['auto', 'webgl']);
  });

  it('keeps the release when asked, and says when there is no room', async () => {
    const keep = () => Promise.reject(new YamrError('storage-full', 'No room.'));
    const { client } = workers({ openRelease: () => Promise.resolve({ ...release, keep } as never) });
    await client.start();
    await expect(client.keep()).rejects.toMatchObject({ code: 'storage-full', message: 'No room.' });
  });

  it('scores with the first stage of a release, and with all of it once that is here', async () => {
    const models: unknown[] = [];
    const whole = { ...loaded, bundle: { ...bundle, tensors: new Map([['late', undefined]]) } };
    const { client } = workers({
      openRelease: () => Promise.resolve({ ...release, whole: () => Promise.resolve(whole) } as never),
      createVisitorModel: ({ tensors }) => {
        models.push(tensors.size);
        return Promise.resolve(toyModel());
      }
    });
    await client.start();
    expect(models).toEqual([0]);
    expect((await client.complete()).isBetter).toBe(true);
    expect(models).toEqual([0, 1]);
    expect((await client.recommend(request(5))).list).toHaveLength(2);
    expect((await client.complete()).isBetter).toBe(false);
  });

  it('brings the rest once, however many ask for it at a time', async () => {
    let made = 0;
    const whole = { ...loaded };
    const { client } = workers({
      openRelease: () =>
        Promise.resolve({
          ...release,
          whole: () => new Promise((resolve) => setTimeout(() => resolve(whole), 50))
        } as never),
      createVisitorModel: () => {
        made++;
        return Promise.resolve(toyModel());
      }
    });
    await client.start();
    const both = await Promise.all([client.complete(), client.complete()]);
    expect(both.map(({ isBetter }) => isBetter)).toEqual([true, false]);
    expect(made).toBe(2);
  });

  it('goes on with the first stage where the rest does not come, and can ask again', async () => {
    let attempts = 0;
    const whole = () =>
      attempts++ === 0
        ? Promise.reject(new YamrError('offline', 'You are offline.'))
        : Promise.resolve({ ...loaded });
    const { client } = workers({ openRelease: () => Promise.resolve({ ...release, whole } as never) });
    await client.start();
    await expect(client.complete()).rejects.toMatchObject({ code: 'offline' });
    expect((await client.recommend(request(5))).list).toHaveLength(2);
    expect((await client.complete()).isBetter).toBe(true);
  });

  it('brings the rows of each tier once, and scores with them', async () => {
    const models: number[] = [];
    const { client } = workers({
      openRelease: () => Promise.resolve(tiers() as never),
      createVisitorModel: ({ catalogue: { itemCount } }) => {
        models.push(itemCount);
        return Promise.resolve(toyModel());
      }
    });
    expect((await client.start()).catalogue.movieId).toEqual([10, 20]);
    const whole = await client.complete();
    expect(whole).toMatchObject({ isBetter: true, rows: { fromRow: 2, rowCount: 2 } });
    const all = await client.extend();
    expect(all).toMatchObject({ isBetter: true, rows: { fromRow: 4, rowCount: 2 } });
    expect([...(all.rows.numbers.movieId ?? [])]).toEqual([50, 60]);
    expect(await client.extend()).toMatchObject({ isBetter: false, rows: { rowCount: 0 } });
    // What was trained must not take the place of all.
    expect(await client.complete()).toMatchObject({ isBetter: false, rows: { rowCount: 0 } });
    expect(models).toEqual([2, 4, 6]);
  });

  it('disposes each model once when both tiers are asked for at a time', async () => {
    const disposed: number[] = [];
    const { client } = workers({
      openRelease: () => Promise.resolve(tiers() as never),
      createVisitorModel: ({ catalogue: { itemCount } }) =>
        Promise.resolve({ ...toyModel(), dispose: () => void disposed.push(itemCount) })
    });
    await client.start();
    await Promise.all([client.extend(), client.complete(), client.extend()]);
    expect(disposed).toEqual([2]);
    expect((await client.recommend(request(5))).list).toHaveLength(2);
  });

  it('goes on without the long tail where it does not come, and can ask again', async () => {
    let attempts = 0;
    const { client } = workers({
      openRelease: () => {
        const staged = tiers();
        const all = () =>
          attempts++ === 0 ? Promise.reject(new YamrError('offline', 'You are offline.')) : staged.all();
        return Promise.resolve({ ...staged, all } as never);
      }
    });
    await client.start();
    await expect(client.extend()).rejects.toMatchObject({ code: 'offline' });
    expect((await client.complete()).isBetter).toBe(true);
    expect((await client.extend()).rows.rowCount).toBe(2);
  });

  it('tells the progress of the long tail from its own first byte', async () => {
    const { client } = workers({
      openRelease: ({ onProgress }) => {
        onProgress?.({ loadedBytes: 100, totalBytes: 100 });
        const staged = tiers();
        const all = () => {
          onProgress?.({ loadedBytes: 130, totalBytes: 150 });
          return staged.all();
        };
        return Promise.resolve({ ...staged, all } as never);
      }
    });
    await client.start();
    const seen: unknown[] = [];
    await client.extend((progress) => seen.push(progress));
    await vi.waitFor(() => expect(seen).toEqual([{ loadedBytes: 30, totalBytes: 50 }]));
  });

  it('brings a worker in the place of a dead one as far as that was, without the rows again', async () => {
    const models: number[] = [];
    const { client, kill } = workers({
      openRelease: () => Promise.resolve(tiers() as never),
      createVisitorModel: ({ catalogue: { itemCount } }) => {
        models.push(itemCount);
        return Promise.resolve(toyModel());
      }
    });
    await client.start();
    await client.extend();
    kill();
    await client.recommend(request(3));
    expect(models).toEqual([2, 6, 2, 6]);
    expect((await client.extend()).rows.rowCount).toBe(0);
  });

  it('brings the long tail on wasm when the graphics processor is lost meanwhile', async () => {
    let isLost = false;
    const { client } = workers({
      gpuWatch: () => ({ isLost: () => isLost, listeners: new Set() }),
      startBackend: (requested) => {
        if (requested === 'wasm') isLost = false;
        return Promise.resolve({ name: requested === 'auto' ? 'webgl' : requested, reason: 'Tested.' });
      },
      openRelease: () => {
        const staged = tiers();
        const all = () => {
          isLost = requestedOnce();
          return staged.all();
        };
        return Promise.resolve({ ...staged, all } as never);
      }
    });
    let asked = 0;
    const requestedOnce = (): boolean => asked++ === 0;
    await client.start();
    expect((await client.extend()).rows).toMatchObject({ fromRow: 2, rowCount: 4 });
  });

  it('has all of a release that this device keeps from the start', async () => {
    const whole = { ...loaded };
    const { client } = workers({
      openRelease: () =>
        Promise.resolve({ ...release, fromCache: true, whole: () => Promise.resolve(whole) } as never)
    });
    await client.start();
    expect((await client.complete()).isBetter).toBe(false);
  });

  it('opens the version it is made for', async () => {
    const versions: (string | undefined)[] = [];
    const openRelease: ScorerParts['openRelease'] = ({ version }) => {
      versions.push(version);
      return Promise.resolve(release as never);
    };
    await workers({ openRelease }, { version: 'toy-1' }).client.start();
    await workers({ openRelease }).client.start();
    expect(versions).toEqual(['toy-1', undefined]);
  });

  it('is not brought back once it was stopped', async () => {
    const { client, log } = workers();
    await client.start();
    client.stop();
    await expect(client.recommend(request(2))).rejects.toMatchObject({ code: 'aborted' });
    expect(log).toEqual(['auto']);
  });

  it('goes on with wasm when the graphics processor is lost, says so, and answers the request', async () => {
    let isLost = false;
    const told: string[] = [];
    const { client, log } = workers(
      {
        gpuWatch: () => ({ isLost: () => isLost, listeners: new Set() }),
        startBackend: (requested) => {
          log.push(requested);
          if (requested === 'wasm') isLost = false;
          return Promise.resolve({ name: requested === 'auto' ? 'webgl' : requested, reason: 'Tested.' });
        }
      },
      { onRevived: ({ backend, reason }, why) => told.push(backend, reason, why) }
    );
    await client.start();
    isLost = true;
    expect((await client.recommend(request(2))).list).toHaveLength(2);
    expect(log).toEqual(['auto', 'wasm']);
    const why = 'The graphics processor stopped working for this page.';
    expect(told).toEqual(['wasm', `webgl: ${why}; Tested.`, why]);
  });
});
