/**
 * Owns how the figures of a taste are drawn, with Observable Plot in the page's own colours. plots/Chart.svelte
 * shows a drawing; Plot itself is loaded there, when a drawing is first shown.
 */
import { PLOT_OTHER as CROWD, PLOT_OWN as YOU, PLOT_STYLE as STYLE, type Draw } from '$lib/plots/drawing';
import type { Comparison, RunningError, StarCount } from './summary.ts';
import { numberWords } from '$lib/words/words';

const ROW_PX = 30;

/** What height a comparison takes, so that room is kept for it before it is drawn. */
export const comparisonHeight = (rows: readonly Comparison[]): number => rows.length * ROW_PX + 60;

/** One line a genre or decade: from the crowd's mean stars (ring) to the visitor's (disc). */
export const drawComparison =
  (rows: readonly Comparison[]): Draw =>
  (plot, width) => {
    const values = rows.flatMap(({ you, crowd }) => [you, crowd]);
    return plot.plot({
      width,
      height: comparisonHeight(rows),
      marginLeft: 92,
      marginRight: 16,
      marginTop: 8,
      marginBottom: 44,
      style: STYLE,
      x: {
        domain: [Math.floor(Math.min(...values) * 2) / 2, Math.ceil(Math.max(...values) * 2) / 2],
        ticks: width < 400 ? 4 : 8,
        label: 'mean stars',
        labelAnchor: 'center',
        labelArrow: 'none',
        grid: true
      },
      y: { domain: rows.map(({ label }) => label), label: null, tickSize: 0 },
      marks: [
        plot.link(rows, {
          x1: 'crowd',
          x2: 'you',
          y1: 'label',
          y2: 'label',
          stroke: (row: Comparison) => (row.you >= row.crowd ? 'above' : 'below'),
          strokeWidth: 4,
          strokeOpacity: 0.45,
          strokeLinecap: 'butt'
        }),
        plot.dot(rows, {
          x: 'crowd',
          y: 'label',
          r: 4.5,
          stroke: CROWD,
          strokeWidth: 2,
          fill: 'var(--card)'
        }),
        plot.dot(rows, { x: 'you', y: 'label', r: 6, fill: YOU })
      ],
      color: { domain: ['above', 'below'], range: [YOU, CROWD] }
    });
  };

export const SPREAD_HEIGHT = 260;

/** A bar a half star, with the mean of the visitor and of the crowd on the same movies. */
export const drawSpread =
  (bars: readonly StarCount[]): Draw =>
  (plot, width) =>
    plot.plot({
      width,
      height: SPREAD_HEIGHT,
      marginLeft: 8,
      marginRight: 8,
      marginTop: 24,
      marginBottom: 44,
      style: STYLE,
      x: {
        type: 'band',
        domain: bars.map(({ stars }) => stars),
        label: 'stars',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickSize: 0
      },
      y: { axis: null },
      marks: [
        plot.barY(bars, {
          x: 'stars',
          y: 'count',
          fill: (bar: StarCount) => bar.stars,
          rx1: 0,
          ry1: 0,
          insetLeft: 2,
          insetRight: 2
        }),
        plot.text(bars, {
          x: 'stars',
          y: 'count',
          text: (bar: StarCount) => (bar.count > 0 ? numberWords(bar.count) : ''),
          dy: -9,
          fill: 'var(--ink)'
        }),
        plot.ruleY([0], { stroke: 'var(--line)' })
      ],
      color: {
        type: 'linear',
        domain: [0.5, 5],
        range: ['var(--star-rest)', 'var(--accent)'],
        interpolate: () => (t: number) =>
          `color-mix(in oklch, var(--accent) ${Math.round(35 + 65 * t)}%, var(--well))`
      }
    });

export const ERROR_HEIGHT = 280;

/** The running mean error of YAMR and of the baseline, in stars: lower is better. */
export const drawErrors =
  (points: readonly RunningError[]): Draw =>
  (plot, width) => {
    const highest = Math.max(...points.flatMap(({ yamr, baseline }) => [yamr, baseline]));
    const last = points.slice(-1);
    const yamrIsBelow = (last[0]?.yamr ?? 0) <= (last[0]?.baseline ?? 0);
    return plot.plot({
      width,
      height: ERROR_HEIGHT,
      marginLeft: 44,
      marginRight: 92,
      marginTop: 16,
      marginBottom: 44,
      style: STYLE,
      x: {
        domain: [1, Math.max(2, last[0]?.place ?? 2)],
        label: 'ratings so far',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: Math.max(2, Math.min(6, Math.floor(width / 110))),
        tickFormat: (value: number) => (Number.isInteger(value) ? numberWords(value) : '')
      },
      y: { domain: [0, Math.ceil(highest * 4) / 4], grid: true, ticks: 5, label: null },
      marks: [
        plot.lineY(points, {
          x: 'place',
          y: 'baseline',
          stroke: CROWD,
          strokeWidth: 2,
          strokeDasharray: '5 4'
        }),
        plot.lineY(points, { x: 'place', y: 'yamr', stroke: YOU, strokeWidth: 3 }),
        plot.text(last, {
          x: 'place',
          y: 'yamr',
          text: () => 'YAMR',
          dx: 8,
          dy: yamrIsBelow ? 7 : -7,
          textAnchor: 'start',
          fill: YOU,
          fontWeight: 700
        }),
        plot.text(last, {
          x: 'place',
          y: 'baseline',
          text: () => 'simple guess',
          dx: 8,
          dy: yamrIsBelow ? -7 : 7,
          textAnchor: 'start',
          fill: CROWD
        })
      ]
    });
  };
