/** Owns the golden cases of a release: profiles that cover the encoder's paths, scored by the artefact itself. */
import type { Bundle } from '#core/bundle';
import type { Golden, GoldenCase } from '#core/golden';
import { asItemIndex } from '#core/ids';
import { createRandom } from '#core/random';
import { STAR_VALUES } from '#core/rating';
import type { VisitorModel } from '#core/visitor-model';
import { recommend } from '#scorer/recommend';
import { goldenRequest } from '#scorer/self-test';

/** Numbers of ratings of the cases: nobody, one, a handful, a shelf, a life. */
const CASE_SIZES = [0, 1, 3, 5, 10, 40, 200];
/** Of those whose list is of the long tail. */
const TAIL_CASE_SIZES = [5, 40];

/** Absolute differences that backends may show: float32 sums in another order, half precision nowhere. */
const TOLERANCE = { stars: 1e-3, ranking: 2e-3 };

/** Random profiles (popular movies first, all half stars), and what the model recommends. */
export async function makeGolden(bundle: Bundle, model: VisitorModel, seed: number): Promise<Golden> {
  const random = createRandom(seed).fork('golden');
  const { catalogue } = bundle;
  const cases: GoldenCase[] = [];
  const hasTail = catalogue.file.ratingCount.some((count) => count === 0);
  for (const { size, unrated } of [
    ...CASE_SIZES.map((size) => ({ size, unrated: false })),
    ...(hasTail ? TAIL_CASE_SIZES.map((size) => ({ size, unrated: true })) : [])
  ]) {
    const items = new Set<number>();
    while (items.size < Math.min(size, catalogue.itemCount - 10)) {
      items.add(Math.floor(catalogue.itemCount * random.uniform() ** 3));
    }
    const ratings = Array.from(items, (item) => ({
      movieId: catalogue.movie(asItemIndex(item)).movieId,
      stars: STAR_VALUES[random.below(STAR_VALUES.length)]!
    }));
    const tail = unrated && { unrated };
    const request = goldenRequest(catalogue, { ratings, top: { length: 10 }, ...tail });
    const { list } = await recommend(model, catalogue, request);
    cases.push({
      ratings,
      ...tail,
      top: list.map(({ movieId, predictedStars, ranking }) => ({ movieId, stars: predictedStars, ranking }))
    });
  }
  return { cases, tolerance: TOLERANCE };
}
