/**
 * Owns the thread that reads an import and keeps its files for as long as the preview stands, so that no number of rows
 * holds up the page and a file can be read again as its owner says. One message in, one out, in turn.
 */
import { YamrError, toPlainError, type PlainError } from '#core/errors';
import { MovieMatcher, type MatchColumns } from './match.ts';
import { readFiles, readOne, type PickedFile } from './read-file.ts';
import type { ImportDraft, MatchedFile } from './rows.ts';
import type { ChosenSettings } from './settings.ts';

export type ImportRequest =
  | { readonly kind: 'read'; readonly files: readonly PickedFile[]; readonly catalogue: MatchColumns }
  | { readonly kind: 'reread'; readonly place: number; readonly settings: ChosenSettings };
export type ImportAnswer =
  | { readonly kind: 'draft'; readonly draft: ImportDraft }
  | { readonly kind: 'file'; readonly file: MatchedFile }
  | { readonly kind: 'failed'; readonly error: PlainError };

let matcher: MovieMatcher | undefined;
let kept: readonly PickedFile[] = [];
let names: readonly string[] = [];

function answerTo(request: ImportRequest): ImportAnswer {
  if (request.kind === 'read') {
    const parsed = readFiles(request.files);
    kept = parsed.kept;
    names = parsed.files.map(({ name }) => name);
    matcher = new MovieMatcher(request.catalogue);
    const files = parsed.files.map((file) => matcher?.matchFile(file)).filter((file) => file !== undefined);
    return { kind: 'draft', draft: { files, leftOut: parsed.leftOut } };
  }
  const file = kept[request.place];
  if (!matcher || !file) throw new YamrError('internal', 'There is no such file to read again.');
  const name = names[request.place] ?? file.name;
  return { kind: 'file', file: matcher.matchFile({ ...readOne(file, request.settings), name }) };
}

addEventListener('message', ({ data }: MessageEvent<ImportRequest>) => {
  let answer: ImportAnswer;
  try {
    answer = answerTo(data);
  } catch (thrown) {
    const isOurs = thrown instanceof YamrError;
    const words = 'YAMR could not read this on your device. Nothing was changed.';
    answer = { kind: 'failed', error: toPlainError(isOurs ? thrown : new YamrError('internal', words)) };
  }
  postMessage(answer);
});
