/** Positions from `start` up to `end`, and the room that those before and after them take. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly beforePx: number;
  readonly afterPx: number;
}

/** Where each thing begins, and where the last one ends: one longer than the sizes. */
export function toOffsets(sizesPx: readonly number[]): Float64Array {
  const offsets = new Float64Array(sizesPx.length + 1);
  for (const [index, size] of sizesPx.entries()) offsets[index + 1] = offsets[index]! + size;
  return offsets;
}

/**
 * Which things to draw so that a window of `viewPx` from `scrollPx` is full, with some to spare on both sides. Begins
 * and ends at multiples of `step`, so that small movements change nothing.
 */
export function spanOf(
  offsets: Float64Array,
  scrollPx: number,
  viewPx: number,
  sparePx: number,
  step: number,
): Span {
  const count = offsets.length - 1;
  const first = lastAtOrBefore(offsets, scrollPx - sparePx);
  const last = lastAtOrBefore(offsets, scrollPx + viewPx + sparePx);
  const start = Math.max(0, Math.floor(first / step) * step);
  const end = Math.min(count, Math.ceil((last + 1) / step) * step);
  const whole = offsets[count]!;
  return { start, end, beforePx: offsets[Math.min(start, count)]!, afterPx: whole - offsets[end]! };
}

/** Whole pixels that each of `count` things gets of the room there is, between its least and its most. */
export function sharePx(roomPx: number, count: number, leastPx: number, mostPx: number): number {
  return Math.max(leastPx, Math.min(mostPx, Math.floor(roomPx / Math.max(1, count))));
}

/** The greatest index whose offset is at most this, or 0. */
function lastAtOrBefore(offsets: Float64Array, px: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (offsets[middle]! <= px) low = middle;
    else high = middle - 1;
  }
  return low;
}
