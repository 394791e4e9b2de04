/** Owns what all plots share: what a drawing is, and the page's own colours and faces in it. */
import type * as PlotModule from '@observablehq/plot';

/** A drawing of a given width in pixels. */
export type Draw = (plot: typeof PlotModule, width: number) => Element;

export const PLOT_STYLE = {
  background: 'none',
  color: 'var(--ink-soft)',
  fontFamily: 'inherit',
  fontSize: '13px',
  overflow: 'visible'
} as const;
/** What a plot is about: the visitor, or the model. */
export const PLOT_OWN = 'var(--accent)';
/** What it is compared with. */
export const PLOT_OTHER = 'var(--ink-soft)';
