/**
 * Owns drawing: Observable Plot on a light DOM (linkedom), serialised as well-formed SVG without a style sheet of its
 * own. Colours are the page's tokens, so that one drawing is right in light and dark.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeHtml, Html } from './html.ts';

/** Drawn at the width of a phone; wider pages put several side by side. */
export const PLOT_WIDTH = 372;
const PLOT_HEIGHT = 250;

/** Colours of the series; the page defines them (style.ts). */
export const INK = {
  own: 'var(--own)',
  second: 'var(--second)',
  third: 'var(--third)',
  quiet: 'var(--quiet)',
  rule: 'var(--rule)'
} as const;

interface XmlNode {
  readonly nodeType: number;
  /** As written: nodeName would be in capitals in an HTML document. */
  readonly localName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<XmlNode>;
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>;
}

/** linkedom writes attributes unescaped and coordinates with 15 digits. */
function serialise(node: XmlNode): string {
  if (node.nodeType === 3) return escapeHtml(node.textContent ?? '');
  if (node.nodeType !== 1 || node.localName === 'style') return '';
  const attributes = [...(node.attributes ?? [])].map(({ name, value }) => {
    const short = value.replace(/-?\d+\.\d{2,}/g, (number) => String(Math.round(Number(number) * 100) / 100));
    return ` ${name}="${escapeHtml(short)}"`;
  });
  const inner = [...node.childNodes].map(serialise).join('');
  return `<${node.localName}${attributes.join('')}${inner ? `>${inner}</${node.localName}>` : '/>'}`;
}

/** Draws. `description` is read out in place of the drawing. */
export function draw(description: string, options: Plot.PlotOptions): Html {
  const { document } = parseHTML('<html><body></body></html>');
  const svg = Plot.plot({
    width: PLOT_WIDTH,
    height: PLOT_HEIGHT,
    marginTop: 28,
    marginLeft: 44,
    marginRight: 16,
    marginBottom: 40,
    className: 'plot',
    ...options,
    document: document
  });
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', description);
  svg.setAttribute('font-size', '13');
  svg.setAttribute('font-family', 'inherit');
  return new Html(serialise(svg as unknown as XmlNode));
}

/** Tick labels with a true minus sign. */
export const tick =
  (digits: number) =>
  (value: number): string =>
    value.toFixed(digits).replace('-', '−');

/** A horizontal grid that does not compete with the data. */
export const gridY = (ticks = 5): Plot.Markish => Plot.gridY({ stroke: INK.rule, strokeOpacity: 1, ticks });

/** Moves labels apart so that no two are closer than `gap`; returns them with `at`, in the order of `y`. */
export function spread<T extends { readonly y: number }>(
  labels: readonly T[],
  gap: number
): (T & { readonly at: number })[] {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  const positions = sorted.map(({ y }) => y);
  // Pool neighbours that collide (isotonic regression of y less the gaps below it).
  const blocks: { sum: number; count: number }[] = [];
  positions.forEach((y, k) => {
    blocks.push({ sum: y - k * gap, count: 1 });
    for (let last = blocks.length - 1; last > 0; last--) {
      const [before, here] = [blocks[last - 1]!, blocks[last]!];
      if (before.sum / before.count <= here.sum / here.count) break;
      blocks.splice(last - 1, 2, { sum: before.sum + here.sum, count: before.count + here.count });
    }
  });
  const shifted = blocks.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
  return sorted.map((label, k) => ({ ...label, at: shifted[k]! + k * gap }));
}
