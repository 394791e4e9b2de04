/** Owns how results leave the device that computed them. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { YamrError } from '#core/errors';

/** The values of a float32 tensor, which is disposed of. Throws `backend-failed`. */
export async function readBack(output: Tensor): Promise<Float32Array> {
  try {
    return (await output.data()) as Float32Array;
  } catch (cause) {
    throw new YamrError('backend-failed', 'The device stopped computing scores.', { cause });
  } finally {
    output.dispose();
  }
}
