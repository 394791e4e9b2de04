/**
 * Owns scoring with the model `yamr`: the rating head folds the visitor in by linear algebra, the ranking
 * network ranks. The current tfjs backend does the network; the same code runs in the worker and in Node.
 */
import { tensorOf, type Bundle } from '#core/bundle';
import { createAffinity } from '#core/affinity';
import { completeRatings } from '#core/cold-items';
import { fewRated } from '#core/few-rated';
import { createLevel } from '#core/level';
import { applyOrder, ordersOf, valueOf, type Order, type OrderFacts } from '#core/order';
import { createQuestionContext, nextQuestions, type QuestionContext } from '#core/questions';
import { explainRatings } from '#core/rating-explanation';
import { deviationOf, foldIn, opennessOf, type FoldedVisitor, type RatingHead } from '#core/rating-head';
import { clipStars } from '#core/rating';
import { createRatingSums } from '#core/rating-sums';
import { createSimilarity } from '#core/similar';
import type { Matrix } from '#core/tensor';
import type {
  ExplainedRating,
  ExplainedValue,
  ItemKnowledge,
  Profile,
  Scores,
  VisitorModel
} from '#core/visitor-model';
import { itemContent, ratingVectors } from '#core/yamr-items';
import { parseYamrParameters, YAMR_TENSORS, type YamrParameters } from '#core/yamr-parameters';
import { nextTask } from './next-task.ts';
import { createRankingHead } from './ranking-head.ts';
import { createRatingProduct } from './rating-product.ts';
import type { LoadRankingEngine } from './ranking-engine.ts';

/** The rating head of a bundle, kernel and all; `content` is what the catalogue says of its movies. */
async function ratingHeadOf(
  bundle: Bundle,
  { ratingHead }: YamrParameters,
  content: Matrix
): Promise<RatingHead> {
  const { catalogue, tensors } = bundle;
  const rated = {
    mean: tensorOf(bundle, YAMR_TENSORS.ratingMean).values,
    residual: tensorOf(bundle, YAMR_TENSORS.ratingResidual).values,
    vectors: tensorOf(bundle, YAMR_TENSORS.ratingVectors)
  };
  const map = tensors.get(YAMR_TENSORS.coldRatings);
  const { mean, residual, vectors } = map
    ? completeRatings(content, rated, { map, residual: ratingHead.coldResidual ?? 0 })
    : rated;
  await nextTask();
  return {
    mean,
    residual,
    vectors: ratingVectors(catalogue, vectors, ratingHead.kernel),
    noise: ratingHead.noise,
    noiseScale: ratingHead.noiseScale,
    scatter: ratingHead.scatter,
    calibration: ratingHead.calibration
  };
}

/** Orders that are made between two pauses: some milliseconds. */
const ORDERS_AT_ONCE = 500;

/** Likes that every movie is given before the logarithm: one like more or less must not matter to a rarity. */
const LIKE_PRIOR = 5;

/** What the model knows of movies; `similarTo` measures all lengths when it is first asked. */
function knowledgeOf({ catalogue }: Bundle, head: RatingHead, company: readonly Matrix[]): ItemKnowledge {
  let similarity: ItemKnowledge['similarTo'] | undefined;
  return {
    vectors: head.vectors,
    isFewRated: fewRated(catalogue.file.ratingCount),
    ...(catalogue.file.series && {
      series: { seriesOf: catalogue.file.series, yearOf: catalogue.file.year }
    }),
    logPopularity: Float32Array.from(catalogue.file.likeCount, (likes) => Math.log(likes + LIKE_PRIOR)),
    similarTo(itemIndex) {
      similarity ??= createSimilarity(catalogue, { company, character: head.vectors });
      return similarity(itemIndex);
    }
  };
}

/**
 * Builds the scorer, with pauses: another one may be answering beside it. A tfjs backend must be current. Throws `bad-release`
 * for a bundle that does not fit.
 */
export async function createYamrModel(
  bundle: Bundle,
  loadEngine?: LoadRankingEngine
): Promise<VisitorModel & { readonly head: RatingHead }> {
  const parameters = parseYamrParameters(bundle.hyperParameters);
  const { itemCount } = bundle.catalogue;
  const content = itemContent(bundle.catalogue);
  await nextTask();
  const head = await ratingHeadOf(bundle, parameters, content);
  await nextTask();
  const ranker = await createRankingHead(bundle, parameters, content, loadEngine);
  await nextTask();
  const rater = await createRatingProduct(head);
  await nextTask();
  const sumsOf = createRatingSums(head);
  let questionContext: QuestionContext | undefined;
  const { order: weights } = parameters.ranking;
  const affinity = createAffinity(bundle.catalogue);
  await nextTask();
  const levelOf = createLevel(head, bundle.catalogue.file.ratingCount);
  const facts: OrderFacts = { affinity, crowdStars: head.mean, crowdLevel: levelOf.crowd };
  const fold = (profile: Profile): FoldedVisitor => foldIn(head, profile, sumsOf(profile));

  /** What orders the list, out of the rankings (changed) and the predicted stars of some visitors. */
  const ordered = (
    profiles: readonly Profile[],
    visitors: readonly FoldedVisitor[],
    ranking: Float32Array,
    stars: Float32Array
  ): Scores[] =>
    visitors.map((visitor, row): Scores => {
      const [from, to] = [row * itemCount, (row + 1) * itemCount];
      const own = { stars: stars.subarray(from, to), ranking: ranking.subarray(from, to) };
      const level = levelOf(visitor.z);
      if (weights)
        applyOrder(ordersOf(weights, affinity, profiles[row]!)(level), facts, own.ranking, own.stars);
      return {
        ...own,
        level,
        deviationOf: (itemIndex) => deviationOf(head, visitor, itemIndex),
        opennessOf: (itemIndex) => opennessOf(head, visitor, itemIndex)
      };
    });
  const score = async (profiles: readonly Profile[]): Promise<readonly Scores[]> => {
    if (profiles.length === 0) return [];
    // One profile is the visitor again, with a star more; many are people.
    const visitors = profiles.map((profile) =>
      profiles.length === 1 ? fold(profile) : foldIn(head, profile)
    );
    const [ranking, stars] = await Promise.all([ranker.logits(profiles), rater.stars(visitors)]);
    return ordered(profiles, visitors, ranking, stars);
  };
  return {
    name: bundle.modelName,
    itemCount,
    head,
    knowledge: knowledgeOf(bundle, head, [ranker.history, ranker.second]),
    score,
    rank: async (profiles) => (await score(profiles)).map(({ ranking }) => ranking),
    explainRatings(profile, items): readonly ExplainedRating[] {
      const visitor = fold(profile);
      return explainRatings(head, visitor, profile, items).map((explained, k) => ({
        ...explained,
        deviation: deviationOf(head, visitor, items[k]!)
      }));
    },
    async explainValues(profile, items): Promise<readonly ExplainedValue[]> {
      const visitor = fold(profile);
      const explained = explainRatings(head, visitor, profile, items);
      const logits = ranker.logitsOf(profile, items);
      const rankings = await ranker.logitsWithoutEach(profile, items);
      await nextTask();
      const levels = levelOf.withoutEach(visitor, profile);
      const orderAt = weights && ordersOf(weights, affinity, profile);
      const orders: (Order | undefined)[] = [];
      for (const [k, level] of levels.entries()) {
        if (k > 0 && k % ORDERS_AT_ONCE === 0) await nextTask();
        orders.push(orderAt?.(level, k));
      }
      const now = orderAt?.(levelOf(visitor.z));
      const values: ExplainedValue[] = [];
      for (const [at, item] of items.entries()) {
        if (profile.items.length >= ORDERS_AT_ONCE) await nextTask();
        const stars = explained[at]!.starsWithoutEach();
        const valueWith = (order: Order | undefined, ranking: number, expected: number): number =>
          order ? valueOf(order, facts, item, ranking, clipStars(expected)) : ranking;
        values.push({
          value: valueWith(now, logits[at]!, explained[at]!.stars),
          without: rankings[at]!.map((ranking, k) => valueWith(orders[k], ranking, stars[k]!)),
          tastes: (now?.terms ?? []).flatMap(({ taste, weight }) => {
            const kind = affinity.kindOf(taste, item);
            const adds = weight * affinity.liftOf(taste, item);
            return kind === undefined ? [] : [{ dimension: taste.dimension, kind, adds }];
          })
        });
      }
      return values;
    },
    questions(request): readonly number[] {
      questionContext ??= createQuestionContext(head, bundle.catalogue);
      return nextQuestions(questionContext, request);
    },
    dispose() {
      ranker.dispose();
      rater.dispose();
    }
  };
}
