/** Owns the section about how the release was made: files, times, memory, versions, settings. */
import * as Plot from '@observablehq/plot';
import type { ModelCard } from '#core/model-card';
import { figure, fixed, html, section, table, type Html } from '../html.ts';
import { draw, INK } from '../svg.ts';

const ROW_HEIGHT = 38;
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** One bar a phase over the time of the whole training. */
function timeFigure({ phases, time }: ModelCard): Html {
  const bars = phases.map(({ name, startSeconds = 0, seconds }, row) => ({
    name,
    row,
    x1: startSeconds,
    x2: startSeconds + seconds
  }));
  const drawing = draw('When each phase of the training ran', {
    height: 52 + ROW_HEIGHT * bars.length,
    marginTop: 4,
    marginLeft: 8,
    x: { label: 'seconds', labelAnchor: 'center', labelArrow: 'none', domain: [0, time?.seconds ?? 1] },
    y: { axis: null, domain: [-0.6, bars.length - 0.4], reverse: true },
    marks: [
      Plot.gridX({ stroke: INK.rule, strokeOpacity: 1 }),
      Plot.rect(bars, {
        x1: 'x1',
        x2: 'x2',
        y1: ({ row }: { row: number }) => row,
        y2: ({ row }: { row: number }) => row + 0.35,
        fill: INK.second
      }),
      Plot.text(bars, { x: () => 0, y: 'row', text: 'name', textAnchor: 'start', dx: 2, dy: -8 })
    ]
  });
  return figure(
    'Time',
    drawing,
    `Bars that overlap ran side by side. ${fixed(time?.cpuSeconds, 0)} processor seconds in ${fixed(time?.seconds, 0)} seconds: ${fixed((time?.cpuSeconds ?? NaN) / (time?.seconds ?? NaN), 1)} cores were busy on average.`,
    table(
      [{ title: 'Phase' }, { title: 'From second' }, { title: 'Seconds', digits: 1 }],
      phases.map(({ name, startSeconds, seconds }) => [name, startSeconds, seconds])
    )
  );
}

function filesTable({ files }: ModelCard): Html {
  const rows = files.map(({ path, bytes }) => [path, bytes / 1000]);
  const sum = total(files.map(({ bytes }) => bytes)) / 1000;
  return html`<figure>
    <h3>Files</h3>
    ${table([{ title: 'File' }, { title: 'kB', digits: 1 }], [...rows, ['together', sum]], ([name]) => name === 'together')}
    <figcaption>Before compression; this report is not counted.</figcaption>
  </figure>`;
}

export function makingSection(card: ModelCard): Html {
  const { peakMemoryBytes, seed, versions, codeCommit, settings, time } = card;
  const commit = codeCommit.slice(0, 12) + (codeCommit.endsWith('+') ? '+' : '');
  return section(
    'making',
    'How it was made',
    `In ${fixed((time?.seconds ?? NaN) / 60, 1)} minutes and at most ${fixed(peakMemoryBytes / 1e6, 0)} MB of memory. The same data, code and seed make the same model.`,
    html`<div class="grid">
        ${timeFigure(card)}${filesTable(card)}
        <figure>
          <h3>Origin</h3>
          ${table(
            [{ title: 'What' }, { title: 'Which' }],
            [['seed', String(seed)], ['code', commit], ...Object.entries(versions)]
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
