/** Owns the geometry of the windowed grid: how many columns, how high a row, which rows are in sight. Pure. */

export interface GridLayout {
  readonly columns: number;
  /** From the top of one row to the top of the next, and from card to card, in pixels. */
  readonly rowPx: number;
  readonly columnPx: number;
  readonly gapPx: number;
  readonly posterPx: number;
  /** One movie a row, its words beside its poster: RecommendedCard.svelte has the same widths in a container query. */
  readonly isNarrow: boolean;
}

/** In rem: the least width of a card, the gaps, the words under a poster, and a card on a narrow list. */
const CARD = 10.5;
const COLUMN_GAP = 1.25;
const ROW_GAP = 1.75;
const WORDS = 10.9;
const NARROW_LIST = 30;
const NARROW_CARD = 10;
const NARROW_POSTER = 6.65;

/** `widthPx` of the whole grid; `remPx` is what a rem is on this page. */
export function gridLayout(widthPx: number, remPx: number): GridLayout {
  const gapPx = ROW_GAP * remPx;
  if (widthPx <= NARROW_LIST * remPx) {
    return {
      columns: 1,
      rowPx: NARROW_CARD * remPx + gapPx / 2,
      columnPx: widthPx,
      gapPx: gapPx / 2,
      posterPx: NARROW_POSTER * remPx,
      isNarrow: true
    };
  }
  const columnGap = COLUMN_GAP * remPx;
  const columns = Math.max(1, Math.floor((widthPx + columnGap) / (CARD * remPx + columnGap)));
  const columnPx = (widthPx + columnGap) / columns;
  const posterPx = columnPx - columnGap;
  const rowPx = posterPx * 1.5 + WORDS * remPx + gapPx;
  return { columns, rowPx, columnPx, gapPx, posterPx, isNarrow: false };
}

/** What is drawn above and below the window, rounded to whole rows: every card drawn is one that a star may change. */
const MARGIN_PX = 350;

/** The rows to draw, [first, end), when the grid's top lies `scrolledPx` above the top of the window. */
export function rowsInSight(
  scrolledPx: number,
  windowPx: number,
  rowPx: number,
  rowCount: number
): readonly [number, number] {
  const last = Math.max(0, rowCount - 1);
  const margin = Math.max(1, Math.round(MARGIN_PX / rowPx));
  const first = Math.min(last, Math.max(0, Math.floor(scrolledPx / rowPx) - margin));
  const end = Math.min(rowCount, Math.max(first + 1, Math.ceil((scrolledPx + windowPx) / rowPx) + margin));
  return [first, end];
}
