/** Owns who gets a candidate: a device, by a hash of its own random number, so that nobody needs to know any device. */
import { createRandom } from './random.ts';

/**
 * Whether a device is among the `share` (0 to 1) that gets a version. The answer for a device, version and share never
 * changes; a larger share keeps whoever was in a smaller one; another version draws anew, so that the same devices are not
 * always the first. `deviceNumber` is a whole number below 2^32.
 */
export const isInShare = (deviceNumber: number, version: string, share: number): boolean =>
  createRandom(deviceNumber).fork(`roll-out ${version}`).uniform() < share;
