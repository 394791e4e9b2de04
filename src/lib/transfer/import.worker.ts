/**
 * Owns the thread that reads an import, so that 5,000 rows never hold up the page. One message in (files and
 * the catalogue's columns), one out (the draft, or the reason as `{code, message}`).
 */
import type { CatalogueFile } from '#core/catalogue';
import { toPlainError, type PlainError } from '#core/errors';
import { matchRows } from './match.ts';
import { readFiles, type PickedFile } from './read-file.ts';
import type { ImportDraft } from './rows.ts';

export interface ImportRequest {
  readonly files: readonly PickedFile[];
  readonly catalogue: CatalogueFile;
}
export type ImportAnswer =
  { readonly ok: true; readonly draft: ImportDraft } | { readonly ok: false; readonly error: PlainError };

addEventListener('message', ({ data }: MessageEvent<ImportRequest>) => {
  let answer: ImportAnswer;
  try {
    answer = { ok: true, draft: matchRows(readFiles(data.files), data.catalogue) };
  } catch (thrown) {
    answer = { ok: false, error: toPlainError(thrown) };
  }
  postMessage(answer);
});
