/**
 * Owns what an import would change: one answer a movie and list, compared with the library as it is. Pure,
 * so that a preview follows every choice of the visitor.
 */
import type { MovieId } from '#core/ids';
import type { Library, LibraryList, Wish } from '$lib/library/library';
import { toStars, type ImportDraft, type MatchedRow, type ScaleMax } from './rows.ts';

export interface PlanChoices {
  readonly scaleMax: ScaleMax;
  /** Whether an imported rating takes the place of another one. */
  readonly replaceRatings: boolean;
  /** Answers to what was ambiguous, by the row's place in the draft; null leaves it out. */
  readonly answers: ReadonlyMap<number, MovieId | null>;
}

export interface PlannedMovie {
  readonly movieId: MovieId;
  readonly list: LibraryList;
  readonly stars?: number;
  readonly addedAtMs?: number;
  /** changed: it is rated otherwise (`before`), or on another list. */
  readonly kind: 'new' | 'changed' | 'same' | 'kept';
  readonly before?: number;
}

export interface ImportPlan {
  readonly movies: readonly PlannedMovie[];
  readonly counts: Readonly<Record<'new' | 'changed' | 'same' | 'kept', number>>;
  /** New or changed, by list. */
  readonly byList: Readonly<Record<LibraryList, number>>;
  /** Places in the draft. */
  readonly ambiguous: readonly number[];
  readonly unmatched: readonly number[];
  /** What fulfils the plan, for `library.applyAll('import', wishes)`. */
  readonly wishes: readonly Wish[];
}

/** Of two rows about one movie: a rating says more than "seen"; then ratings.csv more than a diary; then the later. */
function better(a: MatchedRow, b: MatchedRow): MatchedRow {
  const weight = (row: MatchedRow): number =>
    (row.list === 'rated' ? 2 : 0) + (/(?:^|\/)diary\.csv$/i.test(row.file) ? 0 : 1);
  const difference = weight(b) - weight(a) || (b.addedAtMs ?? 0) - (a.addedAtMs ?? 0);
  return difference >= 0 ? b : a;
}

const KIND_OF = { rated: 'rate', seen: 'seen', hidden: 'hide', watchlist: 'watch' } as const;

export function planImport(draft: ImportDraft, library: Library, choices: PlanChoices): ImportPlan {
  const ambiguous: number[] = [];
  const unmatched: number[] = [];
  /** The watchlist is beside the others: a movie can be on it and be rated. */
  const opinions = new Map<MovieId, MatchedRow>();
  const watchlist = new Map<MovieId, MatchedRow>();
  for (const [place, row] of draft.rows.entries()) {
    const { match } = row;
    if (match.kind === 'unmatched') unmatched.push(place);
    if (match.kind === 'ambiguous') ambiguous.push(place);
    const movieId = match.kind === 'matched' ? match.movieId : choices.answers.get(place);
    if (movieId == null) continue;
    const rows = row.list === 'watchlist' ? watchlist : opinions;
    const before = rows.get(movieId);
    rows.set(movieId, before ? better(before, row) : row);
  }

  const counts = { new: 0, changed: 0, same: 0, kept: 0 };
  const byList: Record<LibraryList, number> = { rated: 0, seen: 0, hidden: 0, watchlist: 0 };
  const movies: PlannedMovie[] = [];
  const wishes: Wish[] = [];
  // The watchlist after the opinions: rating a movie takes it off.
  for (const [movieId, row] of [...opinions, ...watchlist]) {
    const { list, addedAtMs } = row;
    const before = library.rated.get(movieId)?.stars;
    const stars =
      list === 'rated' && row.value !== undefined ? toStars(row.value, choices.scaleMax) : undefined;
    const kind = ((): PlannedMovie['kind'] => {
      if (list === 'watchlist')
        return library.watchlist.has(movieId) && !opinions.has(movieId) ? 'same' : 'new';
      if (before !== undefined) {
        // "Seen" or "not interested" says less than the stars that are there.
        if (stars === undefined || stars === before) return 'same';
        return choices.replaceRatings ? 'changed' : 'kept';
      }
      if (library[list].has(movieId)) return 'same';
      return library.seen.has(movieId) || library.hidden.has(movieId) ? 'changed' : 'new';
    })();
    const common = { movieId, ...(addedAtMs !== undefined && { addedAtMs }) };
    movies.push({
      ...common,
      list,
      kind,
      ...(stars !== undefined && { stars }),
      ...(before !== undefined && { before })
    });
    counts[kind]++;
    if (kind === 'same' || kind === 'kept') continue;
    byList[list]++;
    if (stars !== undefined) wishes.push({ ...common, kind: 'rate', stars });
    else if (list !== 'rated') wishes.push({ ...common, kind: KIND_OF[list] });
  }
  return { movies, counts, byList, ambiguous, unmatched, wishes };
}
