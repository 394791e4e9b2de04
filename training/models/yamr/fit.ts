/** Owns the training of the model `yamr`: which parts there are, what each is given, and how they run. */
import { completeRatings } from '#core/cold-items';
import type { RatingHead } from '#core/rating-head';
import { createMatrix } from '#core/tensor';
import { itemContent, ratingVectors } from '#core/yamr-items';
import type { YamrParameters } from '#core/yamr-parameters';
import type { Dataset } from '../../dataset.ts';
import { inParallel, runJob } from '../../parallel.ts';
import { splitNewcomers } from '../../split.ts';
import { useWasm } from '../../tfjs-node.ts';
import type { Bias } from '../bias.ts';
import type { FitHooks, ReleaseFit } from '../model.ts';
import { assembleBundle, type FittedParts, type RatingPart } from './assemble.ts';
import { chooseBlend } from './blend-choice.ts';
import { calibrate } from './calibrate.ts';
import { TAG_FEATURE_COUNT } from './content.ts';
import type { Distilled } from './distil.ts';
import { chooseKernel, type KernelChoice } from './kernel-choice.ts';
import { chooseOrder } from './order-choice.ts';
import { orderTable } from './order-table.ts';
import { epochsFor, factorsFor, YAMR_DEFAULTS, type YamrOptions } from './options.ts';
import { partInputs, ratingInput, type PartInputs } from './part-inputs.ts';
import type { PartInput, PartOutputs } from './part.job.ts';
import { likeShare } from './training-ratings.ts';
import { yamrVariants } from './variants.ts';

/** Share of the users on whom the uncertainty is calibrated, with vectors that were not fitted to them. */
const CALIBRATION_SHARE = 0.2;
const PART_JOB = new URL('./part.job.ts', import.meta.url);

/** Parts of a fit, for its progress. */
const PARTS = 10;

type Nets = Pick<FittedParts, 'setEncoder' | 'denoiser' | 'linear'>;

/**
 * The rating head's arrays: the crowd's view is a mix of the sampler's mean and the bias model's, which knows nothing of movies
 * without ratings. `contentCount` features are known on the device too.
 */
function ratingPart(
  distilled: Distilled,
  bias: Bias,
  { samplerMeanShare: share, ratingRank }: YamrOptions,
  contentCount: number
): RatingPart {
  const { cold } = distilled;
  // Without content there is one row, that of every movie.
  const rows = Math.min(contentCount + 1, cold.mean.length);
  const coldMap = createMatrix(contentCount + 1, 1 + ratingRank);
  for (let row = 0; row < rows; row++) {
    const to = row * coldMap.columns;
    coldMap.values[to] = share * cold.mean[row]! + (row === 0 ? bias.mean : 0);
    for (let r = 0; r < ratingRank; r++) coldMap.values[to + 1 + r] = cold.vectors[row * ratingRank + r]!;
  }
  return {
    mean: Float32Array.from(
      distilled.mean,
      (sampled, item) => bias.mean + share * sampled + (1 - share) * bias.itemOffset[item]!
    ),
    residual: Float32Array.from(distilled.residual),
    vectors: createMatrix(distilled.mean.length, ratingRank, Float32Array.from(distilled.vectors)),
    cold: { map: coldMap, residual: cold.residual }
  };
}

/** Fits all parts, side by side where there are cores. Same seed and data, same bundle. */
export async function fitYamr(
  dataset: Dataset,
  seed: number,
  { progress, signal }: FitHooks = {},
  given: YamrOptions = YAMR_DEFAULTS
): Promise<ReleaseFit> {
  const epochs = (part: { readonly epochs: number }): number => epochsFor(part.epochs, dataset.userCount);
  const options: YamrOptions = {
    ...given,
    gibbs: { ...given.gibbs, embeddingSize: factorsFor(given.gibbs.embeddingSize, dataset.stars.length) },
    setEncoder: { ...given.setEncoder, epochs: epochs(given.setEncoder) },
    denoiser: { ...given.denoiser, epochs: epochs(given.denoiser) }
  };
  const all = partInputs(dataset, seed, options);
  const { bias } = all;
  // Without these people, who say how much to believe of what is learnt from the others.
  const calibration = splitNewcomers(dataset, seed, CALIBRATION_SHARE, 'calibration');
  const held = partInputs(calibration.train, seed, options);

  const shares = new Map<string, number>();
  progress?.start('Training', 1);
  const progressOf =
    (label: string) =>
    (share: number): void => {
      shares.set(label, share);
      progress?.update([...shares.values()].reduce((sum, value) => sum + value, 0) / PARTS);
    };
  const run = <P extends PartInput['part']>(
    label: string,
    input: PartInput & { part: P }
  ): Promise<PartOutputs[P]> =>
    runJob<PartInput, PartOutputs[P]>(PART_JOB, input, {
      ...(signal && { signal }),
      onProgress: progressOf(label)
    });
  const contentCount = all.features.columns - TAG_FEATURE_COUNT;
  const ratingOf = (of: PartInputs, distilled: Distilled): RatingPart =>
    ratingPart(distilled, of.bias, options, contentCount);
  /** The head as it is before anybody's sureness is calibrated, fitted without the people of the calibration. */
  const chooseHead = (rating: RatingPart, noise: number): RatingHead & KernelChoice => {
    const { catalogue } = held.dataset;
    const { mean, residual, vectors } = completeRatings(itemContent(catalogue), rating, rating.cold);
    const { newcomers } = calibration;
    const choice = chooseKernel({ catalogue, mean, residual, vectors, noise, newcomers }, options);
    return {
      ...choice,
      mean,
      residual,
      vectors: ratingVectors(catalogue, vectors, choice.kernel),
      noise,
      calibration: { ratingCounts: [0], factors: [1] }
    };
  };
  const fitNets = async (of: PartInputs, label: string): Promise<Nets> => {
    const [setEncoder, denoiser, linear] = (await inParallel<unknown>([
      () => run(`set-encoder${label}`, of.setEncoder),
      () => run(`denoiser${label}`, of.denoiser),
      () => run(`linear${label}`, of.linear)
    ])) as [Nets['setEncoder'], Nets['denoiser'], Nets['linear']];
    return { setEncoder, denoiser, linear };
  };
  const [heldNets, distilled, { heldRating, uncalibrated }, nets] = (await inParallel<unknown>([
    () => fitNets(held, ' calibration'),
    () => run('rating', all.rating),
    // The choice takes this thread's time while the nets still take others'.
    async () => {
      const fitted = await run('calibration', held.rating);
      const heldRating = ratingOf(held, fitted);
      return { heldRating, uncalibrated: chooseHead(heldRating, fitted.noise) };
    },
    () => fitNets(all, '')
  ])) as [
    Nets,
    Distilled,
    { readonly heldRating: RatingPart; readonly uncalibrated: RatingHead & KernelChoice },
    Nets
  ];
  const { kernel, noiseScale } = uncalibrated;

  const rating = ratingOf(all, distilled);
  const unblended: YamrParameters = {
    ratingHead: {
      noise: distilled.noise,
      noiseScale,
      ...(calibrate(uncalibrated, calibration.newcomers) as Pick<
        YamrParameters['ratingHead'],
        'calibration' | 'scatter'
      >),
      kernel,
      coldResidual: rating.cold.residual
    },
    ranking: {
      blend: options.blend,
      order: options.order,
      historyGains: [...options.denoiser.gains],
      cold: { ...likeShare(dataset), crowdMean: bias.mean }
    },
    training: {
      gibbs: options.gibbs,
      ratingRank: options.ratingRank,
      samplerMeanShare: options.samplerMeanShare,
      minItemRatings: options.minItemRatings,
      minStoredRatings: options.minStoredRatings,
      maxStoredItems: options.maxStoredItems,
      trainedItems: all.trainedItems,
      setEncoder: options.setEncoder,
      denoiser: options.denoiser,
      linear: options.linear
    }
  };
  await useWasm();
  const partsOf = ({ crowd, storedItems }: PartInputs, rating: RatingPart, nets: Nets): FittedParts => ({
    rating,
    ...nets,
    crowd,
    storedItems,
    catalogueFeatureCount: contentCount
  });
  const parts = partsOf(all, rating, nets);
  const blend = await chooseBlend(
    assembleBundle(held.dataset, partsOf(held, heldRating, heldNets), unblended),
    unblended,
    calibration.newcomers,
    held.storedItems,
    options.blend,
    progressOf('blend')
  );
  const unordered: YamrParameters = { ...unblended, ranking: { ...unblended.ranking, blend } };
  const { order, trials } = await chooseOrder(
    assembleBundle(held.dataset, partsOf(held, heldRating, heldNets), unordered),
    unordered,
    calibration.newcomers,
    options.order,
    progressOf('order')
  );
  progress?.finish();
  const parameters = { ...unordered, ranking: { ...unordered.ranking, order } };
  return {
    ...(trials.length > 0 && { choices: [orderTable(trials)] }),
    bundle: assembleBundle(dataset, parts, parameters),
    curves: { 'set encoder': nets.setEncoder.losses, denoiser: nets.denoiser.losses },
    variants: yamrVariants(dataset, parts, parameters, async (gibbs, withContent) => {
      const known = withContent ? all.features : createMatrix(dataset.itemCount, 0);
      const input = ratingInput(dataset, bias, known, seed, { ...options, gibbs });
      const again = await runJob<PartInput, Distilled>(PART_JOB, input, { ...(signal && { signal }) });
      return { rating: ratingOf(all, again), noise: again.noise };
    })
  };
}
