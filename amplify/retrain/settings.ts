/** Owns what a maintainer may say about the retrain, in the app's environment variables (docs/deploy.md). */

export interface RetrainSettings {
  /** A tag, or sha256:..., in the retrain's own repository; undefined: the schedule is off. */
  readonly image: string | undefined;
  /** Public keys whose releases the deployed app uses; undefined: the development key's. */
  readonly releaseKeys: string | undefined;
  /** Of the devices, from 0 to 1; undefined: everybody. */
  readonly share: string | undefined;
}

/** Throws a sentence for what cannot be meant. */
export function retrainSettings(env: Readonly<Record<string, string | undefined>>): RetrainSettings {
  const image = env['YAMR_RETRAIN_IMAGE'] || undefined;
  const releaseKeys = env['YAMR_RELEASE_KEYS'] || undefined;
  const share = env['YAMR_RETRAIN_SHARE'] || undefined;
  if (image !== undefined && !/^(sha256:[0-9a-f]{64}|[\w][\w.-]{0,127})$/.test(image))
    throw new Error('YAMR_RETRAIN_IMAGE must be a tag or sha256:<64 digits>, not an address.');
  if (share !== undefined && !(Number(share) >= 0 && Number(share) <= 1))
    throw new Error('YAMR_RETRAIN_SHARE must be a number from 0 to 1.');
  if (image !== undefined && releaseKeys === undefined)
    throw new Error('The retrain signs with your own key: set YAMR_RELEASE_KEYS to its public half first.');
  return { image, releaseKeys, share };
}
