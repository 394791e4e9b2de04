/** Owns the section about people whom the model was trained on (protocol A). */
import type { ModelCard } from '#core/model-card';
import { section, table, type Html } from '../html.ts';
import { modelLabel } from '../names.ts';

export function knownUsersSection({ knownUsers, knownUsersOf, model }: ModelCard): Html {
  const whose = knownUsersOf === undefined ? '' : ` of ${knownUsersOf}`;
  const hidden = Object.values(knownUsers)[0]?.hidden ?? 0;
  return section(
    'known',
    'People it was trained on',
    `A random fifth of the ratings${whose} (${hidden.toLocaleString('en-US')}) was kept out, the people and movies stayed. This compares the model with published ones; it does not say what a visitor meets.`,
    table(
      [{ title: 'Model' }, { title: 'RMSE, stars', digits: 4 }, { title: 'MAE, stars', digits: 4 }],
      Object.entries(knownUsers)
        .sort(([, a], [, b]) => (a.rmse ?? NaN) - (b.rmse ?? NaN))
        .map(([name, { rmse, mae }]) => [modelLabel(name, model), rmse, mae]),
      ([name]) => name === modelLabel(model, model)
    )
  );
}
