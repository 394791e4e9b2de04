/** Owns the self-test: whether this device, with this backend, gives the golden lists of the release. */
import type { Catalogue } from '#core/catalogue';
import { compareGolden, type Golden, type GoldenCase } from '#core/golden';
import { BARE_RANKING } from '#core/list';
import type { VisitorModel } from '#core/visitor-model';
import { recommend, type RecommendRequest } from './recommend.ts';

export interface SelfTestResult {
  readonly caseCount: number;
  /** What differs, as sentences; empty when the lists are reproduced. */
  readonly problems: readonly string[];
}

/** What gives a golden case's list. */
export function goldenRequest(
  { file }: Catalogue,
  {
    ratings,
    top,
    unrated
  }: Pick<GoldenCase, 'ratings' | 'unrated'> & { readonly top: { readonly length: number } }
): RecommendRequest {
  const excludedMovieIds = unrated ? file.movieId.filter((_, row) => file.ratingCount[row]! > 0) : [];
  return { ratings, limit: top.length, dials: BARE_RANKING, excludedMovieIds };
}

/** Scores every golden case and compares. */
export async function selfTest(
  model: VisitorModel,
  catalogue: Catalogue,
  golden: Golden | undefined
): Promise<SelfTestResult> {
  if (!golden) return { caseCount: 0, problems: ['This release has no golden cases.'] };
  const problems: string[] = [];
  for (const [position, expected] of golden.cases.entries()) {
    const { list } = await recommend(model, catalogue, goldenRequest(catalogue, expected));
    const lines = list.map(({ movieId, predictedStars, ranking }) => ({
      movieId,
      stars: predictedStars,
      ranking
    }));
    const found = compareGolden(expected, lines, golden.tolerance);
    problems.push(...found.map((problem) => `Case ${position + 1}: ${problem}`));
  }
  return { caseCount: golden.cases.length, problems };
}
