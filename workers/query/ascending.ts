/**
 * The order that makes `keys` ascending, equal keys as they stood; null when they ascend already. Keys that are no
 * finite number have no place and are left out. Merges the ascending stretches that are there: a metric whose run
 * was resumed a few times costs a few passes, not a sort.
 */
export function ascendingOrder(keys: Float64Array): Uint32Array | null {
  if (isAscending(keys)) return null;
  const starts = stretchStarts(keys);
  let order: Uint32Array = starts.order;
  let bounds = starts.bounds;
  let spare: Uint32Array = new Uint32Array(order.length);
  while (bounds.length > 2) {
    const next: number[] = [0];
    for (let i = 0; i + 1 < bounds.length; i += 2) {
      const end = bounds[i + 2] ?? bounds[i + 1]!;
      merge(keys, order, spare, bounds[i]!, bounds[i + 1]!, end);
      next.push(end);
    }
    [order, spare] = [spare, order];
    bounds = next;
  }
  return order;
}

function isAscending(keys: Float64Array): boolean {
  let previous = -Number.MAX_VALUE;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!;
    // Also false for NaN.
    if (!(key >= previous)) return false;
    previous = key;
  }
  return previous < Number.POSITIVE_INFINITY;
}

/** Positions of finite keys, and where each ascending stretch of them begins (the last bound is their count). */
function stretchStarts(keys: Float64Array): { order: Uint32Array; bounds: number[] } {
  const order = new Uint32Array(keys.length);
  const bounds = [0];
  let count = 0;
  let previous = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!;
    if (!Number.isFinite(key)) continue;
    if (key < previous) bounds.push(count);
    previous = key;
    order[count] = at;
    count += 1;
  }
  bounds.push(count);
  return { order: order.subarray(0, count), bounds };
}

function merge(
  keys: Float64Array,
  from: Uint32Array,
  into: Uint32Array,
  start: number,
  middle: number,
  end: number,
): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takeLeft = left < middle && (right >= end || keys[from[left]!]! <= keys[from[right]!]!);
    into[at] = takeLeft ? from[left++]! : from[right++]!;
  }
}

/** First position in `from` … `to` whose key less `origin` is not below `place`; soonest when it is near `from`. */
export function lowerBound(
  keys: Float64Array,
  origin: number,
  place: number,
  from: number,
  to: number,
): number {
  let low = from;
  let stride = 16;
  while (low + stride < to && keys[low + stride]! - origin < place) {
    low += stride;
    stride *= 2;
  }
  let high = Math.min(to, low + stride);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! - origin < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First position in `from` … `to` whose key less `origin` is above `place`. */
export function upperBound(
  keys: Float64Array,
  origin: number,
  place: number,
  from: number,
  to: number,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! - origin <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
