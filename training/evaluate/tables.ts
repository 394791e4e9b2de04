/** Owns how evaluations of several seeds are averaged and printed. */
import type { Difference } from './bootstrap.ts';
import type { RatingMetrics } from './known-users.ts';
import type { NewcomerMetrics, NewcomerTable } from './newcomers.ts';

/** The mean of each number over records of the same keys; keys that a record lacks are averaged over the others. */
export function meanOf<T extends object>(records: readonly T[]): T {
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return Object.fromEntries(
    keys.map((key) => {
      const values = records
        .map((record) => (record as Record<string, number | undefined>)[key])
        .filter((x) => x !== undefined);
      return [key, values.reduce((sum, value) => sum + value, 0) / values.length];
    })
  ) as T;
}

/** By model and K, averaged over seeds: metrics, or their standard errors. */
export function averageNewcomers<T extends object = NewcomerMetrics>(
  seeds: readonly Readonly<Record<string, Readonly<Record<number, T>>>>[]
): Record<string, Readonly<Record<number, T>>> {
  const [first] = seeds;
  if (!first) return {};
  return Object.fromEntries(
    Object.entries(first).map(([name, table]) => [
      name,
      Object.fromEntries(
        Object.keys(table).map((revealed) => [
          revealed,
          meanOf(seeds.flatMap((seed) => seed[name]?.[Number(revealed)] ?? []))
        ])
      )
    ])
  );
}

/** By model, averaged over seeds. */
export function averageRatings(
  seeds: readonly Readonly<Record<string, RatingMetrics>>[]
): Record<string, RatingMetrics> {
  const [first] = seeds;
  if (!first) return {};
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, meanOf(seeds.flatMap((seed) => seed[name] ?? []))])
  );
}

export interface PrintedMetric {
  readonly key: keyof NewcomerMetrics;
  readonly title: string;
  readonly digits: number;
}

const METRICS: readonly PrintedMetric[] = [
  { key: 'rmse', title: 'RMSE (stars, lower is better)', digits: 4 },
  { key: 'mae', title: 'MAE (stars, lower is better)', digits: 4 },
  { key: 'ndcg10', title: 'NDCG@10', digits: 4 },
  { key: 'recall20', title: 'Recall@20', digits: 4 },
  { key: 'precision10', title: 'Precision@10', digits: 4 },
  { key: 'map10', title: 'MAP@10', digits: 4 },
  { key: 'coverage10', title: 'Coverage@10 (share of the catalogue)', digits: 4 },
  { key: 'meanPopularity10', title: 'Mean popularity@10 (ratings)', digits: 1 },
  { key: 'overlap10', title: 'Overlap of two top 10s', digits: 3 },
  { key: 'interval80', title: 'Share inside the 80% interval', digits: 3 },
  { key: 'tailNdcg10', title: 'NDCG@10 without the 100 most liked movies', digits: 4 },
  { key: 'tailRecall20', title: 'Recall@20 without the 100 most liked movies (niche recall)', digits: 4 },
  { key: 'mirrorOverlap10', title: "Overlap of the top 10 with one's mirror's", digits: 3 },
  { key: 'belowOwnMean20', title: 'Share of the top 20 predicted below the own mean', digits: 4 },
  { key: 'netGain10', title: 'Net gain@10 (stars beyond the own mean)', digits: 3 },
  { key: 'seriesCrowding20', title: 'Most movies of one series among 20', digits: 2 },
  { key: 'genreDistance20', title: "Distance of the top 20's genres from what was revealed", digits: 3 },
  { key: 'farGenreDistance20', title: 'the same, the quarter farthest from the crowd', digits: 3 },
  {
    key: 'likedGenreDistance20',
    title: "Distance of the top 20's genres from the revealed likes",
    digits: 3
  },
  { key: 'languageDistance20', title: "Distance of the top 20's languages", digits: 3 },
  { key: 'farLanguageDistance20', title: 'the same, the quarter farthest from the crowd', digits: 3 },
  { key: 'decadeDistance20', title: "Distance of the top 20's decades", digits: 3 },
  { key: 'farDecadeDistance20', title: 'the same, the quarter farthest from the crowd', digits: 3 },
  { key: 'unknownShare', title: 'Share of hidden ratings of movies that it does not know', digits: 4 },
  { key: 'unknownLikeShare', title: 'Share of hidden likes of movies that it does not know', digits: 4 },
  { key: 'knownRmse', title: 'RMSE over the movies that it knows', digits: 4 }
];

/** Standard errors by model, number of revealed ratings and metric. */
export type ErrorTables = Readonly<
  Record<string, Readonly<Record<number, Readonly<Record<string, number>>>>>
>;

/** A column of values, and one of values with errors behind them. */
const WIDTH = 9;
const WIDTH_WITH_ERROR = 18;
const DIFFERENCE_LABEL = Math.max(...METRICS.map(({ title }) => title.length)) + 1;

/** Lines of text: a block a metric, a row a model, a column a number of revealed ratings. */
export function printNewcomers(
  tables: Readonly<Record<string, NewcomerTable>>,
  errors: ErrorTables = {}
): string[] {
  const names = Object.keys(tables);
  const label = Math.max(20, ...names.map((name) => name.length + 1));
  const revealed = [...new Set(Object.values(tables).flatMap((table) => Object.keys(table).map(Number)))];
  return METRICS.flatMap(({ key, title, digits }) => {
    const isEstimated = names.some((name) =>
      revealed.some((count) => errors[name]?.[count]?.[key] !== undefined)
    );
    const width = isEstimated ? WIDTH_WITH_ERROR : WIDTH;
    const rows = Object.entries(tables).flatMap(([name, table]) => {
      const cells = revealed.map((count) => table[count]?.[key]);
      if (cells.every((cell) => cell === undefined)) return [];
      const texts = cells.map((cell, at) => {
        const error = errors[name]?.[revealed[at]!]?.[key];
        return withError(cell, error, digits).padStart(width);
      });
      return [name.padEnd(label) + texts.join('')];
    });
    if (rows.length === 0) return [];
    return [
      isEstimated ? `${title}, ± standard error` : title,
      'ratings revealed'.padEnd(label) + revealed.map((count) => String(count).padStart(width)).join(''),
      ...rows,
      ''
    ];
  });
}

/** "0.4575 ±0.0123", "-" for nothing. */
function withError(value: number | undefined, error: number | undefined, digits: number): string {
  if (value === undefined) return '-';
  return value.toFixed(digits) + (error === undefined ? '' : ` ±${error.toFixed(digits)}`);
}

/** Lines of text: one model less another on the same people, a row a metric, a column a number of revealed ratings. */
export function printDifferences(
  title: string,
  byCount: Readonly<Record<number, Readonly<Record<string, Difference>>>>
): string[] {
  const revealed = Object.keys(byCount).map(Number);
  const width = WIDTH_WITH_ERROR + 1;
  const rows = METRICS.flatMap(({ key, title: metric, digits }) => {
    const cells = revealed.map((count) => byCount[count]?.[key]);
    if (cells.every((cell) => cell === undefined)) return [];
    const texts = cells.map((cell) => withError(cell?.value, cell?.error, digits).padStart(width));
    return [metric.padEnd(DIFFERENCE_LABEL) + texts.join('')];
  });
  return [
    `${title}, ± standard error of the paired difference`,
    'ratings revealed'.padEnd(DIFFERENCE_LABEL) +
      revealed.map((count) => String(count).padStart(width)).join(''),
    ...rows,
    ''
  ];
}

/** Lines of text: RMSE and MAE, a row a model. */
export function printRatings(results: Readonly<Record<string, RatingMetrics>>): string[] {
  return [
    'model'.padEnd(20) + 'RMSE'.padStart(9) + 'MAE'.padStart(9),
    ...Object.entries(results).map(
      ([name, { rmse, mae }]) => name.padEnd(20) + rmse.toFixed(4).padStart(9) + mae.toFixed(4).padStart(9)
    )
  ];
}

/** Lines of text: what `model` gains over the baselines of RECOMMENDER.md at each K. */
export function printGains(tables: Readonly<Record<string, NewcomerTable>>, model: string): string[] {
  const [own, bias, popular] = [tables[model], tables['bias'], tables['popularity']];
  if (!own || !bias || !popular) return [];
  return [
    `${model} against the baselines`,
    'K'.padEnd(6) +
      'RMSE below bias'.padStart(18) +
      'NDCG@10 ratio'.padStart(16) +
      'Recall@20 ratio'.padStart(17),
    ...Object.keys(own).map((key) => {
      const count = Number(key);
      const [a, b, p] = [own[count], bias[count], popular[count]];
      if (!a || !b || !p) return key;
      return (
        key.padEnd(6) +
        (b.rmse - a.rmse).toFixed(4).padStart(18) +
        (a.ndcg10 / p.ndcg10).toFixed(3).padStart(16) +
        (a.recall20 / p.recall20).toFixed(3).padStart(17)
      );
    })
  ];
}
