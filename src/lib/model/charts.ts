/** Owns how the figures of a model card are drawn, with Observable Plot in the page's own colours. */
import type { ModelCard } from '#core/model-card';
import { PLOT_OTHER, PLOT_OWN, PLOT_STYLE, type Draw } from '$lib/plots/drawing';
import type { MetricTable } from './newcomer-table.ts';
import { countWords } from '$lib/words/words';

export const CHART_HEIGHT = 290;
const AXIS = { labelAnchor: 'center', labelArrow: 'none' } as const;
const FRAME = { height: CHART_HEIGHT, marginTop: 16, marginBottom: 44, marginLeft: 48, style: PLOT_STYLE };
export const percent = (share: number): string => `${Math.round(share * 100)}%`;

interface Point {
  readonly column: string;
  readonly value: number;
}

/** The model against the baseline of a metric: two lines over the number of ratings shown. */
export const drawNewcomers =
  (table: MetricTable, modelName: string): Draw =>
  (plot, width) => {
    const lines = [modelName, table.baseline].flatMap((name) => {
      const row = table.rows.find((one) => one.name === name);
      const points = (row?.values ?? []).flatMap((value, k): Point[] =>
        value === undefined ? [] : [{ column: String(table.columns[k]), value }]
      );
      return row && points.length > 0 ? [{ label: row.label, isOwn: name === modelName, points }] : [];
    });
    const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = (high - low) * 0.18 || 0.1;
    /** The names stand in the corner where no line is. */
    const own = lines[0]?.points ?? [];
    const isFalling = (own.at(-1)?.value ?? 0) < (own[0]?.value ?? 0);
    return plot.plot({
      ...FRAME,
      width,
      marginRight: 16,
      x: { type: 'point', domain: table.columns.map(String), label: 'ratings shown', ...AXIS, padding: 0.2 },
      y: { domain: [low - room, high + room], grid: true, ticks: 5, label: null },
      marks: lines.flatMap(({ label, isOwn, points }, k) => {
        const colour = isOwn ? PLOT_OWN : PLOT_OTHER;
        return [
          plot.lineY(points, {
            x: 'column',
            y: 'value',
            stroke: colour,
            strokeWidth: isOwn ? 3 : 2,
            ...(isOwn ? {} : { strokeDasharray: '5 4' })
          }),
          plot.dot(points, { x: 'column', y: 'value', r: isOwn ? 4 : 3, fill: colour }),
          plot.text([label], {
            frameAnchor: isFalling ? 'top-right' : 'top-left',
            dx: isFalling ? -6 : 6,
            dy: 4 + 19 * k,
            fill: colour,
            fontWeight: isOwn ? 700 : 400
          })
        ];
      })
    });
  };

/** After how many ratings the promise is drawn, each lighter than the next. */
export const CALIBRATION_AFTER = [1, 5, 20] as const;
const SHADES: Readonly<Record<number, number>> = { 1: 0.35, 5: 0.65, 20: 1 };

/** Share of ratings inside the interval against its promise; on the dashed line the promise is kept. */
export const drawCalibration =
  (rows: ModelCard['calibration']): Draw =>
  (plot, width) =>
    plot.plot({
      ...FRAME,
      width,
      marginRight: 16,
      x: { domain: [0.45, 1], label: 'promised', ...AXIS, tickFormat: percent, ticks: 6 },
      y: { domain: [0.45, 1], label: null, tickFormat: percent, grid: true, ticks: 6 },
      marks: [
        plot.line(
          [
            [0.45, 0.45],
            [1, 1]
          ],
          { stroke: PLOT_OTHER, strokeDasharray: '5 4' }
        ),
        ...CALIBRATION_AFTER.flatMap((count, k) => {
          const points = rows.filter(({ revealed }) => revealed === count);
          const opacity = SHADES[count] ?? 1;
          return [
            plot.line(points, {
              x: 'level',
              y: 'share',
              stroke: PLOT_OWN,
              strokeOpacity: opacity,
              strokeWidth: 2.5
            }),
            plot.dot(points, { x: 'level', y: 'share', fill: PLOT_OWN, fillOpacity: opacity, r: 3.5 }),
            plot.link(points.slice(0, 1), {
              x1: () => 0.47,
              x2: () => 0.5,
              y1: () => 0.97 - k * 0.045,
              y2: () => 0.97 - k * 0.045,
              stroke: PLOT_OWN,
              strokeOpacity: opacity,
              strokeWidth: 2.5
            }),
            plot.text(points.slice(0, 1), {
              x: () => 0.51,
              y: () => 0.97 - k * 0.045,
              text: () => `after ${countWords(count, 'rating')}`,
              textAnchor: 'start',
              fill: 'var(--ink)'
            })
          ];
        })
      ]
    });

/** Mean given rating at each predicted one, with the middle 80% of the given ones. */
export const drawPredicted =
  (bins: ModelCard['accuracy']['bins']): Draw =>
  (plot, width) =>
    plot.plot({
      ...FRAME,
      width,
      marginRight: 16,
      x: { domain: [0.5, 5], label: 'predicted stars', ...AXIS, ticks: [1, 2, 3, 4, 5], tickFormat: 'd' },
      y: { domain: [0.5, 5], label: null, ticks: [1, 2, 3, 4, 5], tickFormat: 'd', grid: true },
      marks: [
        plot.ruleX(bins, {
          x: 'predicted',
          y1: 'low',
          y2: 'high',
          stroke: PLOT_OWN,
          strokeOpacity: 0.3,
          strokeWidth: 7
        }),
        plot.line(
          [
            [0.5, 0.5],
            [5, 5]
          ],
          { stroke: PLOT_OTHER, strokeDasharray: '5 4' }
        ),
        plot.dot(bins, { x: 'predicted', y: 'actual', r: 4, fill: PLOT_OWN })
      ]
    });

export interface Bar {
  readonly label: string;
  readonly count: number;
}

/** Bars with their counts, for a handful of labels. */
export const drawBars =
  (bars: readonly Bar[], label: string): Draw =>
  (plot, width) => {
    // Labels that would touch each other stand aslant.
    const isTight = width / bars.length < Math.max(...bars.map((bar) => bar.label.length)) * 9;
    return plot.plot({
      ...FRAME,
      width,
      marginLeft: 8,
      marginRight: 8,
      marginTop: 28,
      marginBottom: isTight ? 60 : 44,
      x: {
        type: 'band',
        domain: bars.map((bar) => bar.label),
        label,
        ...AXIS,
        tickSize: 0,
        ...(isTight ? { tickRotate: -45, labelOffset: 52 } : {})
      },
      y: { axis: null },
      marks: [
        plot.barY(bars, {
          x: 'label',
          y: 'count',
          fill: PLOT_OWN,
          fillOpacity: 0.75,
          insetLeft: 2,
          insetRight: 2
        }),
        plot.text(bars, {
          x: 'label',
          y: 'count',
          text: (bar: Bar) => (bar.count >= 1000 ? `${Math.round(bar.count / 1000)}k` : String(bar.count)),
          dy: -9,
          fill: 'var(--ink)'
        }),
        plot.ruleY([0], { stroke: 'var(--line)' })
      ]
    });
  };
