/**
 * Owns the small interface behind which every recommender stands: the deployed models, the replaced
 * system's network and the baselines. A visitor is only ever a list of ratings.
 */

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
  /** What the list is ordered by, [itemCount]: higher is better; any scale. */
  readonly ranking: Float32Array;
}

export interface VisitorModel {
  readonly name: string;
  readonly itemCount: number;
  /** Scores all movies for each of the visitors. The arrays belong to the caller. */
  score(profiles: readonly Profile[]): Promise<readonly Scores[]>;
  /** Frees what the model holds outside JavaScript's heap. */
  dispose(): void;
}
