/** Kinds of pages that tables have: with rows, and with pages below them. */
export const LEAF = 13;
export const INTERIOR = 5;
/** Bytes of a page's own header: kind, first free block, number of cells, where they begin, fragments, last child. */
export const HEAD_BYTES = 12;
export const LEAF_HEAD_BYTES = 8;

/** Where a page of a table has its cells: they begin at its end and grow towards its head, where their places stand. */
export interface PageShape {
  readonly headBytes: number;
  readonly cellCount: number;
  readonly contentAt: number;
}

/** Of the head of a page of a table; null for any other page and for one that cannot be. */
export function shapeOf(head: Uint8Array, pageSize: number): PageShape | null {
  const kind = head[0];
  if (kind !== LEAF && kind !== INTERIOR) return null;
  const headBytes = kind === LEAF ? LEAF_HEAD_BYTES : HEAD_BYTES;
  const cellCount = head[3]! * 256 + head[4]!;
  const contentAt = head[5]! * 256 + head[6]! || 65_536;
  if (headBytes + cellCount * 2 > contentAt || contentAt > pageSize) return null;
  return { headBytes, cellCount, contentAt };
}
