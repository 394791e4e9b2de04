/** Owns the mark of a release of which nothing was measured (`train --fit-only`), and that such a one is not published by mistake. */
import { YamrError } from '#core/errors';
import type { Manifest } from '#core/release-format';

/** The `metrics` of such a release. */
export const UNJUDGED_METRICS = { fitOnly: true };

/** Throws `bad-release` for a release that nobody judged. */
export function refuseUnjudged({ version, metrics }: Pick<Manifest, 'version' | 'metrics'>): void {
  if (metrics['fitOnly'] !== true) return;
  throw new YamrError(
    'bad-release',
    `${version} was trained with --fit-only: nothing in it has been measured. Train without it, or publish with --force.`
  );
}
