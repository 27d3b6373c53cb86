import { lowerBound } from './ascending.ts';
import { placeOf } from './prepared-series.ts';
import type { Drawn, Stretch } from './series.ts';

/**
 * Folds lines into buckets of one pixel that all lines share, each with its least and its greatest value in the
 * order they were logged: two entries of x, at the first and the last x that any line has in the bucket.
 */
export function reduceToBuckets(
  stretches: readonly Stretch[],
  from: number,
  to: number,
  bucketCount: number,
): Drawn {
  const table = new Table(stretches.length, bucketCount * 2 + stretches.length * 2);
  addOutside(table, stretches, -1);
  const starts = stretches.map((stretch) => stretch.from);
  const ends = starts.slice();
  let edge = from;
  for (let bucket = 1; bucket <= bucketCount; bucket++) {
    const isLast = bucket === bucketCount;
    // Weighted ends instead of from + span: the span of two huge steps may be infinite.
    edge = Math.max(edge, from * (1 - bucket / bucketCount) + to * (bucket / bucketCount));
    for (let i = 0; i < stretches.length; i++) {
      const { series, to: end } = stretches[i]!;
      ends[i] = isLast ? end : lowerBound(series.keys, series.origin, edge, starts[i]!, end);
    }
    addBucket(table, stretches, starts, ends);
    for (let i = 0; i < ends.length; i++) starts[i] = ends[i]!;
  }
  addOutside(table, stretches, 1);
  return table.finish();
}

class Table {
  length = 0;
  private readonly x: Float64Array;
  private readonly y: readonly Float64Array[];
  private readonly breaks: readonly number[][];

  constructor(lineCount: number, capacity: number) {
    this.x = new Float64Array(capacity);
    this.y = Array.from({ length: lineCount }, () => new Float64Array(capacity).fill(Number.NaN));
    this.breaks = Array.from({ length: lineCount }, () => []);
  }

  /** Position of the new entry. */
  addX(x: number): number {
    this.x[this.length] = x;
    this.length += 1;
    return this.length - 1;
  }

  set(line: number, at: number, value: number): void {
    if (Number.isFinite(value)) this.y[line]![at] = value;
    else this.breaks[line]!.push(at);
  }

  finish(): Drawn {
    return {
      x: this.x.slice(0, this.length),
      lines: this.y.map((y, i) => ({
        y: y.slice(0, this.length),
        breaks: Uint32Array.from(this.breaks[i]!),
      })),
    };
  }
}

function addBucket(table: Table, stretches: readonly Stretch[], starts: number[], ends: number[]): void {
  let firstX = Number.POSITIVE_INFINITY;
  let lastX = Number.NEGATIVE_INFINITY;
  let isPair = false;
  for (let i = 0; i < stretches.length; i++) {
    if (starts[i]! === ends[i]!) continue;
    firstX = Math.min(firstX, placeOf(stretches[i]!.series, starts[i]!));
    lastX = Math.max(lastX, placeOf(stretches[i]!.series, ends[i]! - 1));
    isPair ||= ends[i]! - starts[i]! > 1;
  }
  if (firstX > lastX) return;
  const first = table.addX(firstX);
  const second = isPair ? table.addX(lastX) : first;
  for (let i = 0; i < stretches.length; i++) {
    if (starts[i]! === ends[i]!) continue;
    const { pyramid, y } = stretches[i]!.series;
    pyramid.find(starts[i]!, ends[i]!);
    const { minAt, maxAt } = pyramid;
    table.set(i, first, minAt < 0 ? Number.NaN : y[Math.min(minAt, maxAt)]!);
    if (minAt !== maxAt) table.set(i, second, y[Math.max(minAt, maxAt)]!);
  }
}

/** The nearest point of each line before (-1) or after (1) the range, at its own x. */
function addOutside(table: Table, stretches: readonly Stretch[], side: -1 | 1): void {
  const outside = stretches
    .map(({ from, to, series }, line) => {
      const at = side < 0 ? from - 1 : to;
      return { line, x: placeOf(series, at), value: series.y[at]! };
    })
    // Beyond either end there is no point, and its place is NaN.
    .filter((point) => !Number.isNaN(point.x))
    .sort((a, b) => a.x - b.x);
  let entry = -1;
  let previous = Number.NaN;
  for (const { line, x, value } of outside) {
    if (x !== previous) entry = table.addX(x);
    previous = x;
    table.set(line, entry, value);
  }
}
