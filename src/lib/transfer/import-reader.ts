/** Owns the reading of picked files in a worker of its own, which lives as long as their preview. */
import { YamrError, fromPlainError } from '#core/errors';
import type { ImportAnswer, ImportRequest } from './import.worker.ts';
import type { MatchColumns } from './match.ts';
import type { ImportDraft, MatchedFile } from './rows.ts';
import type { ChosenSettings } from './settings.ts';

/** More is no library, and would be held in memory twice. */
const MAX_PICKED_BYTES = 256 * 1024 * 1024;
const outOfTurn = (): YamrError => new YamrError('worker-failed', 'The import answered out of turn.');

export class ImportReader {
  readonly #worker = new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' });
  #turn: Promise<unknown> = Promise.resolve();
  #stop: ((error: YamrError) => void) | undefined;

  /** Reads the files, whatever movies are known. Throws `bad-input`, `unknown-format`, `worker-failed`, `aborted`. */
  async read(picked: readonly File[]): Promise<void> {
    if (picked.reduce((sum, { size }) => sum + size, 0) > MAX_PICKED_BYTES) {
      throw new YamrError(
        'bad-input',
        'These files are larger than 256 MB together: no library is. Nothing was changed.'
      );
    }
    const files = await Promise.all(
      picked.map(async (file) => {
        try {
          return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
        } catch (cause) {
          throw new YamrError('bad-input', `${file.name} cannot be read. Nothing was changed.`, { cause });
        }
      })
    );
    const answer = await this.#ask(
      { kind: 'read', files },
      files.map(({ bytes }) => bytes.buffer)
    );
    if (answer.kind !== 'read') throw outOfTurn();
  }

  /** What the files say about the movies of the catalogue. Throws as `read` does. */
  async match(catalogue: MatchColumns): Promise<ImportDraft> {
    const answer = await this.#match(catalogue, true);
    if (answer.kind !== 'draft') throw outOfTurn();
    return answer.draft;
  }

  /** The same with a part of the catalogue; undefined where the other movies might change what a row means. */
  async matchInPart(catalogue: MatchColumns): Promise<ImportDraft | undefined> {
    const answer = await this.#match(catalogue, false);
    if (answer.kind === 'needs-more') return undefined;
    if (answer.kind !== 'draft') throw outOfTurn();
    return answer.draft;
  }

  /**
   * One of the files again, as its owner says, and whether movies that are still to come might change it. Throws as `read`
   * does; the file stays as it was read.
   */
  async reread(place: number, settings: ChosenSettings): Promise<{ file: MatchedFile; needsMore: boolean }> {
    const answer = await this.#ask({ kind: 'reread', place, settings });
    if (answer.kind !== 'file') throw outOfTurn();
    return answer;
  }

  /** Ends the worker and lets go of the files; what is asked for rejects with `aborted`. */
  end(): void {
    this.#worker.terminate();
    this.#stop?.(new YamrError('aborted', 'The import was cancelled.'));
  }

  #match(columns: MatchColumns, isWhole: boolean): Promise<ImportAnswer> {
    const { movieId, title, year, imdbId, tmdbId } = columns;
    const catalogue = { movieId, title, year, imdbId, tmdbId };
    return this.#ask({ kind: 'match', catalogue, isWhole });
  }

  /** In turn: an answer does not say what it is to. */
  #ask(request: ImportRequest, transfer: Transferable[] = []): Promise<ImportAnswer> {
    const answer = this.#turn.then(() => this.#send(request, transfer));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  #send(request: ImportRequest, transfer: Transferable[]): Promise<ImportAnswer> {
    return new Promise((resolve, reject) => {
      this.#stop = reject;
      const worker = this.#worker;
      worker.onerror = worker.onmessageerror = (): void =>
        reject(new YamrError('worker-failed', 'The reading of the file broke off. Nothing was changed.'));
      worker.onmessage = ({ data }: MessageEvent<ImportAnswer>): void =>
        data.kind === 'failed' ? reject(fromPlainError(data.error)) : resolve(data);
      worker.postMessage(request, transfer);
    });
  }
}
