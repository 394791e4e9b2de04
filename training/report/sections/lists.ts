/** Owns the section about the lists as a whole: variety between people, popularity, and simulated features. */
import * as Plot from '@observablehq/plot';
import type { ModelCard } from '#core/model-card';
import { figure, grid, html, section, table, type Html } from '../html.ts';
import { modelLabel } from '../names.ts';
import { draw, gridY, INK, spread } from '../svg.ts';
import { metricTable } from './newcomers.ts';

const percent = (value: number): string => `${Math.round(100 * value)}%`;

/** A metric of the lists against K: the model, the replaced system and popularity. */
function listFigure(
  card: ModelCard,
  key: string,
  title: string,
  axis: string,
  digits: number,
  format: ((value: number) => string) | 'd',
  reading: string
): Html {
  // prettier-ignore
  const { newcomers, model } = card;
  const colours: readonly (readonly [string, string])[] = [['popularity', 'currentColor'], ['ncf', INK.second], [model, INK.own]]; // prettier-ignore
  const series = colours.flatMap(([name, colour]) => {
    const points = Object.entries(newcomers.tables[name] ?? {}).flatMap(([x, metrics]) => {
      const value = metrics[key];
      return value === null || value === undefined ? [] : [{ x, value }];
    });
    return points.length > 0 && (name !== model || colour === INK.own) ? [{ name, colour, points }] : [];
  });
  const high = Math.max(...series.flatMap(({ points }) => points.map(({ value }) => value)), 1e-9) * 1.06;
  const labels = spread(series.map(({ name, colour, points }) => ({ y: points.at(-1)?.value ?? 0, name, colour })), (15 * high) / 206); // prettier-ignore
  const drawing = draw(`${axis} against the number of ratings given`, {
    height: 280,
    marginTop: 30,
    marginBottom: 44,
    marginRight: 132,
    x: { type: 'point', domain: series[0]?.points.map(({ x }) => x) ?? [], label: 'ratings given', labelAnchor: 'center', labelArrow: 'none' }, // prettier-ignore
    y: { domain: [0, high], label: axis, labelArrow: 'none', ticks: 5, tickFormat: format },
    marks: [
      gridY(),
      ...series.map(({ points, colour, name }) => Plot.line(points, { x: 'x', y: 'value', stroke: colour, strokeWidth: name === model ? 2.5 : 1.5, ...(name === 'popularity' && { strokeDasharray: '3 3' }) })), // prettier-ignore
      ...labels.map(({ name, at, colour }) => Plot.text([name], { frameAnchor: 'right', y: () => at, dx: 8, textAnchor: 'start', text: () => modelLabel(name, model), fill: colour, fontWeight: name === model ? 700 : 400 })) // prettier-ignore
    ]
  });
  return figure(title, drawing, reading, metricTable(card, key, digits));
}

export function listsSection(card: ModelCard): Html {
  return section(
    'lists',
    'The lists as a whole',
    'A recommender can score well and still give everybody the same list of hits. These figures look at the top 10s of all newcomers together.',
    grid(
      listFigure(card, 'overlap10', 'How alike are two people’s lists?', 'shared part of two top 10s', 3, percent, 'Lower is more personal. At 100% everybody sees the same ten movies; two real people share some favourites, so 0% is not the goal.'), // prettier-ignore
      listFigure(card, 'coverage10', 'How much of the catalogue is shown?', 'catalogue in anybody’s top 10', 4, (value) => `${(100 * value).toFixed(1)}%`, 'Share of the catalogue that stands in the top 10 of at least one of these people. It grows with their number, so compare only within this plot.'), // prettier-ignore
      listFigure(card, 'meanPopularity10', 'How popular are the listed movies?', 'ratings of a listed movie', 0, 'd', 'Mean number of ratings of the movies in the top 10s. Near the line of popularity, lists are hits only.') // prettier-ignore
    ),
    ...card.tables.map(
      ({ title, caption, columns, rows, digits }) =>
        html`<h3 class="apart">${title}</h3><p class="lead">${caption}</p>${table(columns.map((name, at) => ({ title: name, digits: digits[at] ?? 3 })), rows)}` // prettier-ignore
    )
  );
}
