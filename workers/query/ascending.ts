/**
 * The order that makes `keys` ascending, equal keys as they stood; null when they ascend already. Keys that are no
 * finite number have no place and are left out. Merges the ascending stretches that are there: a metric whose run
 * was resumed a few times costs a few passes, not a sort.
 */
export function ascendingOrder(keys: Float64Array): Uint32Array | null {
  const starts = stretchStarts(keys);
  if (starts === null) return null;
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

/** Positions of finite keys, and where each ascending stretch of them begins (the last bound is their count). */
function stretchStarts(keys: Float64Array): { order: Uint32Array; bounds: number[] } | null {
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
  if (bounds.length === 1 && count === keys.length) return null;
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

/** First position in `from` … `to` whose key is not below `key`. */
export function lowerBound(keys: Float64Array, key: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First position in `from` … `to` whose key is above `key`. */
export function upperBound(keys: Float64Array, key: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}
