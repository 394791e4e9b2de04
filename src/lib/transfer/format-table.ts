/** Owns the writing of tables: comma, CRLF, quoted where it must be, and no cell that a spreadsheet would calculate. */

type Cell = string | number | null | undefined;

/** A text that a spreadsheet would take for a formula (OWASP, CSV injection). Titles begin so too: "+1", "@Suicide Room". */
const isFormula = (cell: Cell): boolean =>
  typeof cell === 'string' && /^[\s'"]*[=+\-@\t\r＝＋－＠]/.test(cell);

function quoted(cell: Cell): string {
  const text = `${isFormula(cell) ? "'" : ''}${cell ?? ''}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as text, CRLF as RFC 4180 wants. */
export function formatTable(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}
