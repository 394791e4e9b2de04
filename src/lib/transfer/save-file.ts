/** Owns how a file made on this device reaches the visitor's downloads. */
import type { ExportedFile } from './export.ts';

export function saveFile({ name, type, text }: ExportedFile): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then; revoking at once ends it in some browsers.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
