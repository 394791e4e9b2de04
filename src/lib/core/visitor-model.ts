/**
 * Owns the small interface behind which every recommender stands: the deployed models, the replaced
 * system's network and the baselines. A visitor is only ever a list of ratings.
 */
import type { TasteDimension } from './affinity.ts';
import type { SeriesFacts } from './series-bound.ts';
import type { QuestionRequest } from './questions.ts';
import type { RatingExplanation } from './rating-explanation.ts';
import type { Matrix } from './tensor.ts';

/** What is known of a visitor: parallel arrays, one entry a rated movie that the catalogue holds. */
export interface Profile {
  /** Rows of the item matrices, each at most once. */
  readonly items: Int32Array;
  /** Half stars, 0.5 to 5. */
  readonly stars: Float32Array;
}

export interface Scores {
  /** Predicted stars of every movie, [itemCount], clipped to the scale. */
  readonly stars: Float32Array;
  /** Standard deviation of the rating around the prediction of a movie, in stars, where the model knows it. */
  readonly deviationOf?: (itemIndex: number) => number;
  /** What is open of a movie for somebody of most people's scatter, in stars: it falls with every rating. */
  readonly opennessOf?: (itemIndex: number) => number;
  /** What the list is ordered by, [itemCount]: higher is better; any scale. */
  readonly ranking: Float32Array;
  /** What the visitor is expected to give a movie that people watch, in stars, where the model knows it. */
  readonly level?: number;
}

/** What a model knows of movies whoever the visitor is: for re-ranking and for neighbours. */
export interface ItemKnowledge {
  /** [itemCount, width]: movies whose vectors point the same way are alike. */
  readonly vectors: Matrix;
  /** Log of each movie's (smoothed) likes, [itemCount]: what a ranking by popularity would be, in nats. */
  readonly logPopularity: Float32Array;
  /** 1 for movies with so few ratings that a list should not fill up with them, [itemCount] (core/few-rated.ts). */
  readonly isFewRated?: Uint8Array;
  /** Which movies belong together, where the catalogue says. */
  readonly series?: SeriesFacts;
  /** How much every movie resembles one, [itemCount]; only the order means anything. */
  similarTo(itemIndex: number): Float32Array;
}

export interface ExplainedRating extends RatingExplanation {
  /** Standard deviation of the rating around the prediction, in stars. */
  readonly deviation: number;
}

/** What orders one movie for a visitor, and what it would be without each of their ratings. */
export interface ExplainedValue {
  /** As in `Scores.ranking`. */
  readonly value: number;
  /** In profile order, [n]: exactly what scoring the visitor without that rating gives. */
  readonly without: Float64Array;
  /** What the visitor's taste adds, in the value's unit, by the kind of this movie that they like most beyond the crowd. */
  readonly tastes: readonly {
    readonly dimension: TasteDimension;
    readonly kind: string;
    readonly adds: number;
  }[];
}

export interface VisitorModel {
  readonly name: string;
  readonly itemCount: number;
  /** Absent where a model knows visitors only: its lists are not re-ranked. */
  readonly knowledge?: ItemKnowledge;
  /** Scores all movies for each of the visitors. The arrays belong to the caller. */
  score(profiles: readonly Profile[]): Promise<readonly Scores[]>;
  /** `ranking` of `score` alone, where that is cheaper. The arrays belong to the caller. */
  rank?(profiles: readonly Profile[]): Promise<readonly Float32Array[]>;
  /** Takes the values of some movies apart, where the model can; with pauses, as thousands of ratings take long. */
  explainValues?(profile: Profile, items: readonly number[]): Promise<readonly ExplainedValue[]>;
  /** Takes the predicted ratings of some movies apart, where the model can. */
  explainRatings?(profile: Profile, items: readonly number[]): readonly ExplainedRating[];
  /** Movies to ask the visitor about next, most valuable first, where the model can tell (core/questions.ts). */
  questions?(request: QuestionRequest): readonly number[];
  /** Frees what the model holds outside JavaScript's heap. */
  dispose(): void;
}
