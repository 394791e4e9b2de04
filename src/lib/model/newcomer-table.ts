/**
 * Owns how the metrics in a manifest become figures for people: a row a model, a column a number of ratings.
 * The manifest is read leniently: what an older or newer training did not write is left out.
 */

export interface MetricTable {
  readonly title: string;
  readonly words: string;
  readonly digits: number;
  /** The baseline that matters most here, by its name. */
  readonly baseline: string;
  /** Numbers of ratings revealed. */
  readonly columns: readonly number[];
  readonly rows: readonly {
    readonly name: string;
    readonly label: string;
    readonly values: readonly (number | undefined)[];
  }[];
}

const METRICS = [
  {
    key: 'rmse',
    baseline: 'bias',
    title: 'How far predicted stars are off',
    words: 'Root mean square error in stars over ratings that the model has not seen; lower is better.',
    digits: 3
  },
  {
    key: 'ndcg10',
    baseline: 'popularity',
    title: 'How well the first ten movies are chosen',
    words: 'NDCG@10: how many of ten are liked, the first counting most; 1 is perfect, higher is better.',
    digits: 3
  },
  {
    key: 'recall20',
    baseline: 'popularity',
    title: 'How many liked movies are among the first twenty',
    words: 'Recall@20: the share of all movies that the person liked; higher is better.',
    digits: 3
  }
] as const;

const LABELS: Readonly<Record<string, string>> = {
  yamr: 'YAMR',
  ncf: 'The network before YAMR',
  bias: 'Crowd plus generosity',
  'global-mean': 'Mean of all ratings',
  global: 'Mean of all ratings',
  mean: 'Mean of all ratings',
  'movie-mean': 'Mean of the movie',
  popularity: 'What most people like',
  'most-rated': 'What most people rated',
  random: 'Random order'
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const numberAt = (value: unknown, key: string): number | undefined => {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
};

/** One table a metric that is there; the release's own model first. */
export function newcomerTables(metrics: unknown, modelName: string): readonly MetricTable[] {
  const byModel = isRecord(metrics) && isRecord(metrics['newcomers']) ? metrics['newcomers'] : {};
  const names = Object.keys(byModel).sort((a, b) => Number(b === modelName) - Number(a === modelName));
  const columns = [
    ...new Set(Object.values(byModel).flatMap((table) => (isRecord(table) ? Object.keys(table) : [])))
  ]
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => a - b);
  return METRICS.flatMap(({ key, title, words, digits, baseline }) => {
    const rows = names.flatMap((name) => {
      const table = byModel[name];
      const values = columns.map((column) =>
        isRecord(table) ? numberAt(table[String(column)], key) : undefined
      );
      return values.some((value) => value !== undefined) ? [{ name, values }] : [];
    });
    if (rows.length === 0) return [];
    return [
      {
        title,
        words,
        digits,
        baseline,
        columns,
        rows: rows.map(({ name, values }) => ({ name, label: LABELS[name] ?? name, values }))
      }
    ];
  });
}

/** Of how many people and hidden ratings the tables tell, or undefined. */
export function judgedOn(
  metrics: unknown,
  modelName: string
): { readonly people: number; readonly ratings: number } | undefined {
  const newcomers = isRecord(metrics) ? metrics['newcomers'] : undefined;
  const table = isRecord(newcomers) ? newcomers[modelName] : undefined;
  const first = isRecord(table) ? Object.values(table)[0] : undefined;
  const people = numberAt(first, 'newcomers');
  const ratings = numberAt(first, 'hidden');
  return people === undefined || ratings === undefined ? undefined : { people, ratings };
}
