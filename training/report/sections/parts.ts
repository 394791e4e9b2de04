/** Owns the section about what the model is made of: training curves, what each part is worth, precision. */
import * as Plot from '@observablehq/plot';
import type { ModelCard } from '#core/model-card';
import { figure, fixed, grid, html, NOTHING, section, table, type Html } from '../html.ts';
import { modelLabel, ratings } from '../names.ts';
import { draw, gridY, INK } from '../svg.ts';

function curveFigure({ name, values }: ModelCard['curves'][number]): Html {
  const points = values.flatMap((loss, epoch) => (loss === null ? [] : [{ epoch: epoch + 1, loss }]));
  const drawing = draw(`Training loss of the ${name} by epoch`, {
    height: 220,
    x: {
      label: 'epoch',
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: Math.min(6, points.length),
      tickFormat: 'd'
    },
    y: { label: 'mean loss', labelArrow: 'none', ticks: 5 },
    marks: [gridY(), Plot.line(points, { x: 'epoch', y: 'loss', stroke: INK.own, strokeWidth: 2 })]
  });
  return figure(
    `Training of the ${name}`,
    drawing,
    `From ${fixed(points[0]?.loss, 3)} to ${fixed(points.at(-1)?.loss, 3)} in ${points.length} epochs. A curve that has levelled off has learnt what it can; one that jumps or climbs went wrong.`,
    table(
      [{ title: 'Epoch' }, { title: 'Mean loss', digits: 4 }],
      points.map(({ epoch, loss }) => [String(epoch), loss])
    )
  );
}

function ablationTable({ ablations, newcomers, model }: ModelCard): Html {
  const counts = Object.keys(ablations[0]?.table ?? {}).map(Number);
  const metrics = [
    { key: 'rmse', title: 'RMSE', digits: 4, scale: 1 },
    { key: 'ndcg10', title: 'NDCG@10', digits: 4, scale: 1 },
    { key: 'interval80', title: 'in 80% interval, %', digits: 1, scale: 100 }
  ];
  const cells = (of: Readonly<Record<string, Readonly<Record<string, number | null>>>>): (number | null)[] =>
    metrics.flatMap(({ key, scale }) => counts.map((count) => scale * (of[count]?.[key] ?? NaN)));
  const own = modelLabel(model, model);
  return table(
    [
      { title: 'Model' },
      ...metrics.flatMap(({ title, digits }) =>
        counts.map((count) => ({ title: `${title} after ${count}`, digits }))
      ),
      { title: 'What was changed', words: true }
    ],
    [
      [`${own}, all parts`, ...cells(newcomers.tables[model] ?? {}), 'Nothing.'],
      ...ablations.map(({ name, change, table: of }) => [name, ...cells(of), change])
    ],
    ([name]) => name === `${own}, all parts`
  );
}

export function partsSection(card: ModelCard): Html {
  const { quantisation, ablations, curves } = card;
  return section(
    'parts',
    'What it is made of, and what each part is worth',
    'Each row leaves one thing out and changes nothing else. A part that costs nothing to leave out has not earned its place.',
    ablations.length > 0 ? ablationTable(card) : NOTHING,
    html`<p>
      <strong>Precision.</strong> With its movie vectors stored as ${quantisation.itemDtype ?? 'int8'}, the
      model loses ${fixed(quantisation.rmse, 4)} RMSE (allowed: ${quantisation.rmseMax}) and
      ${fixed(quantisation.ndcg10, 4)} NDCG@10 (allowed: ${quantisation.ndcg10Max}) by the measure that the
      release is refused by; below zero, rounding helped by chance. All other figures on this page are those
      of the stored model, scored by the code that runs in the browser.
    </p>`,
    table(
      [
        { title: 'Lost by rounding after' },
        { title: 'RMSE, stars', digits: 4 },
        { title: 'NDCG@10', digits: 4 }
      ],
      quantisation.byCount.map(({ revealed, rmse, ndcg10 }) => [ratings(revealed), rmse, ndcg10])
    ),
    grid(...curves.filter(({ values }) => values.length > 0).map(curveFigure))
  );
}
