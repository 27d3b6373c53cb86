/** Which rows and columns are on the screen: arithmetic only, no measuring. */

export interface Span {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** Rows of equal height that show between `scrollTop` and `scrollTop + height`, with some more on either side. */
export function rowSpan(
  scrollTop: number,
  height: number,
  rowHeight: number,
  rowCount: number,
  overscan: number,
): Span {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscan);
  const end = Math.ceil((scrollTop + height) / rowHeight) + overscan;
  return { first: Math.min(first, rowCount), end: Math.min(Math.max(end, 0), rowCount) };
}

/** How many row elements cover any scroll position: the same number all the time, so that they can be recycled. */
export function rowSlotCount(height: number, rowHeight: number, rowCount: number, overscan: number): number {
  return Math.min(rowCount, Math.ceil(height / rowHeight) + 1 + 2 * overscan);
}

/**
 * The index that slot `slot` of `count` shows when the window begins at `first`. While the window moves, each slot
 * keeps its index until it leaves on one side, and then takes the one that comes in on the other.
 */
export function slotIndex(first: number, count: number, slot: number): number {
  const shift = (slot - first) % count;
  return first + (shift < 0 ? shift + count : shift);
}

/** Left edges of columns laid side by side; one more entry than columns, the last is the whole width. */
export function columnEdges(widths: readonly number[]): readonly number[] {
  const edges = [0];
  let at = 0;
  for (const width of widths) {
    at += width;
    edges.push(at);
  }
  return edges;
}

/** Columns that show between `left` and `left + width`. */
export function columnSpan(edges: readonly number[], left: number, width: number, overscan: number): Span {
  const count = edges.length - 1;
  const first = Math.max(0, lastAtOrBefore(edges, left) - overscan);
  const end = Math.min(count, lastAtOrBefore(edges, left + Math.max(width, 1) - 1) + 1 + overscan);
  return { first: Math.min(first, count), end: Math.max(end, Math.min(first, count)) };
}

/** Greatest index of a column whose left edge is at or before `x`; 0 before the first. */
function lastAtOrBefore(edges: readonly number[], x: number): number {
  let low = 0;
  let high = Math.max(0, edges.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] ?? 0) <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The scroll offset nearest to `scroll` at which `start … end` lies whole inside the view. */
export function scrollToShow(scroll: number, view: number, start: number, end: number): number {
  if (start < scroll) return start;
  if (end > scroll + view) return Math.min(start, end - view);
  return scroll;
}

/** Widths with the free room of `view` shared evenly among those that may grow; `most` is how wide, or null. */
export function grownWidths(
  widths: readonly number[],
  most: readonly (number | null)[],
  view: number,
): readonly number[] {
  const grown = [...widths];
  let free = Math.floor(view - widths.reduce((sum, width) => sum + width, 0));
  let growing = grown.flatMap((width, index) => ((most[index] ?? 0) > width ? [index] : []));
  // Each turn fills up at least one column or gives away all there is.
  while (free >= growing.length && growing.length > 0) {
    const share = Math.floor(free / growing.length);
    for (const index of growing) {
      const added = Math.min(share, (most[index] ?? 0) - grown[index]!);
      grown[index]! += added;
      free -= added;
    }
    growing = growing.filter((index) => grown[index]! < (most[index] ?? 0));
  }
  return grown;
}
