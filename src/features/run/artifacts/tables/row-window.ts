/**
 * Which rows stand at which height. Browsers end an element at some tens of millions of pixels, so long tables are
 * squeezed: the scroll bar then says where one is, and keys and wheel move by rows.
 */
const MOST_PX = 8_000_000;

export interface RowSpace {
  readonly heightPx: number;
  readonly isSqueezed: boolean;
}

export function toRowSpace(rowCount: number, rowPx: number): RowSpace {
  const wholePx = rowCount * rowPx;
  return { heightPx: Math.min(wholePx, MOST_PX), isSqueezed: wholePx > MOST_PX };
}

/** The first row in sight, from 0; a fraction where a row is half out of sight. */
export function rowAtScroll(scrollPx: number, viewPx: number, rowCount: number, rowPx: number): number {
  const space = toRowSpace(rowCount, rowPx);
  if (!space.isSqueezed) return scrollPx / rowPx;
  const share = Math.min(1, Math.max(0, scrollPx / Math.max(1, space.heightPx - viewPx)));
  return Math.round(share * lastTopRow(viewPx, rowCount, rowPx));
}

/** Where to scroll to have this row on top. */
export function scrollOfRow(row: number, viewPx: number, rowCount: number, rowPx: number): number {
  const space = toRowSpace(rowCount, rowPx);
  const last = lastTopRow(viewPx, rowCount, rowPx);
  const top = Math.max(0, Math.min(row, last));
  if (!space.isSqueezed) return top * rowPx;
  return last === 0 ? 0 : (top / last) * Math.max(0, space.heightPx - viewPx);
}

/** The row on top when the table is scrolled to its end. */
export function lastTopRow(viewPx: number, rowCount: number, rowPx: number): number {
  return Math.max(0, rowCount - Math.floor(viewPx / rowPx));
}
