/** Owns the training of the model `yamr`: which parts there are, what each is given, and how they run. */
import { completeRatings } from '#core/cold-items';
import type { RatingHead } from '#core/rating-head';
import { createMatrix, type Matrix } from '#core/tensor';
import { itemContent, ratingVectors } from '#core/yamr-items';
import type { YamrParameters } from '#core/yamr-parameters';
import type { Dataset } from '../../dataset.ts';
import { inParallel, runJob } from '../../parallel.ts';
import { centredRatings } from '../../sparse-ratings.ts';
import { splitNewcomers } from '../../split.ts';
import { useWasm } from '../../tfjs-node.ts';
import { fitBias, type Bias } from '../bias.ts';
import type { FitHooks, ReleaseFit } from '../model.ts';
import { assembleBundle, type FittedParts, type RatingPart } from './assemble.ts';
import { chooseBlend } from './blend-choice.ts';
import { calibrate } from './calibrate.ts';
import { contentFeatures, TAG_FEATURE_COUNT } from './content.ts';
import type { Distilled } from './distil.ts';
import { chooseKernel, type KernelChoice } from './kernel-choice.ts';
import { firstRows, netInputs, type NetInputs } from './net-inputs.ts';
import { epochsFor, YAMR_DEFAULTS, type YamrOptions } from './options.ts';
import type { PartInput, PartOutputs } from './part.job.ts';
import { likeShare } from './training-ratings.ts';
import { yamrVariants } from './variants.ts';

/** Share of the users on whom the uncertainty is calibrated, with vectors that were not fitted to them. */
const CALIBRATION_SHARE = 0.2;
const PART_JOB = new URL('./part.job.ts', import.meta.url);

/** Parts of a fit, for its progress. */
const PARTS = 9;

/** The crowd's view: expected stars of each movie, [itemCount]. */
const crowdOf = ({ mean, itemOffset }: Bias): Float32Array =>
  Float32Array.from(itemOffset, (offset) => mean + offset);

function ratingInput(
  dataset: Dataset,
  bias: Bias,
  features: Matrix,
  seed: number,
  options: YamrOptions
): PartInput {
  const { byUser, byItem } = centredRatings(dataset, bias.mean);
  const rated = firstRows(features, dataset.ratedCount);
  return {
    part: 'rating',
    seed,
    byUser,
    byItem,
    features: rated,
    gibbs: options.gibbs,
    rank: options.ratingRank
  };
}

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
    setEncoder: { ...given.setEncoder, epochs: epochs(given.setEncoder) },
    denoiser: { ...given.denoiser, epochs: epochs(given.denoiser) }
  };
  const bias = fitBias(dataset);
  const crowd = crowdOf(bias);
  const features = contentFeatures(dataset, seed);
  const nets = netInputs(dataset, crowd, features, seed, options);
  // Without these people, who say how much to believe of what is learnt from the others.
  const calibration = splitNewcomers(dataset, seed, CALIBRATION_SHARE, 'calibration');
  const calibrationBias = fitBias(calibration.train);
  const calibrationCrowd = crowdOf(calibrationBias);
  const calibrationFeatures = contentFeatures(calibration.train, seed);
  const calibrationNets = netInputs(calibration.train, calibrationCrowd, calibrationFeatures, seed, options);

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
  const contentCount = features.columns - TAG_FEATURE_COUNT;
  const calibrationInput = ratingInput(
    calibration.train,
    calibrationBias,
    calibrationFeatures,
    seed,
    options
  );
  /** The head as it is before anybody's sureness is calibrated, fitted without the people of the calibration. */
  const chooseHead = (fitted: Distilled): RatingHead & KernelChoice => {
    const { catalogue } = calibration.train;
    const held = ratingPart(fitted, calibrationBias, options, contentCount);
    const { mean, residual, vectors } = completeRatings(itemContent(catalogue), held, held.cold);
    const { noise } = fitted;
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
  const jobsOf = (of: NetInputs, label: string) =>
    [
      () => run(`set-encoder${label}`, of.setEncoder),
      () => run(`denoiser${label}`, of.denoiser),
      () => run(`linear${label}`, of.linear)
    ] as const;
  const results = await inParallel<unknown>([
    ...jobsOf(calibrationNets, ' calibration'),
    () =>
      run('rating', ratingInput(dataset, bias, features, seed, options) as PartInput & { part: 'rating' }),
    // The choice takes this thread's time while the nets still take others'.
    async () => {
      const fitted = await run('calibration', calibrationInput as PartInput & { part: 'rating' });
      return { fitted, ...chooseHead(fitted) };
    },
    ...jobsOf(nets, '')
  ]);
  const [heldEncoder, heldDenoiser, heldLinear, distilled, uncalibrated, setEncoder, denoiser, linear] =
    results as [
      PartOutputs['set-encoder'],
      PartOutputs['denoiser'],
      PartOutputs['linear'],
      Distilled,
      RatingHead & KernelChoice & { readonly fitted: Distilled },
      PartOutputs['set-encoder'],
      PartOutputs['denoiser'],
      PartOutputs['linear']
    ];
  const { kernel, noiseScale } = uncalibrated;

  const rating = ratingPart(distilled, bias, options, contentCount);
  const unblended: YamrParameters = {
    ratingHead: {
      noise: distilled.noise,
      noiseScale,
      calibration: {
        ...calibrate(uncalibrated, calibration.newcomers)
      } as YamrParameters['ratingHead']['calibration'],
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
      trainedItems: nets.trainedItems,
      setEncoder: options.setEncoder,
      denoiser: options.denoiser,
      linear: options.linear
    }
  };
  await useWasm();
  const parts: FittedParts = {
    rating,
    setEncoder,
    denoiser,
    linear,
    crowd,
    storedItems: nets.storedItems,
    catalogueFeatureCount: contentCount
  };
  const held: FittedParts = {
    rating: ratingPart(uncalibrated.fitted, calibrationBias, options, contentCount),
    setEncoder: heldEncoder,
    denoiser: heldDenoiser,
    linear: heldLinear,
    crowd: calibrationCrowd,
    storedItems: calibrationNets.storedItems,
    catalogueFeatureCount: contentCount
  };
  const blend = await chooseBlend(
    assembleBundle(calibration.train, held, unblended),
    unblended,
    calibration.newcomers,
    held.storedItems,
    options.blend,
    progressOf('blend')
  );
  progress?.finish();
  const parameters = { ...unblended, ranking: { ...unblended.ranking, blend } };
  return {
    bundle: assembleBundle(dataset, parts, parameters),
    curves: { 'set encoder': setEncoder.losses, denoiser: denoiser.losses },
    variants: yamrVariants(dataset, parts, parameters, async (gibbs, withContent) => {
      const known = withContent ? features : createMatrix(dataset.itemCount, 0);
      const input = ratingInput(dataset, bias, known, seed, { ...options, gibbs });
      const again = await runJob<PartInput, Distilled>(PART_JOB, input, { ...(signal && { signal }) });
      return { rating: ratingPart(again, bias, options, contentCount), noise: again.noise };
    })
  };
}
