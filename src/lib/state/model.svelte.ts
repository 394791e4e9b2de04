/** Owns what the page knows of the model: how far it has come, what went wrong, the catalogue it brought. */
import { createCatalogue, type Catalogue, type Movie } from '#core/catalogue';
import { toPlainError, type PlainError } from '#core/errors';
import type { ByteProgress } from '#release/download';
import { createSearch, type Search } from '$lib/catalogue/search';
import { ScorerClient, type RunningScorer } from '$lib/scorer/scorer-client';
import type { RequestedBackend } from '$lib/scorer/worker-protocol';

export type ModelPhase = 'loading' | 'ready' | 'failed';

const BACKENDS: readonly RequestedBackend[] = ['webgpu', 'webgl', 'wasm', 'cpu'];

/** `?backend=`: an override for tests and for people. */
export function requestedBackend(search: string): RequestedBackend {
  const value = new URLSearchParams(search).get('backend');
  return BACKENDS.find((backend) => backend === value) ?? 'auto';
}

export class ModelState {
  phase = $state<ModelPhase>('loading');
  progress = $state.raw<ByteProgress>({ loadedBytes: 0, totalBytes: 0 });
  error = $state.raw<PlainError>();
  running = $state.raw<RunningScorer>();
  catalogue = $state.raw<Catalogue>();
  readonly search = $derived<Search | undefined>(this.catalogue && createSearch(this.catalogue));
  client: ScorerClient | undefined;
  /** One object a movie, so that a card whose movie stays has nothing to draw again. */
  #movies = new Map<number, Movie>();

  /** Starts, or starts again after a failure. Resolves whether the model is ready. */
  async start(modelsUrl: string, backend: RequestedBackend): Promise<boolean> {
    this.phase = 'loading';
    this.error = undefined;
    this.client?.stop();
    this.client = new ScorerClient({
      modelsUrl,
      backend,
      onProgress: (progress) => (this.progress = progress)
    });
    try {
      this.running = await this.client.start();
      this.catalogue = createCatalogue(this.running.catalogue);
      // The index is built in the pauses, before anybody types.
      createSearch(this.catalogue);
      this.#movies = new Map();
      this.phase = 'ready';
    } catch (error) {
      this.fail(error);
    }
    return this.phase === 'ready';
  }

  /** A movie of the release in use. */
  movieOf(movieId: number): Movie | undefined {
    const itemIndex = this.catalogue?.indexOf(movieId);
    if (itemIndex === undefined) return undefined;
    const movie = this.#movies.get(movieId) ?? this.catalogue?.movie(itemIndex);
    if (movie) this.#movies.set(movieId, movie);
    return movie;
  }

  fail(error: unknown): void {
    this.error = toPlainError(error);
    this.phase = 'failed';
  }
}
