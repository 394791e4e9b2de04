/** Owns the thread that fits one part of the model: the rating vectors (for newcomers or for known users) or a net. */
import { createRandom } from '#core/random';
import type { Matrix } from '#core/tensor';
import { serveJob } from '../../parallel.ts';
import type { SparseRows } from '../../sparse-ratings.ts';
import { useWasm } from '../../tfjs-node.ts';
import { fitDenoiser, type Denoiser, type DenoiserOptions } from './denoiser.ts';
import { Distiller, type Distilled } from './distil.ts';
import { sampleFactors, type GibbsOptions } from './gibbs.ts';
import { fitKnownUsers, type KnownUsers } from './known-users.ts';
import { fitLinear, type LinearOptions, type LinearPart } from './linear.ts';
import { fitSetEncoder, type SetEncoder, type SetEncoderOptions } from './set-encoder.ts';
import type { TrainingRatings } from './training-ratings.ts';

export type PartInput =
  | {
      readonly part: 'rating' | 'known-users';
      readonly seed: number;
      readonly byUser: SparseRows;
      readonly byItem: SparseRows;
      readonly features: Matrix;
      readonly gibbs: GibbsOptions;
      readonly rank: number;
    }
  | {
      readonly part: 'set-encoder';
      readonly seed: number;
      readonly ratings: TrainingRatings;
      readonly crowd: Float32Array;
      readonly content: Matrix;
      readonly options: SetEncoderOptions;
    }
  | {
      readonly part: 'denoiser';
      readonly seed: number;
      readonly ratings: TrainingRatings;
      readonly options: DenoiserOptions;
    }
  | {
      readonly part: 'linear';
      readonly seed: number;
      readonly ratings: TrainingRatings;
      readonly gains: readonly number[];
      readonly options: LinearOptions;
    };

export interface PartOutputs {
  readonly rating: Distilled;
  readonly 'set-encoder': SetEncoder;
  readonly denoiser: Denoiser;
  readonly linear: LinearPart;
  readonly 'known-users': KnownUsers;
}

/** Progress counts from 0 to 1. */
export async function fitPart(
  input: PartInput,
  onProgress: (share: number) => void
): Promise<PartOutputs[PartInput['part']]> {
  const random = createRandom(input.seed).fork(input.part);
  switch (input.part) {
    case 'rating': {
      const { byUser, byItem, features, gibbs, rank } = input;
      const distiller = new Distiller(byItem.start.length - 1, gibbs.embeddingSize);
      sampleFactors(
        byUser,
        byItem,
        features,
        gibbs,
        random,
        (sample) => {
          distiller.add(sample);
        },
        (sweep) => {
          onProgress(sweep / gibbs.sweeps);
        }
      );
      return distiller.finish(rank, random);
    }
    case 'known-users': {
      const { byUser, byItem, features, gibbs, rank } = input;
      return fitKnownUsers(byUser, byItem, features, gibbs, rank, random, (sweep) => {
        onProgress(sweep / gibbs.sweeps);
      });
    }
    case 'set-encoder': {
      await useWasm();
      const { ratings, crowd, content, options } = input;
      return fitSetEncoder(ratings, crowd, content, options, random, (epoch) => {
        onProgress(epoch / options.epochs);
      });
    }
    case 'linear':
      return fitLinear(input.ratings, input.gains, input.options, random);
    case 'denoiser': {
      await useWasm();
      const { ratings, options } = input;
      return fitDenoiser(ratings, options, random, (epoch) => {
        onProgress(epoch / options.epochs);
      });
    }
  }
}

serveJob(fitPart);
