import type { WireReader } from '../../../../src/base/protobuf.ts';
import type { Tensor } from './tensor.ts';

/** Bins side by side: one edge more than counts, or neither where nothing was counted. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

const MOST_BINS = 100_000;

/** A tensor of rows (left, right, count). Null for another shape. */
export function fromRows({ shape, numbers }: Tensor): Histogram | null {
  if (numbers === null || shape.length !== 2 || (shape[1] !== 3 && shape[0] !== 0)) return null;
  const bins = Math.min(shape[0] ?? 0, MOST_BINS);
  if (bins === 0) return { edges: [], counts: [] };
  const edges = Array.from({ length: bins }, (_, bin) => numbers[bin * 3]!);
  edges.push(numbers[(bins - 1) * 3 + 1]!);
  return { edges, counts: Array.from({ length: bins }, (_, bin) => numbers[bin * 3 + 2]!) };
}

/**
 * The older message: right edges and counts, with empty buckets around them that stretch to the ends of the numbers.
 * The outermost edges are the least and the greatest value.
 */
export function fromBuckets(message: WireReader): Histogram | null {
  let least = Number.NaN;
  let greatest = Number.NaN;
  const limits: number[] = [];
  const buckets: number[] = [];
  while (message.next()) {
    if (message.field === 1) least = message.float();
    else if (message.field === 2) greatest = message.float();
    else if (message.field === 6) pushDoubles(message, limits);
    else if (message.field === 7) pushDoubles(message, buckets);
  }
  if (message.fault !== null || limits.length !== buckets.length) return null;
  let first = 0;
  let last = buckets.length - 1;
  while (first <= last && buckets[first] === 0) first += 1;
  while (last > first && buckets[last] === 0) last -= 1;
  if (first > last) return { edges: [], counts: [] };
  const edges = [Number.isNaN(least) ? (limits[first - 1] ?? limits[first]!) : least];
  for (let at = first; at <= last; at++) {
    const right = at === last && !Number.isNaN(greatest) ? greatest : limits[at]!;
    edges.push(Math.max(right, edges.at(-1)!));
  }
  return { edges, counts: buckets.slice(first, last + 1) };
}

/** Repeated doubles, packed or one by one. */
function pushDoubles(reader: WireReader, found: number[]): void {
  if (reader.wire !== 2) {
    if (found.length < MOST_BINS) found.push(reader.float());
    return;
  }
  const raw = reader.raw();
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let at = 0; at + 8 <= raw.length && found.length < MOST_BINS; at += 8)
    found.push(view.getFloat64(at, true));
}
