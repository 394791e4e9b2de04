/** Owns the writing of tables: comma, CRLF, quoted where it must be. */

type Cell = string | number | null | undefined;

function quoted(cell: Cell): string {
  const text = String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as text, CRLF as RFC 4180 wants. */
export function formatTable(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}
