/** Owns the monitor as plain text. */
import { fixed } from '#training/report/html';
import { isEmpty, NO_DATA, type MonitorFigures } from './figures.ts';

/** Rows under a heading, columns aligned; numbers to the right. */
function block(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [`${title}: none`, ''];
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const isNumber = (text: string): boolean => /^[\d.,–−]/.test(text) && !/^\d{4}-/.test(text);
  const line = (row: readonly string[], like = row): string =>
    row
      .map((cell, at) =>
        isNumber(like[at] ?? '') ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)
      )
      .join('  ')
      .trimEnd();
  return [title, ...[line(head, rows[0]), ...rows.map((row) => line(row))].map((text) => `  ${text}`), ''];
}

/** Days that plain text shows; the page draws all of them. */
const LAST_DAYS = 14;

export function monitorText(figures: MonitorFigures): string[] {
  const releases = block(
    'Releases',
    ['version', 'role'],
    figures.releases.map(({ version, role }) => [version, role])
  );
  if (isEmpty(figures)) return [NO_DATA, '', ...releases];
  return [
    ...releases,
    ...block(
      'From star to list, and heap (from bins: interpolated)',
      ['version', 'backend', 'lists', 'p50 ms', 'p95 ms', 'heap p50 MB', 'heap p95 MB'],
      figures.speeds.map(({ version, backend, count, p50Ms, p95Ms, heapP50Mb, heapP95Mb }) => [
        version,
        backend,
        fixed(count, 0),
        fixed(p50Ms, 0),
        fixed(p95Ms, 0),
        fixed(heapP50Mb, 0),
        fixed(heapP95Mb, 0)
      ])
    ),
    ...block(
      'Errors',
      ['code', 'version', 'count'],
      figures.errors.map(({ code, version, count }) => [code, version, fixed(count, 0)])
    ),
    ...block(
      `Error of predictions against the bias baseline, stars (last ${LAST_DAYS} rows)`,
      ['day', 'version', 'ratings', 'RMSE', 'bias', 'gain'],
      figures.quality
        .slice(-LAST_DAYS)
        .map(({ day, version, ratings, rmse, biasRmse }) => [
          day,
          version,
          fixed(ratings, 0),
          fixed(rmse, 3),
          fixed(biasRmse, 3),
          fixed(biasRmse - rmse, 3)
        ])
    ),
    ...block(
      `Ratings of visitors a day (last ${LAST_DAYS} days with any)`,
      ['day', 'ratings'],
      figures.ratings.slice(-LAST_DAYS).map(({ day, count }) => [day, fixed(count, 0)])
    ),
    ...block(
      'Retrains',
      ['ended', 'result', 'version', 'why'],
      figures.retrains.map(({ time, result, version = '–', reasons }) => [
        time.slice(0, 16).replace('T', ' '),
        result,
        version,
        reasons.join(' ')
      ])
    )
  ];
}
