/** Owns the reading of picked files in a worker of its own, which lives as long as that takes. */
import type { CatalogueFile } from '#core/catalogue';
import { YamrError, fromPlainError } from '#core/errors';
import type { ImportAnswer, ImportRequest } from './import.worker.ts';
import type { ImportDraft } from './rows.ts';

/** What the files say about the movies of the catalogue. Throws `bad-input`, `unknown-format`, `worker-failed`, `aborted`. */
export async function importFiles(
  picked: readonly File[],
  catalogue: CatalogueFile,
  signal: AbortSignal
): Promise<ImportDraft> {
  const files = await Promise.all(
    picked.map(async (file) => {
      try {
        return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
      } catch (cause) {
        throw new YamrError('bad-input', `${file.name} cannot be read. Nothing was changed.`, { cause });
      }
    })
  );
  const worker = new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<ImportDraft>((resolve, reject) => {
      const fail = (): void =>
        reject(new YamrError('worker-failed', 'The reading of the file broke off. Nothing was changed.'));
      worker.addEventListener('error', fail);
      worker.addEventListener('messageerror', fail);
      worker.addEventListener('message', ({ data }: MessageEvent<ImportAnswer>) =>
        data.ok ? resolve(data.draft) : reject(fromPlainError(data.error))
      );
      signal.addEventListener('abort', () => reject(new YamrError('aborted', 'The import was cancelled.')));
      const request: ImportRequest = { files, catalogue };
      worker.postMessage(
        request,
        files.map(({ bytes }) => bytes.buffer)
      );
    });
  } finally {
    worker.terminate();
  }
}
