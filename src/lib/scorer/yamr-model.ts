/**
 * Owns scoring with the model `yamr`: the rating head folds the visitor in by linear algebra, the ranking
 * network ranks. The current tfjs backend does the network; the same code runs in the worker and in Node.
 */
import * as tf from '@tensorflow/tfjs-core';
import { tensorOf, type Bundle } from '#core/bundle';
import { encodeHistory, encodeSet, historyWeights, setInputSize, setWeights } from '#core/encoder';
import { YamrError } from '#core/errors';
import { createQuestionContext, nextQuestions, type QuestionContext } from '#core/questions';
import { deviationOf, explainRating, foldIn, predictStars, type RatingHead } from '#core/rating-head';
import { removalShifts, starsWithoutEach } from '#core/rating-removal';
import { createSimilarity } from '#core/similar';
import { createMatrix, type Matrix } from '#core/tensor';
import type { ExplainedRating, ItemKnowledge, Profile, Scores, VisitorModel } from '#core/visitor-model';
import { extendVectors, itemContent, ratingVectors } from '#core/yamr-items';
import { parseYamrParameters, YAMR_TENSORS, type YamrParameters } from '#core/yamr-parameters';
import { loadRankingNetwork } from './ranking-network.ts';

/** The rating head of a bundle, kernel and all. */
export function ratingHeadOf(bundle: Bundle, { ratingHead }: YamrParameters): RatingHead {
  return {
    mean: tensorOf(bundle, YAMR_TENSORS.ratingMean).values,
    residual: tensorOf(bundle, YAMR_TENSORS.ratingResidual).values,
    vectors: ratingVectors(bundle.catalogue, tensorOf(bundle, YAMR_TENSORS.ratingVectors), ratingHead.kernel),
    noise: ratingHead.noise,
    noiseScale: ratingHead.noiseScale,
    calibration: ratingHead.calibration
  };
}

/** Item vectors of both nets, weighted and by column: [d + h, N]. */
function catalogueKernel(second: Matrix, output: Matrix, blend: readonly [number, number]): Matrix {
  const kernel = createMatrix(second.columns + output.columns, second.rows);
  [second, output].forEach((matrix, which) => {
    const weight = blend[which]!;
    const firstRow = which === 0 ? 0 : second.columns;
    for (let item = 0; item < matrix.rows; item++)
      for (let j = 0; j < matrix.columns; j++)
        kernel.values[(firstRow + j) * kernel.columns + item] =
          weight * matrix.values[item * matrix.columns + j]!;
  });
  return kernel;
}

/** Likes that every movie is given before the logarithm: one like more or less must not matter to a rarity. */
const LIKE_PRIOR = 5;

/** What the model knows of movies; `similarTo` measures all lengths when it is first asked. */
function knowledgeOf({ catalogue }: Bundle, head: RatingHead, company: readonly Matrix[]): ItemKnowledge {
  let similarity: ItemKnowledge['similarTo'] | undefined;
  return {
    vectors: head.vectors,
    logPopularity: Float32Array.from(catalogue.file.likeCount, (likes) => Math.log(likes + LIKE_PRIOR)),
    similarTo(itemIndex) {
      similarity ??= createSimilarity(catalogue, { company, character: head.vectors });
      return similarity(itemIndex);
    }
  };
}

/** Builds the scorer. A tfjs backend must be current. Throws `bad-release` for a bundle that does not fit. */
export async function createYamrModel(bundle: Bundle): Promise<VisitorModel & { readonly head: RatingHead }> {
  const parameters = parseYamrParameters(bundle.hyperParameters);
  const { itemCount } = bundle.catalogue;
  const tensor = (name: keyof typeof YAMR_TENSORS): Matrix => tensorOf(bundle, YAMR_TENSORS[name]);
  const head = ratingHeadOf(bundle, parameters);
  const crowd = tensor('crowdMean').values;
  const content = itemContent(bundle.catalogue);
  const first = extendVectors(tensor('setFirst'), content, tensor('setFirstContent'));
  const second = extendVectors(tensor('setSecond'), content, tensor('setSecondContent'));
  const history = extendVectors(tensor('historyInput'), content);
  const historyBias = tensor('historyBias').values;
  const network = await loadRankingNetwork(bundle.topology, {
    hiddenKernel: tensor('hiddenKernel'),
    hiddenBias: tensor('hiddenBias'),
    queryKernel: tensor('queryKernel'),
    queryBias: tensor('queryBias'),
    catalogueKernel: catalogueKernel(
      second,
      extendVectors(tensor('historyOutput'), content),
      parameters.ranking.blend
    ),
    catalogueBias: tensor('logitBias')
  });
  let questionContext: QuestionContext | undefined;
  const setSize = setInputSize(first.columns);
  const historySize = history.columns;

  const logits = async (profiles: readonly Profile[]): Promise<Float32Array> => {
    const set = new Float32Array(profiles.length * setSize);
    const state = new Float32Array(profiles.length * historySize);
    profiles.forEach((profile, row) => {
      encodeSet(profile, setWeights(profile, crowd), first, second, set, row * setSize);
      encodeHistory(profile.items, historyWeights(profile.stars), history, state, row * historySize);
      for (let j = 0; j < historySize; j++) state[row * historySize + j]! += historyBias[j]!;
    });
    const output = tf.tidy(
      () =>
        network.predict([
          tf.tensor2d(set, [profiles.length, setSize]),
          tf.tensor2d(state, [profiles.length, historySize])
        ]) as tf.Tensor
    );
    try {
      return (await output.data()) as Float32Array;
    } catch (cause) {
      throw new YamrError('backend-failed', 'The device stopped computing scores.', { cause });
    } finally {
      output.dispose();
    }
  };

  return {
    name: bundle.modelName,
    itemCount,
    head,
    knowledge: knowledgeOf(bundle, head, [history, second]),
    async rank(profiles): Promise<readonly Float32Array[]> {
      if (profiles.length === 0) return [];
      const ranking = await logits(profiles);
      return profiles.map((_, row) => ranking.subarray(row * itemCount, (row + 1) * itemCount));
    },
    explainRatings(profile, items): readonly ExplainedRating[] {
      const visitor = foldIn(head, profile);
      const contributions = visitor.shares();
      const shifts = removalShifts(head, visitor, profile);
      return items.map((item) => {
        const explained = explainRating(head, visitor, item, contributions);
        const starsWithout = starsWithoutEach(head, item, explained.stars, shifts);
        return { ...explained, starsWithout, deviation: deviationOf(head, visitor, item) };
      });
    },
    questions(request): readonly number[] {
      questionContext ??= createQuestionContext(head, bundle.catalogue);
      return nextQuestions(questionContext, request);
    },
    async score(profiles): Promise<readonly Scores[]> {
      if (profiles.length === 0) return [];
      const ranking = await logits(profiles);
      return profiles.map((profile, row): Scores => {
        const visitor = foldIn(head, profile);
        return {
          stars: predictStars(head, visitor),
          deviationOf: (itemIndex) => deviationOf(head, visitor, itemIndex),
          ranking: ranking.subarray(row * itemCount, (row + 1) * itemCount)
        };
      });
    },
    dispose() {
      network.dispose();
    }
  };
}
