/**
 * Owns the thread that reads an import and keeps its files for as long as the preview stands, so that no number of rows
 * holds up the page and a file can be read again as its owner says. One message in, one out, in turn.
 */
import { YamrError, toPlainError, type PlainError } from '#core/errors';
import { MovieMatcher, type MatchColumns } from './match.ts';
import { readFiles, readOne, type PickedFile, type ReadFiles } from './read-file.ts';
import type { ImportDraft, MatchedFile, ParsedImport } from './rows.ts';
import type { ChosenSettings } from './settings.ts';

export type ImportRequest =
  | { readonly kind: 'read'; readonly files: readonly PickedFile[] }
  /** `isWhole`: no more movies can come. */
  | { readonly kind: 'match'; readonly catalogue: MatchColumns; readonly isWhole: boolean }
  | { readonly kind: 'reread'; readonly place: number; readonly settings: ChosenSettings };
export type ImportAnswer =
  | { readonly kind: 'read' }
  | { readonly kind: 'draft'; readonly draft: ImportDraft }
  | { readonly kind: 'file'; readonly file: MatchedFile; readonly needsMore: boolean }
  /** The movies that are not here yet might change what a row means. */
  | { readonly kind: 'needs-more' }
  | { readonly kind: 'failed'; readonly error: PlainError };

let matcher: MovieMatcher | undefined;
let isWhole = true;
let parsed: ReadFiles | undefined;

const needsMore = ({ rows }: MatchedFile): boolean =>
  !isWhole && rows.some((row) => matcher?.mayFindOther(row));

/** Ends with the first row that may need more movies: all are matched again once those are here. */
function matchAll(by: MovieMatcher, { files, leftOut }: ParsedImport): ImportAnswer {
  const matched: MatchedFile[] = [];
  for (const file of files) {
    const one = by.matchFile(file);
    if (needsMore(one)) return { kind: 'needs-more' };
    matched.push(one);
  }
  return { kind: 'draft', draft: { files: matched, leftOut } };
}

function answerTo(request: ImportRequest): ImportAnswer {
  if (request.kind === 'read') {
    parsed = readFiles(request.files);
    return { kind: 'read' };
  }
  if (!parsed) throw new YamrError('internal', 'There is nothing read to go on with.');
  if (request.kind === 'match') {
    isWhole = request.isWhole;
    matcher = new MovieMatcher(request.catalogue);
    return matchAll(matcher, parsed);
  }
  const { place, settings } = request;
  const [bytes, before] = [parsed.kept[place], parsed.files[place]];
  if (!matcher || !bytes || !before) throw new YamrError('internal', 'There is no such file to read again.');
  const again = { ...readOne(bytes, settings), name: before.name };
  parsed = { ...parsed, files: parsed.files.with(place, again) };
  const file = matcher.matchFile(again);
  return { kind: 'file', file, needsMore: needsMore(file) };
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
