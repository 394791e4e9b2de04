/** Owns the card of a release that was only fitted: the data, the settings and one answer. */
import { MODEL_CARD_VERSION, parseModelCard, type ModelCard } from '#core/model-card';
import { NDCG_LOSS_MAX, RMSE_LOSS_MAX } from '../release/quantisation-check.ts';
import { datasetCard, originCard, type CardOrigin } from './card.ts';

export function unjudgedCard(origin: CardOrigin, itemDtype: string): ModelCard {
  const card: ModelCard = {
    ...originCard(origin),
    cardVersion: MODEL_CARD_VERSION,
    verdict: {
      outcome: 'hold',
      checks: [
        {
          question: 'Was it judged on people it had not met?',
          outcome: 'no',
          evidence: 'it was trained with --fit-only: nothing in it has been measured'
        }
      ]
    },
    dataset: datasetCard(origin.tables),
    newcomers: { people: 0, tables: {}, gains: [] },
    knownUsers: {},
    accuracy: { revealed: 0, bins: [], errors: [] },
    calibration: [],
    ablations: [],
    quantisation: {
      itemDtype,
      rmse: null,
      ndcg10: null,
      rmseMax: RMSE_LOSS_MAX,
      ndcg10Max: NDCG_LOSS_MAX,
      byCount: []
    },
    tables: []
  };
  return parseModelCard(JSON.parse(JSON.stringify(card)));
}
