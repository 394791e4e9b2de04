/** Owns the drawing of gains against the number of revealed ratings: a line a model, a band around the own one. */
import * as Plot from '@observablehq/plot';
import type { ModelCard } from '#core/model-card';
import type { Html } from './html.ts';
import { modelLabel } from './names.ts';
import { draw, gridY, INK, PLOT_WIDTH, spread, tick } from './svg.ts';

type Gain = ModelCard['newcomers']['gains'][number];
export type GainKey = 'rmseGain' | 'ndcgRatio' | 'recallRatio';

export interface GainPlot {
  readonly key: GainKey;
  readonly axis: string;
  readonly description: string;
  /** What equals `level` by definition, and its label. */
  readonly level: number;
  readonly levelLabel: string;
  /** Models with lines of their own besides the card's. */
  readonly others: readonly string[];
  readonly digits: number;
}

const COLOURS: Readonly<Record<string, string>> = { ncf: INK.second };
const HEIGHT = 290;
const [TOP, BOTTOM] = [30, 44];
const LABEL_GAP = 15;

/** How far the card's own model gets above the level. */
const gainReach = (own: readonly { readonly high: number | null }[], level: number): number =>
  Math.max(0, ...own.map(({ high }) => (high ?? level) - level));

export function gainPlot(gains: readonly Gain[], model: string, plot: GainPlot): Html {
  const counts = [...new Set(gains.map(({ revealed }) => revealed))].sort((a, b) => a - b);
  const points = [model, ...plot.others].flatMap((name) =>
    gains.flatMap((gain) =>
      gain.model === name ? [{ name, x: String(gain.revealed), ...gain[plot.key] }] : []
    )
  );
  const own = points.filter(({ name }) => name === model);
  const values = points.flatMap(({ name, value, low, high }) =>
    name === model ? [value, low, high] : [value]
  );
  const reach = [...values, plot.level].filter((value) => value !== null);
  const floor =
    Math.min(plot.level, ...own.flatMap((point) => point.low ?? [])) - 1.3 * gainReach(own, plot.level);
  const [low, high] = [Math.max(floor, Math.min(...reach)), Math.max(...reach)];
  const slack = (high - low || 1) * 0.06;
  const domain: [number, number] = [low - slack, high + slack];
  const perPixel = (domain[1] - domain[0]) / (HEIGHT - TOP - BOTTOM);
  const last = String(counts.at(-1) ?? 0);
  const colour = (name: string): string => (name === model ? INK.own : (COLOURS[name] ?? INK.quiet));
  const labels = spread(
    [
      ...points.flatMap(({ name, x, value }) =>
        x === last && value !== null && value >= domain[0]
          ? [
              {
                y: value,
                text: modelLabel(name, model),
                colour: colour(name),
                weight: name === model ? 700 : 400
              }
            ]
          : []
      ),
      { y: plot.level, text: plot.levelLabel, colour: 'currentColor', weight: 400 }
    ],
    LABEL_GAP * perPixel
  );
  const lines = [...plot.others, model].map((name) =>
    Plot.line(
      points.filter((point) => point.name === name),
      { x: 'x', y: 'value', stroke: colour(name), strokeWidth: name === model ? 2.5 : 1.5, clip: true }
    )
  );
  return draw(plot.description, {
    height: HEIGHT,
    marginTop: TOP,
    marginBottom: BOTTOM,
    marginRight: 132,
    marginLeft: 42,
    x: {
      type: 'point',
      domain: counts.map(String),
      label: 'ratings given',
      labelAnchor: 'center',
      labelArrow: 'none'
    },
    y: { domain, label: plot.axis, labelArrow: 'none', tickFormat: tick(plot.digits), ticks: 5 },
    marks: [
      gridY(),
      Plot.ruleY([plot.level], { stroke: 'currentColor', strokeDasharray: '3 3' }),
      Plot.areaY(own, { x: 'x', y1: 'low', y2: 'high', fill: INK.own, fillOpacity: 0.16 }),
      ...lines,
      Plot.dot(own, { x: 'x', y: 'value', r: 3, fill: INK.own }),
      ...labels.map(({ at, text, colour: fill, weight }) =>
        Plot.text([text], {
          frameAnchor: 'right',
          y: () => at,
          dx: 8,
          text: (label: string) => label,
          textAnchor: 'start',
          fill,
          fontWeight: weight,
          clip: false
        })
      )
    ],
    width: PLOT_WIDTH
  });
}
