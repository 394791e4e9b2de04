/**
 * Owns the short answer to "shall this model be published?": a handful of questions that a figure of the card
 * answers. "Barely" means that the answer may be the choice of held-out people (the 90% interval says so).
 */
import type { Check, ModelCard } from '#core/model-card';

type Evidence = Pick<ModelCard, 'model' | 'newcomers' | 'knownUsers' | 'quantisation'>;
type Gain = ModelCard['newcomers']['gains'][number];

/** Where visitors are judged: nobody is at 0, and targets are said for these (issue 3). */
const JUDGED_COUNTS = [1, 5, 10, 20];
/** What a model may lose to a baseline before anything is known of the visitor. */
const START_LOSS_MAX = 0.005;
/** What share of the hidden ratings the 80% intervals may hold. */
export const COVERAGE = [0.77, 0.83] as const;
/** Two visitors with five ratings each share at most this much of their top 10s. */
export const OVERLAP_MAX = 0.6;

const range = (values: readonly number[], digits: number): string => {
  const [low, high] = [Math.min(...values).toFixed(digits), Math.max(...values).toFixed(digits)];
  return low === high ? low : `${low} to ${high}`;
};
const check = (question: string, outcome: Check['outcome'] | boolean, evidence: string): Check => ({
  question,
  outcome: typeof outcome === 'string' ? outcome : outcome ? 'yes' : 'no',
  evidence
});

/** Above `nothing` at every K; barely where an interval reaches down to it. */
function gained(gains: readonly Gain[], key: 'rmseGain' | 'ndcgRatio', nothing: number): Check['outcome'] {
  if (gains.some((gain) => !((gain[key].value ?? NaN) > nothing))) return 'no';
  return gains.every((gain) => (gain[key].low ?? NaN) > nothing) ? 'yes' : 'barely';
}

/** The least that the intervals leave. */
const floor = (gains: readonly Gain[], key: 'rmseGain' | 'ndcgRatio', digits: number): string =>
  `other people might have given as little as ${Math.min(...gains.map((gain) => gain[key].low ?? NaN)).toFixed(digits)}`;

function checks({ model, newcomers, knownUsers, quantisation }: Evidence): Check[] {
  const own = newcomers.tables[model] ?? {};
  const gains = newcomers.gains.filter(
    (gain) => gain.model === model && JUDGED_COUNTS.includes(gain.revealed)
  );
  const at = gains.map(({ revealed }) => revealed);
  const where = `after ${at.join(', ')} ratings`;
  const values = (key: string): number[] => at.map((revealed) => own[revealed]?.[key] ?? NaN);
  const best = (key: string, choose: (...of: number[]) => number): number =>
    choose(
      ...Object.entries(newcomers.tables).flatMap(([name, table]) =>
        name === model || name === 'ncf' ? [] : (table[0]?.[key] ?? [])
      )
    );
  const rmseLoss = (own[0]?.['rmse'] ?? NaN) - best('rmse', Math.min);
  const ndcgLoss = best('ndcg10', Math.max) - (own[0]?.['ndcg10'] ?? NaN);
  const coverage = values('interval80');
  const [known, bias] = [knownUsers[model]?.rmse ?? NaN, knownUsers['bias']?.rmse ?? NaN];
  const overlap = own[5]?.['overlap10'] ?? NaN;
  return [
    check(
      'Does it predict a newcomer’s ratings better than averages do?',
      gained(gains, 'rmseGain', 0),
      `RMSE ${range(
        gains.map(({ rmseGain }) => rmseGain.value ?? NaN),
        3
      )} stars below the bias baseline ${where}; ${floor(gains, 'rmseGain', 4)}`
    ),
    check(
      'Does it rank better for a newcomer than popularity does?',
      gained(gains, 'ndcgRatio', 1),
      `NDCG@10 ${range(
        gains.map(({ ndcgRatio }) => ndcgRatio.value ?? NaN),
        2
      )} times that of popularity ${where}; ${floor(gains, 'ndcgRatio', 2)}`
    ),
    check(
      'Is it no worse than every baseline before the first rating?',
      rmseLoss <= START_LOSS_MAX && ndcgLoss <= START_LOSS_MAX,
      `It loses at most ${Math.max(0, rmseLoss).toFixed(4)} RMSE and ${Math.max(0, ndcgLoss).toFixed(4)} NDCG@10 to the best of them (allowed: ${START_LOSS_MAX})`
    ),
    check(
      'Is its stated uncertainty true?',
      coverage.every((share) => share >= COVERAGE[0] && share <= COVERAGE[1]),
      `Its 80% intervals hold ${range(
        coverage.map((share) => 100 * share),
        1
      )}% of the hidden ratings ${where} (wanted: ${100 * COVERAGE[0]} to ${100 * COVERAGE[1]}%)`
    ),
    check(
      'Do different people see different lists?',
      overlap <= OVERLAP_MAX,
      `Two top 10s share ${(100 * overlap).toFixed(0)}% after 5 ratings (allowed: ${100 * OVERLAP_MAX}%)`
    ),
    check(
      'Does it serve people it was trained on better than averages do?',
      known < bias,
      `RMSE ${known.toFixed(4)} against ${bias.toFixed(4)} of the bias baseline`
    ),
    check(
      'Is it as good in the small files that visitors download?',
      (quantisation.rmse ?? NaN) <= quantisation.rmseMax &&
        (quantisation.ndcg10 ?? NaN) <= quantisation.ndcg10Max,
      `Reduced precision costs ${Math.max(0, quantisation.rmse ?? NaN).toFixed(4)} RMSE and ${Math.max(0, quantisation.ndcg10 ?? NaN).toFixed(4)} NDCG@10 (allowed: ${quantisation.rmseMax} and ${quantisation.ndcg10Max})`
    )
  ];
}

/** One "no" holds the release back; anything uncertain asks for a look. */
export function verdictOf(evidence: Evidence): ModelCard['verdict'] {
  const list = checks(evidence);
  const has = (outcome: Check['outcome']): boolean => list.some((item) => item.outcome === outcome);
  return { outcome: has('no') ? 'hold' : has('barely') ? 'look' : 'publish', checks: list };
}
