/**
 * Owns the judgement of a quantised artefact: by what it ranks and predicts, not by its weights, because tiny
 * cosine errors can still change the top of a list (RECOMMENDER.md, trap 9).
 */
import { YamrError } from '#core/errors';
import { createVisitorModel } from '#scorer/create-model';
import { evaluateNewcomers, type NewcomerTable } from '../evaluate/newcomers.ts';
import type { NewcomerEvaluation } from '../evaluate/protocols.ts';

/**
 * What quantisation may cost, on average over the numbers of revealed ratings. (Not at the worst of them: at
 * K = 0 everybody gets one list, and two of its neighbours changing places would count for all people at once.)
 */
export const RMSE_LOSS_MAX = 0.003;
export const NDCG_LOSS_MAX = 0.005;

export interface QuantisationLoss {
  /** Quantised less full precision, in stars; negative where quantisation helped by chance. */
  readonly rmse: number;
  /** Full precision less quantised. */
  readonly ndcg10: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Compares the two tables of one model on the same split. */
export function quantisationLoss(full: NewcomerTable, quantised: NewcomerTable): QuantisationLoss {
  const pairs = Object.keys(full).flatMap((key) => {
    const [before, after] = [full[Number(key)], quantised[Number(key)]];
    return before && after ? [{ before, after }] : [];
  });
  return {
    rmse: mean(pairs.map(({ before, after }) => after.rmse - before.rmse)),
    ndcg10: mean(pairs.map(({ before, after }) => before.ndcg10 - after.ndcg10))
  };
}

/** Throws `bad-release` where quantisation costs more than is allowed. */
export function refuseLossyQuantisation({ rmse, ndcg10 }: QuantisationLoss): void {
  if (rmse <= RMSE_LOSS_MAX && ndcg10 <= NDCG_LOSS_MAX) return;
  throw new YamrError(
    'bad-release',
    `The release is refused: storing it at reduced precision costs ${rmse.toFixed(4)} RMSE (at most ${RMSE_LOSS_MAX}) and ${ndcg10.toFixed(4)} NDCG@10 (at most ${NDCG_LOSS_MAX}).`
  );
}

/** The loss that the gate judges, and the loss at each number of revealed ratings. */
export interface QuantisationJudgement {
  readonly loss: QuantisationLoss;
  readonly byCount: readonly (QuantisationLoss & { readonly revealed: number })[];
}

/** What storing the model at reduced precision costs newcomers, on the split that it was judged on. */
export async function judgeQuantisation(
  { split, fits, tables }: NewcomerEvaluation,
  name: string
): Promise<QuantisationJudgement> {
  const fit = fits.get(name);
  const table = tables[name];
  if (!fit || !table) throw new YamrError('internal', `The model ${name} has not been judged.`);
  const full = await createVisitorModel(fit.bundle);
  const precise = await evaluateNewcomers(full, split.newcomers, split.train.catalogue.file.ratingCount);
  full.dispose();
  const byCount = Object.keys(table).map((key) => {
    const revealed = Number(key);
    const only = (of: NewcomerTable): NewcomerTable => ({ [revealed]: of[revealed]! });
    return { revealed, ...quantisationLoss(only(precise), only(table)) };
  });
  return { loss: quantisationLoss(precise, table), byCount };
}
