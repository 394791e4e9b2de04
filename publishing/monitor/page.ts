/** Owns the monitor's page: one file of HTML, no script, nothing fetched from anywhere, made of the model report's parts. */
import { Html, html, NOTHING, section, table } from '#training/report/html';
import { STYLE } from '#training/report/style';
import { isEmpty, NO_DATA, type MonitorFigures } from './figures.ts';
import { latencyFigure, qualityFigure, ratingsFigure } from './plots.ts';

const nothing = (sentence: string): Html => html`<p class="lead">${sentence}</p>`;

function speedSection({ speeds }: MonitorFigures): Html {
  return section(
    'speed',
    'From star to list, and memory',
    'What visitors who agreed to it waited for, by version and backend. Devices count in bins, so percentiles are interpolated; 4,000 ms and 1,024 MB mean at least that.',
    speeds.length === 0
      ? nothing('Nobody has sent a latency yet.')
      : html`${latencyFigure(speeds)}${table(
          [
            { title: 'Version' },
            { title: 'Backend', words: true },
            { title: 'Lists' },
            { title: 'p50, ms' },
            { title: 'p95, ms' },
            { title: 'Heaps told' },
            { title: 'Heap p50, MB' },
            { title: 'Heap p95, MB' }
          ],
          speeds.map((one) => [
            one.version,
            one.backend,
            one.count,
            one.p50Ms,
            one.p95Ms,
            one.heapCount,
            one.heapP50Mb,
            one.heapP95Mb
          ])
        )}`
  );
}

const errorSection = ({ errors }: MonitorFigures): Html =>
  section(
    'errors',
    'Errors',
    'What went wrong on devices, by code; docs/operate.md says what to do.',
    errors.length === 0
      ? nothing('No device has told of an error.')
      : table(
          [{ title: 'Code' }, { title: 'Version', words: true }, { title: 'Times' }],
          errors.map(({ code, version, count }) => [code, version, count])
        )
  );

const qualitySection = ({ quality }: MonitorFigures): Html =>
  section(
    'quality',
    'Predictions against what was then rated',
    'The error of the prediction made just before each new rating, beside that of the bias baseline on the same ratings.',
    quality.length === 0 ? nothing('No device has told of a prediction yet.') : qualityFigure(quality)
  );

const ratingSection = ({ ratings }: MonitorFigures): Html =>
  section(
    'ratings',
    'Ratings a day',
    'Of people with an account, by the day of the rating; imports keep the date of their source. What was taken back does not count.',
    ratings.length === 0
      ? nothing('No visitor with an account has rated anything yet.')
      : ratingsFigure(ratings)
  );

const retrainSection = ({ retrains }: MonitorFigures): Html =>
  section(
    'retrains',
    'Retrains',
    'The newest first. A refused one changed nothing.',
    retrains.length === 0
      ? nothing('There has been no retrain yet.')
      : table(
          [
            { title: 'Ended' },
            { title: 'Result', words: true },
            { title: 'Version', words: true },
            { title: 'Visitors' },
            { title: 'Ratings' },
            { title: 'Minutes', digits: 1 },
            { title: 'Why', words: true }
          ],
          retrains
            .toReversed()
            .map(({ time, result, version, visitors, ratings, durationsSec, reasons }) => [
              time.slice(0, 16).replace('T', ' '),
              result,
              version ?? '–',
              visitors,
              ratings,
              (durationsSec['total'] ?? NaN) / 60,
              reasons.join(' ') || '–'
            ])
        )
  );

const releaseSection = ({ releases }: MonitorFigures): Html =>
  section(
    'releases',
    'Releases',
    'What the store has, and what its pointer says.',
    releases.length === 0
      ? nothing('The store has no release.')
      : table(
          [{ title: 'Version' }, { title: 'Role', words: true }],
          releases.map(({ version, role }) => [version, role]),
          ([, role]) => role === 'in use'
        )
  );

/** The page. `madeAt` is an ISO timestamp. Well-formed as XML except for the doctype. */
export function monitorPage(figures: MonitorFigures, madeAt: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  const parts = [speedSection, errorSection, qualitySection, ratingSection, retrainSection];
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta http-equiv="Content-Security-Policy" content="${policy}" />
      <meta name="color-scheme" content="light dark" />
      <title>YAMR, monitor</title>
      <style>
        ${new Html(STYLE)}
      </style>
    </head>
    <body>
      <header>
        <h1>How YAMR does</h1>
        <p class="origin">
          Made ${madeAt.slice(0, 16).replace('T', ' ')} UTC by npm run monitor. Counters are what visitors
          agreed to send; anybody can send some, so look twice before you act on a surprise.
        </p>
      </header>
      <main>
        ${isEmpty(figures) ? html`<p class="verdict">${NO_DATA}</p>` : NOTHING}
        ${isEmpty(figures) ? NOTHING : parts.map((make) => make(figures))} ${releaseSection(figures)}
      </main>
    </body>
  </html>`;
  return `<!doctype html>\n${page.text}\n`;
}
