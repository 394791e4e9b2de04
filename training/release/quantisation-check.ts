/**
 * Owns the judgement of a quantised artefact: by what it ranks and predicts, not by its weights, because tiny
 * cosine errors can still change the top of a list (RECOMMENDER.md, trap 9).
 */
import { YamrError } from '#core/errors';
import { createVisitorModel } from '#scorer/create-model';
import { judge } from '../evaluate/judgement.ts';
import { evaluateNewcomers, type NewcomerTable } from '../evaluate/newcomers.ts';
import { createPanel } from '../evaluate/panel.ts';
import type { NewcomerEvaluation } from '../evaluate/protocols.ts';
import { quantise } from './quantise.ts';

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

/** Not so where a loss is unknown: that is a loss. */
const isFelt = ({ rmse, ndcg10 }: QuantisationLoss): boolean =>
  !(rmse <= RMSE_LOSS_MAX && ndcg10 <= NDCG_LOSS_MAX);

/** Why a release is not made of an artefact that costs more than is allowed. */
const tooLossy = ({ rmse, ndcg10 }: QuantisationLoss): YamrError =>
  new YamrError(
    'bad-release',
    `The release is refused: storing it at reduced precision costs ${rmse.toFixed(4)} RMSE (at most ${RMSE_LOSS_MAX}) and ${ndcg10.toFixed(4)} NDCG@10 (at most ${NDCG_LOSS_MAX}).`
  );

/** Throws `bad-release` where quantisation costs more than is allowed. */
export function refuseLossyQuantisation(loss: QuantisationLoss): void {
  if (isFelt(loss)) throw tooLossy(loss);
}

/** The loss that the gate judges, and the loss at each number of revealed ratings. */
export interface QuantisationJudgement {
  readonly loss: QuantisationLoss;
  readonly byCount: readonly (QuantisationLoss & { readonly revealed: number })[];
}

/** The precisions of item matrices that are tried, the smallest first. */
const ITEM_DTYPES = ['int4', 'int8', 'float16'] as const;
type ItemDtype = (typeof ITEM_DTYPES)[number];

export interface ChosenPrecision {
  readonly itemDtype: ItemDtype;
  readonly quantisation: QuantisationJudgement;
  /** The evaluation with the figures of that precision. */
  readonly evaluation: NewcomerEvaluation;
}

function lossByCount(precise: NewcomerTable, table: NewcomerTable): QuantisationJudgement {
  const byCount = Object.keys(table).map((key) => {
    const revealed = Number(key);
    const only = (of: NewcomerTable): NewcomerTable => ({ [revealed]: of[revealed]! });
    return { revealed, ...quantisationLoss(only(precise), only(table)) };
  });
  return { loss: quantisationLoss(precise, table), byCount };
}

/**
 * The smallest encoding of the item matrices that newcomers do not feel, on the split that the model was judged on
 * (there with the smallest one). Throws `bad-release` where none is good enough.
 */
export async function choosePrecision(
  evaluation: NewcomerEvaluation,
  name: string
): Promise<ChosenPrecision> {
  const { split, fits, judgements } = evaluation;
  const fit = fits.get(name);
  let judgement = judgements.get(name);
  if (!fit || !judgement) throw new YamrError('internal', `The model ${name} has not been judged.`);
  const ratingCount = split.train.catalogue.file.ratingCount;
  const panel = createPanel(split.newcomers, split.train.catalogue);
  const full = await createVisitorModel(fit.bundle);
  const precise = await evaluateNewcomers(full, split.newcomers, ratingCount);
  full.dispose();
  let bundle = fit.bundle;
  let quantisation = lossByCount(precise, judgement.table);
  for (const itemDtype of ITEM_DTYPES) {
    if (itemDtype !== ITEM_DTYPES[0]) {
      bundle = { ...fit.bundle, storage: { ...fit.bundle.storage, itemDtype } };
      const model = await createVisitorModel(quantise(bundle));
      judgement = await judge(model, panel);
      model.dispose();
      quantisation = lossByCount(precise, judgement.table);
    }
    if (!isFelt(quantisation.loss)) {
      return {
        itemDtype,
        quantisation,
        evaluation: {
          ...evaluation,
          fits: new Map(fits).set(name, { ...fit, bundle }),
          judgements: new Map(judgements).set(name, judgement),
          tables: { ...evaluation.tables, [name]: judgement.table }
        }
      };
    }
  }
  throw tooLossy(quantisation.loss);
}
