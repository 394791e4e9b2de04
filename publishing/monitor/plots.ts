/** Owns the monitor's drawings: waiting by backend, error by day, ratings by day. */
import * as Plot from '@observablehq/plot';
import { figure, fixed, grid, table, type Html } from '#training/report/html';
import { draw, gridY, INK, spread, tick } from '#training/report/svg';
import type { MonitorFigures, QualityDay, Speed } from './figures.ts';

const COLOURS = [INK.own, INK.second, INK.third] as const;
const colourOf = (at: number): string => COLOURS[at] ?? INK.quiet;
/** Versions with lines of their own: the newest. */
const VERSIONS_DRAWN = COLOURS.length;
const SHORT = 14;
const short = (version: string): string =>
  version.length > SHORT ? `…${version.slice(-SHORT + 1)}` : version;
const at = (day: string): Date => new Date(`${day}T00:00:00Z`);

export function latencyFigure(speeds: readonly Speed[]): Html {
  const rows = speeds.flatMap(({ version, backend, p50Ms, p95Ms }) =>
    p50Ms === undefined || p95Ms === undefined
      ? []
      : [{ name: `${short(version)}, ${backend}`, p50Ms, p95Ms }]
  );
  const drawing = draw('Milliseconds from star to list, p50 and p95, by version and backend', {
    height: 60 + 26 * rows.length,
    marginLeft: 148,
    marginTop: 10,
    x: {
      type: 'log',
      label: 'ms',
      labelAnchor: 'center',
      labelArrow: 'none',
      tickFormat: (ms: number) => fixed(ms, 0),
      ticks: 4
    },
    y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0 },
    marks: [
      Plot.gridX({ stroke: INK.rule, strokeOpacity: 1, ticks: 4 }),
      Plot.ruleY(rows, { x1: 'p50Ms', x2: 'p95Ms', y: 'name', stroke: INK.second, strokeWidth: 3 }),
      Plot.dot(rows, { x: 'p50Ms', y: 'name', r: 5, fill: INK.own }),
      Plot.dot(rows, { x: 'p95Ms', y: 'name', r: 5, fill: INK.second })
    ]
  });
  return grid(
    figure(
      'Waiting for a list',
      drawing,
      'A line from the median (first dot) to what one list in twenty took longer than (second dot). The axis is logarithmic.',
      table([{ title: 'Version, backend' }, { title: 'p50, ms' }, { title: 'p95, ms' }], rows.map(({ name, p50Ms, p95Ms }) => [name, p50Ms, p95Ms])) // prettier-ignore
    )
  );
}

export function qualityFigure(quality: readonly QualityDay[]): Html {
  const versions = [...new Set(quality.map(({ version }) => version))].sort().slice(-VERSIONS_DRAWN);
  const days = quality
    .filter(({ version }) => versions.includes(version))
    .map((one) => ({ ...one, at: at(one.day) }));
  const baseline = [...new Set(days.map(({ day }) => day))].map((day) => {
    const rows = days.filter((one) => one.day === day);
    const ratings = rows.reduce((sum, one) => sum + one.ratings, 0);
    const squares = rows.reduce((sum, one) => sum + one.ratings * one.biasRmse ** 2, 0);
    return { at: at(day), rmse: Math.sqrt(squares / ratings) };
  });
  const values = [...days, ...baseline].map(({ rmse }) => rmse);
  const ends = [
    ...versions.map((version, k) => ({
      y: days.findLast((one) => one.version === version)?.rmse ?? 0,
      text: short(version),
      fill: colourOf(k)
    })),
    { y: baseline.at(-1)?.rmse ?? 0, text: 'bias baseline', fill: 'currentColor' }
  ];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const slack = Math.max(0.02, (high - low) * 0.1);
  const domain: [number, number] = [low - slack, high + slack];
  const labels = spread(ends, (15 * (domain[1] - domain[0])) / 180);
  const drawing = draw(
    'Root mean squared error of predictions by day and version, beside the bias baseline',
    {
      marginRight: 116,
      x: { type: 'utc', label: null, ticks: 3 },
      y: { domain, label: 'RMSE, stars', labelArrow: 'none', tickFormat: tick(2), ticks: 5 },
      marks: [
        gridY(),
        Plot.line(baseline, { x: 'at', y: 'rmse', stroke: 'currentColor', strokeDasharray: '3 3' }),
        ...versions.flatMap((version, k) => {
          const own = days.filter((one) => one.version === version);
          return [
            Plot.line(own, { x: 'at', y: 'rmse', stroke: colourOf(k), strokeWidth: 2 }),
            Plot.dot(own, { x: 'at', y: 'rmse', r: 2.5, fill: colourOf(k) })
          ];
        }),
        ...labels.map(
          ({ at: y, text, fill }) =>
        Plot.text([text], { frameAnchor: 'right', y: () => y, dx: 8, text: (label: string) => label, textAnchor: 'start', fill, clip: false }) // prettier-ignore
        )
      ]
    }
  );
  return grid(
    figure(
      'Drift',
      drawing,
      'Below the dashed line the model knows more than averages do. A line that climbs towards it from week to week has aged: retrain. Days with few ratings jump.',
      table(
        [{ title: 'Day' }, { title: 'Version', words: true }, { title: 'Ratings' }, { title: 'RMSE', digits: 3 }, { title: 'Bias', digits: 3 }, { title: 'Gain', digits: 3 }], // prettier-ignore
        quality.map(({ day, version, ratings, rmse, biasRmse }) => [day, version, ratings, rmse, biasRmse, biasRmse - rmse]) // prettier-ignore
      )
    )
  );
}

export function ratingsFigure(ratings: MonitorFigures['ratings']): Html {
  const last = ratings.at(-1)?.day ?? '';
  const recent = ratings.filter(({ day }) => at(last).getTime() - at(day).getTime() < 90 * 86_400_000);
  const drawing = draw('Ratings of visitors by day, the last 90 days', {
    x: { type: 'utc', label: null, ticks: 3 },
    y: { label: 'ratings', labelArrow: 'none', ticks: 5, tickFormat: (count: number) => fixed(count, 0) },
    marks: [
      gridY(),
      Plot.rectY(recent.map(({ day, count }) => ({ at: at(day), count })), { x: 'at', y: 'count', interval: 'day', fill: INK.second }), // prettier-ignore
      Plot.ruleY([0])
    ]
  });
  return grid(
    figure(
      'Ratings that came in',
      drawing,
      'The last 90 days up to the latest rating; the table has all of them.',
      table(
        [{ title: 'Day' }, { title: 'Ratings' }],
        ratings.map(({ day, count }) => [day, count])
      )
    )
  );
}
