/** Owns the section about the data that the model learnt from. */
import * as Plot from '@observablehq/plot';
import type { ModelCard } from '#core/model-card';
import { figure, fixed, grid, html, NOTHING, section, table, type Html } from '../html.ts';
import { draw, gridY, INK } from '../svg.ts';

type Dataset = ModelCard['dataset'];
const day = (timestampSec: number): string => new Date(timestampSec * 1000).toISOString().slice(0, 10);
const thousands = (value: number): string => (value >= 1000 ? `${value / 1000}k` : String(value));

function starsFigure({ ratings }: Dataset): Html {
  const bars = ratings.histogram.map((count, k) => ({ stars: ((k + 1) / 2).toFixed(1), count }));
  const drawing = draw('Ratings by number of stars', {
    x: { type: 'band', label: 'stars', labelAnchor: 'center', labelArrow: 'none', padding: 0.15 },
    y: { label: 'ratings', labelArrow: 'none', tickFormat: thousands, ticks: 5 },
    marks: [gridY(), Plot.barY(bars, { x: 'stars', y: 'count', fill: INK.second }), Plot.ruleY([0])]
  });
  return figure(
    'Which ratings were given',
    drawing,
    `The mean is ${fixed(ratings.meanStars, 2)} stars: people rate what they chose to see. A model that always says the mean looks better than it is.`,
    table(
      [{ title: 'Stars' }, { title: 'Ratings' }],
      bars.map(({ stars, count }) => [stars, count])
    )
  );
}

function yearsFigure({ movies }: Dataset): Html {
  const drawing = draw('Movies by year of release, five years a bar', {
    x: {
      label: 'year of release',
      labelAnchor: 'center',
      labelArrow: 'none',
      tickFormat: (year: number) => String(year),
      ticks: 6
    },
    y: { label: 'movies', labelArrow: 'none', tickFormat: thousands, ticks: 5 },
    marks: [
      gridY(),
      Plot.rectY(movies.byYear, {
        x1: 'year',
        x2: ({ year }: { year: number }) => year + 5,
        y: 'count',
        fill: INK.second,
        inset: 0.5
      }),
      Plot.ruleY([0])
    ]
  });
  return figure(
    'How old the movies are',
    drawing,
    `Five years a bar. ${movies.withoutYear} of ${fixed(movies.count, 0)} movies have no year; they count as the median.`,
    table(
      [{ title: 'Years' }, { title: 'Movies' }],
      movies.byYear.map(({ year, count }) => [`${year} to ${year + 4}`, count])
    )
  );
}

/** Bars with names; the longest first. */
function namesFigure(
  title: string,
  description: string,
  names: Dataset['movies']['genres'],
  unit: string,
  reading: string
): Html {
  const drawing = draw(description, {
    height: 12 + 19 * names.length,
    marginLeft: 116,
    marginTop: 8,
    marginBottom: 4,
    marginRight: 44,
    x: { label: null, tickFormat: thousands, ticks: 4, axis: null },
    y: { domain: names.map(({ name }) => name), label: null, tickSize: 0, padding: 0.25 },
    marks: [
      Plot.barX(names, { x: 'count', y: 'name', fill: INK.second }),
      Plot.text(names, {
        x: 'count',
        y: 'name',
        text: ({ count }: { count: number }) => fixed(count, 0),
        textAnchor: 'start',
        dx: 4
      })
    ]
  });
  return figure(
    title,
    drawing,
    reading,
    table(
      [{ title: 'Name' }, { title: unit }],
      names.map(({ name, count }) => [name, count])
    )
  );
}

/** What the data is made of, and whom to cite. */
const origin = ({ sources = [] }: Dataset): Html =>
  sources.length === 0
    ? NOTHING
    : html`<p>Made of:</p>
        <ul>
          ${sources.map(({ name, terms }) => html`<li>${name} (${terms})</li>`)}
        </ul>
        <p>Cite: ${[...new Set(sources.map(({ citation }) => citation))].join(' ')}</p>`;

export function datasetSection({ dataset }: ModelCard): Html {
  const { ratings, movies, tags } = dataset;
  const [fewest, median, most] = ratings.perUser;
  const facts: readonly (readonly [string, string])[] = [
    ['ratings', fixed(ratings.count, 0)],
    ['people', fixed(ratings.users, 0)],
    [`movies, ${fixed(ratings.movies, 0)} of them rated`, fixed(movies.count, 0)],
    [`ratings of the median person; ${fixed(fewest, 0)} to ${fixed(most, 0)} of any`, fixed(median, 0)],
    [`tags, ${fixed(tags.distinct, 0)} different ones`, fixed(tags.count, 0)]
  ];
  const tagged =
    tags.frequent.length === 0
      ? []
      : [namesFigure('The most frequent tags', 'How often the most frequent tags were given', tags.frequent, 'Times', `${fixed(tags.users, 0)} people tagged ${fixed(tags.movies, 0)} movies. Tags inform the training only; they are not in the release.`)]; // prettier-ignore
  return section(
    'data',
    'What it learnt from',
    `${dataset.name}, rated ${day(ratings.firstTimestampSec)} to ${day(ratings.lastTimestampSec)}. ${fixed(movies.withImdb, 0)} movies are linked to IMDb and ${fixed(movies.withTmdb, 0)} to TMDB. The figures on this page are for people like these: a taste that the data does not hold is served worse than they say.`,
    html`<dl class="tiles">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`
      )}
    </dl>`,
    grid(
      starsFigure(dataset),
      yearsFigure(dataset),
      namesFigure('Genres', 'Movies by genre', movies.genres, 'Movies', `A movie can have several; ${movies.withoutGenres} have none.`), // prettier-ignore
      ...tagged
    ),
    origin(dataset),
    html`<p class="origin">sha256 of the files: ${dataset.sha256}</p>`
  );
}
