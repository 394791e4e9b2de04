/** Owns the card's table of what the order was chosen between (order-choice.ts). */
import type { CardTable } from '#core/model-card';
import { paretoFront, worthOf, type OrderTrial } from './order-choice.ts';

/** The chosen one first, then the others of the Pareto front by what they are worth. */
export function orderTable(trials: readonly OrderTrial[]): CardTable {
  const chosen = trials[0];
  const front = paretoFront(trials).filter((trial) => trial !== chosen);
  const sorted = front.toSorted((a, b) => worthOf(b.figures) - worthOf(a.figures));
  return {
    title: 'What the order was chosen between',
    caption:
      'People whom the model had not met, after 10 and 20 ratings (means). Stars: nats a star above the visitor’s level; own: of that, what is theirs and not everybody’s; short: nats a star below what they usually give. Hits, niche hits and net gain are beside the ranking alone. The first row is what the release has; in each of the others something is better.',
    columns: [
      'Stars / own / short',
      'NDCG@10',
      'Recall@20',
      'Niche recall',
      'Net gain',
      'Below own mean',
      'Mirror',
      'Genres'
    ],
    rows: [...(chosen ? [chosen] : []), ...sorted].map(({ weights, figures }) => [
      `${weights.stars} / ${weights.personal} / ${weights.disappointment}`,
      figures.ndcgRatio,
      figures.recallRatio,
      figures.nicheRecallRatio,
      figures.netGainRatio,
      figures.belowOwnMean,
      figures.mirrorOverlap,
      figures.genreDistance
    ]),
    digits: [0, 3, 3, 3, 3, 3, 3, 3]
  };
}
