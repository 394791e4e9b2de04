/**
 * Owns how the report page is put together from text: everything is escaped unless it was made here. Owns also
 * the two blocks that every section consists of, a figure and a table.
 */

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');

type Part = Html | string | number | readonly Html[];

const render = (part: Part): string => {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return escapeHtml(String(part));
};

/** A template: `${...}` is escaped unless it is Html. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    strings.map((string, at) => string + (at < parts.length ? render(parts[at]!) : '')).join('')
  );
}

export const NOTHING = new Html('');

/** A number with a fixed count of digits after the point; a dash for what was not measured. */
export function fixed(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  // A true minus sign has the width of a digit.
  return value
    .toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .replace('-', '−');
}

export interface Column {
  readonly title: string;
  /** Of numbers; strings stand as they are. */
  readonly digits?: number;
  /** A column of sentences, not of figures. */
  readonly words?: boolean;
}

export type Cell = string | number | null | undefined;

/** A table whose first column names the row. `strong` names the rows that are about the model itself. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  strong: (row: readonly Cell[]) => boolean = () => false
): Html {
  const cell = (value: Cell, at: number): Html => {
    const text = typeof value === 'string' ? value : fixed(value, columns[at]?.digits ?? 0);
    if (at === 0) return html`<th scope="row">${text}</th>`;
    return columns[at]?.words ? html`<td class="words">${text}</td>` : html`<td>${text}</td>`;
  };
  return html`<div
    class="scroll"
    tabindex="0"
    role="region"
    aria-label="Table: ${columns.map(({ title }) => title).join(', ')}"
  >
    <table>
      <thead>
        <tr>
          ${columns.map(({ title, words }) => html`<th scope="col" ${new Html(words ? ' class="words"' : '')}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => html`<tr${new Html(strong(row) ? ' class="own"' : '')}>${row.map(cell)}</tr>\n`)}
      </tbody>
    </table>
  </div>`;
}

/** A drawing, the sentence that says how to read it, and its numbers to unfold. */
export function figure(title: string, drawing: Html, reading: string, numbers: Html): Html {
  return html`<figure>
    <h3>${title}</h3>
    ${drawing}
    <figcaption>${reading}</figcaption>
    <details>
      <summary>The numbers<span class="unseen">: ${title}</span></summary>
      ${numbers}
    </details>
  </figure>`;
}

/** A part of the page with its heading and an introduction. */
export const section = (
  anchor: string,
  title: string,
  introduction: string,
  ...body: readonly Html[]
): Html =>
  html`<section id="${anchor}">
    <h2>${title}</h2>
    <p class="lead">${introduction}</p>
    ${body}
  </section>`;

/** Figures side by side where there is room, in rows without gaps: by twos where their number is even. */
export const grid = (...figures: readonly Html[]): Html =>
  html`<div class="grid${figures.length % 2 === 0 ? ' pairs' : ''}">${figures}</div>`;
