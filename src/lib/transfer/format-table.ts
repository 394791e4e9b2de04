/** Owns the writing of tables: comma, CRLF, quoted where it must be, and no cell that a spreadsheet would calculate. */

type Cell = string | number | null | undefined;

/**
 * Where a spreadsheet would begin to calculate (OWASP, CSV injection): at the beginning of a cell, and behind what is a border
 * between cells or rows in other countries, where no quotes of ours count. Titles begin so too: "+1", "@Suicide Room".
 */
const FORMULA = /(^|[;\t|\r\n])([\s'"]*[=+\-@\t\r＝＋－＠])/g;
const harmless = (cell: Cell): Cell => (typeof cell === 'string' ? cell.replace(FORMULA, "$1'$2") : cell);

function quoted(cell: Cell): string {
  const text = String(harmless(cell) ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as text, CRLF as RFC 4180 wants. */
export function formatTable(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}
