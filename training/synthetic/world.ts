/** Owns the movies of the synthetic world as they truly are: what no recommender is told. */
import type { Random } from '#core/random';

/** MovieLens' genres with about their shares of ml-latest-small. */
export const GENRES: readonly { readonly name: string; readonly share: number }[] = [
  { name: 'Drama', share: 0.45 },
  { name: 'Comedy', share: 0.39 },
  { name: 'Thriller', share: 0.19 },
  { name: 'Action', share: 0.19 },
  { name: 'Romance', share: 0.16 },
  { name: 'Adventure', share: 0.13 },
  { name: 'Crime', share: 0.12 },
  { name: 'Sci-Fi', share: 0.1 },
  { name: 'Horror', share: 0.1 },
  { name: 'Fantasy', share: 0.08 },
  { name: 'Children', share: 0.07 },
  { name: 'Animation', share: 0.06 },
  { name: 'Mystery', share: 0.06 },
  { name: 'Documentary', share: 0.05 },
  { name: 'War', share: 0.04 },
  { name: 'Musical', share: 0.03 },
  { name: 'Western', share: 0.02 },
  { name: 'Film-Noir', share: 0.01 }
];

/** Dimensions of taste. */
export const TASTE_SIZE = 4;

/** Columns by movie, in movieId order. */
export interface MovieWorld {
  readonly movieId: Int32Array;
  /** Indices into GENRES; a few movies have none. */
  readonly genres: readonly (readonly number[])[];
  /** [movies, TASTE_SIZE]: unit normal by coordinate, near the centre of the movie's genres. */
  readonly position: Float64Array;
  /** Stars above or below the mean. */
  readonly quality: Float64Array;
  /** Cumulative: what comes by is drawn in proportion to the steps. */
  readonly popularity: Float64Array;
}

/** Of a position's variance, what its genres decide. */
const GENRE_VARIANCE = 0.65;
const QUALITY_DEVIATION = 0.35;
/** Zipf exponent; the offset flattens the top as in MovieLens, whose first movie half of the users know. */
const ZIPF_EXPONENT = 1.2;
const ZIPF_OFFSET = 30;

export function createWorld(movieCount: number, random: Random): MovieWorld {
  const centres = Float64Array.from({ length: GENRES.length * TASTE_SIZE }, () => random.normal());
  const genres = Array.from({ length: movieCount }, () => drawGenres(random));
  const position = new Float64Array(movieCount * TASTE_SIZE);
  const quality = new Float64Array(movieCount);
  genres.forEach((own, movie) => {
    quality[movie] = QUALITY_DEVIATION * random.normal();
    for (let k = 0; k < TASTE_SIZE; k++) {
      let centre = 0;
      for (const genre of own) centre += centres[genre * TASTE_SIZE + k]!;
      if (own.length > 0) centre /= Math.sqrt(own.length);
      const individual = random.normal();
      position[movie * TASTE_SIZE + k] =
        Math.sqrt(GENRE_VARIANCE) * centre + Math.sqrt(1 - GENRE_VARIANCE) * individual;
    }
  });

  // Good movies tend to be the popular ones: ranked by quality with as much chance again.
  const order = Array.from(quality.keys());
  const appeal = quality.map((value) => value + QUALITY_DEVIATION * random.normal());
  order.sort((a, b) => appeal[b]! - appeal[a]!);
  const weight = new Float64Array(movieCount);
  order.forEach((movie, rank) => (weight[movie] = (rank + ZIPF_OFFSET) ** -ZIPF_EXPONENT));
  let sum = 0;
  const popularity = weight.map((own) => (sum += own));

  const movieId = new Int32Array(movieCount);
  for (let movie = 0, next = 1; movie < movieCount; movie++, next += 1 + random.below(3))
    movieId[movie] = next;
  return { movieId, genres, position, quality, popularity };
}

function drawGenres(random: Random): number[] {
  if (random.below(250) === 0) return [];
  for (;;) {
    const own = GENRES.flatMap(({ share }, genre) => (random.uniform() < share ? [genre] : []));
    if (own.length > 0) return own;
  }
}
