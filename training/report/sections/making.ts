/** Owns the section about how the release was made: files, times, memory, versions, settings. */
import type { ModelCard } from '#core/model-card';
import { fixed, html, section, table, type Html } from '../html.ts';

const kilobytes = (bytes: number): number => bytes / 1000;

export function makingSection({
  files,
  phases,
  peakMemoryBytes,
  seed,
  versions,
  codeCommit,
  settings
}: ModelCard): Html {
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const seconds = total(phases.map((phase) => phase.seconds));
  const rows = [
    ...phases.map((phase) => [phase.name, phase.seconds, phase.cpuSeconds]),
    ['together', seconds, total(phases.map((phase) => phase.cpuSeconds))]
  ];
  return section(
    'making',
    'How it was made',
    `In ${fixed(seconds / 60, 1)} minutes and at most ${fixed(peakMemoryBytes / 1e6, 0)} MB of memory. The same data, code and seed make the same model.`,
    html`<div class="grid">
        <figure>
          <h3>Time</h3>
          ${table([{ title: 'Phase' }, { title: 'Seconds', digits: 1 }, { title: 'Processor seconds', digits: 1 }], rows, ([name]) => name === 'together')}
          <figcaption>
            Processor seconds count all threads: divided by seconds, they say how many cores were busy.
          </figcaption>
        </figure>
        <figure>
          <h3>Files</h3>
          ${table(
            [{ title: 'File' }, { title: 'kB', digits: 1 }],
            [
              ...files.map(({ path, bytes }) => [path, kilobytes(bytes)]),
              ['together', kilobytes(total(files.map(({ bytes }) => bytes)))]
            ],
            ([name]) => name === 'together'
          )}
          <figcaption>Before compression; this report not counted.</figcaption>
        </figure>
        <figure>
          <h3>Origin</h3>
          ${table(
            [{ title: 'What' }, { title: 'Which' }],
            [
              ['seed', String(seed)],
              ['code', codeCommit.slice(0, 12) + (codeCommit.endsWith('+') ? '+' : '')],
              ...Object.entries(versions)
            ]
          )}
          <figcaption>A code version that ends in + had changes that were not committed.</figcaption>
        </figure>
      </div>
      <details>
        <summary>All settings</summary>
        <pre tabindex="0">${JSON.stringify(settings, null, 2)}</pre>
      </details>`
  );
}
