/** Owns the section about predicted ratings: against given ones, their errors, and whether the stated doubt is true. */
import * as Plot from '@observablehq/plot';
import type { ModelCard } from '#core/model-card';
import { figure, grid, section, table, type Html } from '../html.ts';
import { modelLabel, ratings } from '../names.ts';
import { draw, gridY, INK } from '../svg.ts';

const percent = (value: number): string => `${Math.round(100 * value)}%`;

function predictedFigure({ accuracy, model }: ModelCard): Html {
  const bins = accuracy.bins.filter(({ count }) => count >= 10);
  const drawing = draw('Mean given rating against the predicted rating', {
    height: 290,
    x: {
      domain: [0.5, 5],
      label: 'predicted, stars',
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: [1, 2, 3, 4, 5]
    },
    y: { domain: [0.5, 5], label: 'given, stars', labelArrow: 'none', ticks: [1, 2, 3, 4, 5] },
    marks: [
      gridY(),
      Plot.line([[0.5, 0.5], [5, 5]], { stroke: 'currentColor', strokeDasharray: '3 3' }), // prettier-ignore
      Plot.ruleX(bins, {
        x: 'predicted',
        y1: 'low',
        y2: 'high',
        stroke: INK.own,
        strokeOpacity: 0.35,
        strokeWidth: 6
      }),
      Plot.line(bins, { x: 'predicted', y: 'actual', stroke: INK.own, strokeWidth: 2 }),
      Plot.dot(bins, { x: 'predicted', y: 'actual', r: 3.5, fill: INK.own })
    ]
  });
  return figure(
    'Do the ratings follow the predictions?',
    drawing,
    `Dots near the dashed line: a movie predicted at 4 stars gets 4 on average. The bars hold the middle 80% of the given ratings, half stars each. ${modelLabel(model, model)} after ${ratings(accuracy.revealed)}; bins of fewer than 10 ratings are not drawn.`,
    table(
      [{ title: 'Predicted', digits: 3 }, { title: 'Ratings' }, { title: 'Mean given', digits: 2 }, { title: 'A tenth below', digits: 1 }, { title: 'A tenth above', digits: 1 }], // prettier-ignore
      accuracy.bins.map(({ predicted, count, actual, low, high }) => [
        predicted.toFixed(3),
        count,
        actual,
        low,
        high
      ])
    )
  );
}

function errorsFigure({ accuracy, model }: ModelCard): Html {
  const shown = accuracy.errors.map(({ model: name, bins }) => ({
    name,
    bins: bins.filter(({ error }) => Math.abs(error) <= 3)
  }));
  const [own, other] = [
    shown.find(({ name }) => name === model)?.bins ?? [],
    shown.find(({ name }) => name !== model)
  ];
  const drawing = draw('Share of the hidden ratings by the error of the prediction', {
    height: 290,
    x: {
      domain: [-3.125, 3.125],
      label: 'predicted less given, stars',
      labelAnchor: 'center',
      labelArrow: 'none'
    },
    y: { label: 'share of the ratings', labelArrow: 'none', tickFormat: percent, ticks: 5 },
    marks: [
      gridY(),
      Plot.rectY(own, { x1: ({ error }: { error: number }) => error - 0.125, x2: ({ error }: { error: number }) => error + 0.125, y: 'share', fill: INK.own, fillOpacity: 0.75, inset: 0.5 }), // prettier-ignore
      Plot.line(other?.bins ?? [], {
        x: 'error',
        y: 'share',
        stroke: 'currentColor',
        strokeWidth: 1.5,
        curve: 'step'
      }),
      Plot.ruleX([0], { stroke: 'currentColor', strokeDasharray: '3 3' })
    ]
  });
  const errors = accuracy.errors[0]?.bins ?? [];
  return figure(
    'How large are the errors?',
    drawing,
    `Bars: ${modelLabel(model, model)}; line: ${other ? modelLabel(other.name, model) : 'nothing'}, both after ${ratings(accuracy.revealed)}. More in the middle is better; a lean to the right means that predictions are too kind. People give half stars, so even a perfect mean misses by a little.`,
    table(
      [
        { title: 'Error, stars' },
        ...accuracy.errors.map(({ model: name }) => ({ title: `${modelLabel(name, model)}, %`, digits: 1 }))
      ],
      errors.map(({ error }, at) => [
        error.toFixed(2).replace('-', '−'),
        ...accuracy.errors.map(({ bins }) => 100 * (bins[at]?.share ?? NaN))
      ])
    )
  );
}

const LEVEL_SHADES: Readonly<Record<number, string>> = { 1: INK.third, 5: INK.second, 20: INK.own };

function calibrationFigures({ calibration, newcomers, model }: ModelCard): Html[] {
  const counts = [...new Set(calibration.map(({ revealed }) => revealed))];
  const levels = [...new Set(calibration.map(({ level }) => level))];
  if (calibration.length === 0) return [];
  const drawn = counts.filter((count) => LEVEL_SHADES[count] !== undefined);
  const at = (count: number): typeof calibration => calibration.filter(({ revealed }) => revealed === count);
  const curve = draw('Share of ratings inside the interval against its nominal level', {
    height: 290,
    x: {
      domain: [0.45, 1],
      label: 'promised',
      labelAnchor: 'center',
      labelArrow: 'none',
      tickFormat: percent
    },
    y: { domain: [0.45, 1], label: 'kept', labelArrow: 'none', tickFormat: percent },
    marks: [
      gridY(),
      Plot.line([[0.45, 0.45], [1, 1]], { stroke: 'currentColor', strokeDasharray: '3 3' }), // prettier-ignore
      ...drawn.flatMap((count, k) => [
        Plot.line(at(count), { x: 'level', y: 'share', stroke: LEVEL_SHADES[count]!, strokeWidth: 2 }),
        Plot.dot(at(count), { x: 'level', y: 'share', r: 2.5, fill: LEVEL_SHADES[count]! }),
        Plot.text([`after ${ratings(count)}`], {
          frameAnchor: 'top-left',
          dx: 10,
          dy: 4 + 17 * k,
          fill: LEVEL_SHADES[count]!,
          fontWeight: 600
        })
      ])
    ]
  });
  const own = newcomers.tables[model] ?? {};
  const eighty = counts.map((count) => ({ x: String(count), share: own[count]?.['interval80'] ?? NaN }));
  const width = draw('Share of ratings inside the 80% interval by number of ratings given', {
    height: 290,
    x: {
      type: 'band',
      domain: counts.map(String),
      label: 'ratings given',
      labelAnchor: 'center',
      labelArrow: 'none',
      padding: 0.35
    },
    y: {
      domain: [0.7, 0.9],
      label: 'inside the 80% interval',
      labelArrow: 'none',
      tickFormat: percent,
      ticks: 5
    },
    marks: [
      Plot.rect([0], { y1: () => 0.77, y2: () => 0.83, fill: INK.third, fillOpacity: 0.18 }),
      gridY(),
      Plot.ruleY([0.8], { stroke: 'currentColor', strokeDasharray: '3 3' }),
      Plot.dot(eighty, {
        x: 'x',
        y: ({ share }: { share: number }) => Math.min(0.9, Math.max(0.7, share)),
        r: 5,
        fill: INK.own
      }),
      Plot.text(eighty, {
        x: 'x',
        y: ({ share }: { share: number }) => Math.min(0.9, Math.max(0.7, share)),
        text: ({ share }: { share: number }) => (100 * share).toFixed(1),
        dy: -14
      })
    ]
  });
  return [
    figure(
      'Does it keep what it promises?',
      curve,
      'An interval that promises 80% should hold 80% of the ratings. On the dashed line it does; below, the model is too sure of itself, above, too modest. Ratings come in half stars, so small steps are in the nature of the scale.',
      table(
        [{ title: 'Promised' }, ...counts.map((count) => ({ title: `after ${count}, %`, digits: 1 }))],
        levels.map((level) => [percent(level), ...counts.map((count) => 100 * (at(count).find((entry) => entry.level === level)?.share ?? NaN))]) // prettier-ignore
      )
    ),
    figure(
      'Does the 80% interval hold 80%?',
      width,
      'Each dot is the share of hidden ratings inside the interval; the green band is what is wanted, 77 to 83%.',
      table(
        [
          { title: 'Ratings given' },
          { title: 'Inside, %', digits: 1 },
          { title: 'Mean stated deviation, stars', digits: 3 }
        ],
        counts.map((count) => [
          String(count),
          100 * (own[count]?.['interval80'] ?? NaN),
          own[count]?.['meanDeviation']
        ])
      )
    )
  ];
}

export function accuracySection(card: ModelCard): Html {
  return section(
    'ratings',
    'Predicted ratings, and their uncertainty',
    'Every predicted rating comes with a standard deviation. It was calibrated on people of the training data; what is shown here was measured on people kept out of it.',
    grid(predictedFigure(card), errorsFigure(card), ...calibrationFigures(card))
  );
}
