/**
 * Owns the cards under "Rate these movies": questions whose answers teach most. A card stays where it is
 * while it is rated, so that a star can be corrected; new ones take the place of those answered longest ago.
 */
import type { Movie } from '#core/catalogue';
import type { MovieId } from '#core/ids';
import type { Rating } from '#core/rating';
import { moviesToRate } from '$lib/catalogue/movies-to-rate';
import type { ModelState } from './model.svelte.ts';

const DECK_SIZE = 8;
/** So many questions are always open. */
const LEAST_OPEN = 3;

export interface DeckSnapshot {
  readonly movies: readonly Movie[];
  readonly notSeen: readonly MovieId[];
  readonly skipped: readonly MovieId[];
}

export class DeckState {
  readonly #model: ModelState;
  movies = $state.raw<readonly Movie[]>([]);
  /** Something else stands in its place, such as what a search found: its cards may change unseen. */
  isCovered = false;
  /** Shown and answered with "haven't seen it", or left when others were asked for. */
  #notSeen: readonly MovieId[] = [];
  /** Not asked again on this visit; nothing is concluded from it. */
  #skipped: readonly MovieId[] = [];
  /** The change under way: two that asked at once would be given the same question. */
  #turn: Promise<void> = Promise.resolve();

  constructor(model: ModelState) {
    this.#model = model;
  }

  snapshot(): DeckSnapshot {
    return { movies: this.movies, notSeen: this.#notSeen, skipped: this.#skipped };
  }

  restore({ movies, notSeen, skipped }: DeckSnapshot): void {
    this.movies = movies;
    this.#notSeen = notSeen;
    this.#skipped = skipped;
  }

  /** A whole new hand. Those left without stars were not seen, as a rule; all come again when no other is left. */
  deal(ratings: readonly Rating[], known: readonly MovieId[]): Promise<void> {
    return this.#inTurn(() => this.#deal(ratings, known));
  }

  async #deal(ratings: readonly Rating[], known: readonly MovieId[]): Promise<void> {
    const left = this.movies.map(({ movieId }) => movieId);
    this.#notSeen = [...this.#notSeen, ...left.filter((movieId) => !known.includes(movieId))];
    let movies = await this.#questions(DECK_SIZE, ratings, known);
    if (movies.length === 0) {
      this.#notSeen = this.#skipped = [];
      movies = await this.#questions(DECK_SIZE, ratings, known);
    }
    this.movies = movies;
  }

  /** The movie of a card is passed over, and the next question takes its place. */
  async pass(
    movieId: MovieId,
    why: 'not-seen' | 'skipped',
    ratings: readonly Rating[],
    known: readonly MovieId[]
  ): Promise<void> {
    if (why === 'not-seen') this.#notSeen = [...this.#notSeen, movieId];
    else this.#skipped = [...this.#skipped, movieId];
    await this.replace([movieId], ratings, known);
  }

  /** New questions in the place of cards rated longest ago, once few are open. */
  refill(ratings: readonly Rating[], known: readonly MovieId[]): Promise<void> {
    return this.#inTurn(() => this.#refill(ratings, known));
  }

  async #refill(ratings: readonly Rating[], known: readonly MovieId[]): Promise<void> {
    const rank = new Map(ratings.map(({ movieId }, place) => [movieId, place]));
    const rated = this.movies.map(({ movieId }) => movieId).filter((movieId) => rank.has(movieId));
    const missing = LEAST_OPEN - (this.movies.length - rated.length);
    if (missing <= 0) return;
    const oldest = rated.sort((a, b) => (rank.get(b) ?? 0) - (rank.get(a) ?? 0));
    await this.#replace(oldest.slice(0, missing), ratings, known);
  }

  /** Open questions follow what is known by now; the first `kept` of them may be read just then, and stay. */
  follow(ratings: readonly Rating[], known: readonly MovieId[], kept = LEAST_OPEN): Promise<void> {
    return this.#inTurn(() => this.#follow(ratings, known, kept));
  }

  async #follow(ratings: readonly Rating[], known: readonly MovieId[], kept: number): Promise<void> {
    const { movies } = this;
    const open = movies.map(({ movieId }) => movieId).filter((movieId) => !known.includes(movieId));
    const leaving = new Set(open.slice(kept));
    if (leaving.size === 0) return;
    const staying = movies.filter(({ movieId }) => !leaving.has(movieId));
    const next = await this.#questions(leaving.size, ratings, known, staying);
    // Skipped, dealt or taken back meanwhile: that is newer.
    if (this.movies !== movies) return;
    // What is asked again keeps its place.
    const again = new Set(next.map(({ movieId }) => movieId));
    const fresh = next.filter(({ movieId }) => !leaving.has(movieId));
    const isOut = ({ movieId }: Movie): boolean => leaving.has(movieId) && !again.has(movieId);
    if (fresh.length > 0)
      this.movies = movies.map((movie) => (isOut(movie) ? (fresh.shift() ?? movie) : movie));
  }

  /** These leave, the others stay where they are. */
  replace(leaving: readonly MovieId[], ratings: readonly Rating[], known: readonly MovieId[]): Promise<void> {
    return this.#inTurn(() => this.#replace(leaving, ratings, known));
  }

  #inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(change);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #replace(
    leaving: readonly MovieId[],
    ratings: readonly Rating[],
    known: readonly MovieId[]
  ): Promise<void> {
    const questions = await this.#questions(leaving.length, ratings, known);
    // An undo may have brought one back meanwhile.
    const shown = new Set(this.movies.map(({ movieId }) => movieId));
    const fresh = questions.filter(({ movieId }) => !shown.has(movieId));
    this.movies = this.movies.flatMap((movie) =>
      leaving.includes(movie.movieId) ? (fresh.shift() ?? []) : movie
    );
  }

  /** Asks the model what to ask; by popularity where it cannot tell. */
  async #questions(
    count: number,
    ratings: readonly Rating[],
    known: readonly MovieId[],
    staying: readonly Movie[] = this.movies
  ): Promise<Movie[]> {
    const { catalogue, client } = this.#model;
    if (!catalogue) return [];
    const shown = staying.map(({ movieId }) => movieId);
    const request = {
      ratings: ratings.map(({ movieId, stars }) => ({ movieId, stars })),
      askedMovieIds: this.#notSeen,
      excludedMovieIds: [...known, ...this.#skipped, ...shown],
      count
    };
    const out = new Set<number>([...request.excludedMovieIds, ...this.#notSeen]);
    const asked = (await client?.questions(request).catch(() => [])) ?? [];
    const movies = asked.flatMap((movieId) => (out.has(movieId) ? [] : (this.#model.movieOf(movieId) ?? [])));
    for (const { movieId } of movies) out.add(movieId);
    return [...movies, ...moviesToRate(catalogue, count - movies.length, (movieId) => out.has(movieId))];
  }
}
