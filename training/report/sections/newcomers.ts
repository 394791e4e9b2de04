/** Owns the section about people whom the model has never seen: the figures that matter most. */
import type { ModelCard } from '#core/model-card';
import { gainPlot, type GainPlot } from '../gain-plot.ts';
import { figure, fixed, grid, html, section, table, type Html } from '../html.ts';
import { inOrder, modelLabel } from '../names.ts';

const PLOTS: readonly (GainPlot & { readonly title: string; readonly reading: string })[] = [
  {
    key: 'rmseGain',
    title: 'How much better are the predicted stars?',
    axis: 'RMSE below the bias baseline, stars',
    description: 'RMSE below the bias baseline against the number of ratings given, by model',
    level: 0,
    levelLabel: 'bias baseline',
    others: ['ncf', 'movie-mean'],
    digits: 2,
    reading:
      'Higher is better. Above the dashed line the model knows more than averages of movies and of people. Popularity, most rated and random order predict as the bias baseline does; a line that leaves the plot below goes on in the numbers.'
  },
  {
    key: 'ndcgRatio',
    title: 'How much better are the first ten?',
    axis: 'NDCG@10, multiple of popularity',
    description: 'NDCG@10 as a multiple of popularity against the number of ratings given, by model',
    level: 1,
    levelLabel: 'popularity',
    others: ['ncf', 'most-rated', 'movie-mean', 'random'],
    digits: 1,
    reading:
      'Higher is better. NDCG@10 asks whether movies that the person will like stand near the top of the first ten; 1 is the list that everybody gets.'
  },
  {
    key: 'recallRatio',
    title: 'How much more is found in the first twenty?',
    axis: 'Recall@20, multiple of popularity',
    description: 'Recall@20 as a multiple of popularity against the number of ratings given, by model',
    level: 1,
    levelLabel: 'popularity',
    others: ['ncf', 'most-rated', 'movie-mean', 'random'],
    digits: 1,
    reading:
      'Higher is better. Recall@20 is the share of the movies that the person will like among the first twenty.'
  }
];

const METRICS = [
  { key: 'rmse', title: 'RMSE, stars (lower is better)', digits: 3 },
  { key: 'mae', title: 'MAE, stars (lower is better)', digits: 3 },
  { key: 'ndcg10', title: 'NDCG@10', digits: 3 },
  { key: 'recall20', title: 'Recall@20', digits: 3 },
  { key: 'precision10', title: 'Precision@10', digits: 3 },
  { key: 'map10', title: 'MAP@10', digits: 3 },
  { key: 'tailNdcg10', title: 'NDCG@10 without the 100 most liked movies', digits: 3 },
  { key: 'tailRecall20', title: 'Recall@20 without the 100 most liked movies', digits: 3 },
  { key: 'mirrorOverlap10', title: 'Part of the top 10 in common with one’s mirror', digits: 3 },
  { key: 'belowOwnMean20', title: 'Share of the top 20 predicted below the own mean', digits: 3 },
  { key: 'netGain10', title: 'Net gain of the top 10: stars beyond the own mean, by rank', digits: 2 },
  { key: 'genreDistance20', title: 'Distance of the top 20’s genres from what was rated', digits: 3 },
  { key: 'farGenreDistance20', title: '... for the quarter farthest from the crowd', digits: 3 },
  { key: 'likedGenreDistance20', title: 'Distance of the top 20’s genres from what was liked', digits: 3 },
  { key: 'languageDistance20', title: 'Distance of the top 20’s languages', digits: 3 },
  { key: 'farLanguageDistance20', title: '... for the quarter farthest from the crowd', digits: 3 },
  { key: 'decadeDistance20', title: 'Distance of the top 20’s decades', digits: 3 },
  { key: 'farDecadeDistance20', title: '... for the quarter farthest from the crowd', digits: 3 },
  { key: 'seriesCrowding20', title: 'Most movies of one series among 20', digits: 2 },
  { key: 'overlap10', title: 'Overlap of two people’s top 10s', digits: 3 },
  { key: 'coverage10', title: 'Share of the catalogue in anybody’s top 10', digits: 4 },
  { key: 'meanPopularity10', title: 'Mean number of ratings of a listed movie', digits: 0 }
] as const;

type Newcomers = ModelCard['newcomers'];

const countsOf = ({ tables }: Newcomers, model: string): number[] =>
  Object.keys(tables[model] ?? {}).map(Number);

/** One metric, a row a model, a column a number of ratings. */
export function metricTable({ newcomers, model }: ModelCard, key: string, digits: number): Html {
  const counts = countsOf(newcomers, model);
  return table(
    [{ title: 'Ratings given' }, ...counts.map((count) => ({ title: String(count), digits }))],
    inOrder(Object.keys(newcomers.tables), model).flatMap((name) => {
      const of = newcomers.tables[name] ?? {};
      const row = [modelLabel(name, model), ...counts.map((count) => of[count]?.[key])];
      const errorsOf = newcomers.errors?.[name] ?? {};
      const errors = counts.map((count) => errorsOf[count]?.[key]);
      const isEstimated = name === model && errors.some((error) => error !== undefined);
      return isEstimated ? [row, ['its standard error', ...errors]] : [row];
    }),
    ([name]) => name === modelLabel(model, model)
  );
}

function gainTable({ newcomers, model }: ModelCard, { key, digits }: GainPlot): Html {
  const counts = countsOf(newcomers, model);
  const gainOf = (name: string, count: number): string => {
    const gain = newcomers.gains.find((entry) => entry.model === name && entry.revealed === count)?.[key];
    if (!gain) return '–';
    const range =
      name === model ? ` (${fixed(gain.low, digits + 1)} to ${fixed(gain.high, digits + 1)})` : '';
    return `${fixed(gain.value, digits + 1)}${range}`;
  };
  const names = inOrder(Object.keys(newcomers.tables), model);
  return table(
    [{ title: 'Ratings given' }, ...names.map((name) => ({ title: modelLabel(name, model) }))],
    counts.map((count) => [String(count), ...names.map((name) => gainOf(name, count))])
  );
}

export function newcomersSection(card: ModelCard): Html {
  const { newcomers, model } = card;
  const plots = PLOTS.map((plot) =>
    figure(
      plot.title,
      gainPlot(newcomers.gains, model, plot),
      `${plot.reading} The shaded band holds the true gain with 90% confidence, as far as the choice of people goes.`,
      gainTable(card, plot)
    )
  );
  // The first cards know nothing of the tail.
  const measured = METRICS.filter(({ key }) =>
    Object.values(newcomers.tables[model] ?? {}).some((metrics) => metrics[key] !== undefined)
  );
  const all = measured.map(
    ({ key, title, digits }) =>
      html`<details>
        <summary>${title}</summary>
        ${metricTable(card, key, digits)}
      </details>`
  );
  return section(
    'newcomers',
    'People it has never seen',
    `${newcomers.people} people were kept out of the training. Each gives the model 0 to 20 of their ratings, in a random order, and it predicts the rest and ranks the whole catalogue. This is what a visitor meets. Every model here answered for the same people.`,
    grid(...plots),
    html`<div class="all">
      <h3>All metrics</h3>
      <div>${all}</div>
    </div>`
  );
}
