/** Owns the training options of the replaced system's network: their defaults, checks and the rate schedules. */
import { YamrError } from '#core/errors';

export type LearningRateSchedule = 'constant' | 'step' | 'cosine';

export interface NcfOptions {
  readonly seed: number;
  /** Width of the user and of the movie vector. */
  readonly embeddingSize: number;
  /** Widths of the dense layers before the output. */
  readonly hiddenSizes: readonly number[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly learningRateSchedule: LearningRateSchedule;
  /** `step` only: the rate is multiplied by `stepFactor` after every `stepEpochs` epochs. */
  readonly stepEpochs: number;
  readonly stepFactor: number;
  /** L2, added to the gradient of every parameter (torch.optim.Adam's weight_decay). */
  readonly weightDecay: number;
  readonly embeddingDropout: number;
  readonly hiddenDropout: number;
  /** Largest Euclidean norm of a step's whole gradient; null clips nothing. */
  readonly gradientClipNorm: number | null;
  /** Shares of the ratings kept from training, drawn at random; the rest is trained on. */
  readonly validationShare: number;
  readonly testShare: number;
  /** Epochs without a lower validation loss before training ends and the best weights return; null: never. */
  readonly earlyStoppingPatience: number | null;
}

/** What the replaced system trained with (RECOMMENDER.md, "The system that this one replaces"). */
export const NCF_DEFAULTS: NcfOptions = {
  seed: 0,
  embeddingSize: 16,
  hiddenSizes: [32, 16, 8],
  epochs: 4,
  batchSize: 64,
  learningRate: 0.003,
  learningRateSchedule: 'constant',
  stepEpochs: 2,
  stepFactor: 0.5,
  weightDecay: 2e-5,
  embeddingDropout: 0.2,
  hiddenDropout: 0.5,
  gradientClipNorm: null,
  validationShare: 0,
  testShare: 0,
  earlyStoppingPatience: null
};

const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;
const isShare = (value: number): boolean => value >= 0 && value < 1;

/** The defaults with the given options over them. Throws `bad-input` with the first option that makes no sense. */
export function resolveOptions(given: Partial<NcfOptions> = {}): NcfOptions {
  const options = { ...NCF_DEFAULTS, ...given };
  const rules: readonly (readonly [boolean, string])[] = [
    [isCount(options.embeddingSize), 'embeddingSize must be a positive integer'],
    [
      options.hiddenSizes.length > 0 && options.hiddenSizes.every(isCount),
      'hiddenSizes must be positive integers'
    ],
    [isCount(options.epochs), 'epochs must be a positive integer'],
    [isCount(options.batchSize) && options.batchSize > 1, 'batchSize must be an integer of at least 2'],
    [options.learningRate > 0, 'learningRate must be above 0'],
    [isCount(options.stepEpochs), 'stepEpochs must be a positive integer'],
    [options.stepFactor > 0 && options.stepFactor <= 1, 'stepFactor must lie in (0, 1]'],
    [options.weightDecay >= 0, 'weightDecay must not be negative'],
    [isShare(options.embeddingDropout), 'embeddingDropout must lie in [0, 1)'],
    [isShare(options.hiddenDropout), 'hiddenDropout must lie in [0, 1)'],
    [options.gradientClipNorm === null || options.gradientClipNorm > 0, 'gradientClipNorm must be above 0'],
    [
      isShare(options.validationShare) &&
        isShare(options.testShare) &&
        options.validationShare + options.testShare < 1,
      'validationShare and testShare must leave something to train on'
    ],
    [
      options.earlyStoppingPatience === null ||
        (isCount(options.earlyStoppingPatience) && options.validationShare > 0),
      'earlyStoppingPatience must be a positive integer and needs a validationShare'
    ]
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken) throw new YamrError('bad-input', `The network cannot be trained so: ${broken[1]}.`);
  return options;
}

/** The learning rate of an epoch (0-based). Cosine falls from the full rate in the first epoch towards 0. */
export function learningRateAt(options: NcfOptions, epoch: number): number {
  const { learningRate, learningRateSchedule, stepEpochs, stepFactor, epochs } = options;
  if (learningRateSchedule === 'step') return learningRate * stepFactor ** Math.floor(epoch / stepEpochs);
  if (learningRateSchedule === 'cosine')
    return 0.5 * learningRate * (1 + Math.cos((Math.PI * epoch) / epochs));
  return learningRate;
}
