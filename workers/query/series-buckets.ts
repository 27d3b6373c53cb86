import { lowerBound } from './ascending.ts';
import type { Spacing } from './bucket-spacing.ts';
import type { Curve, Drawn } from './curve.ts';
import { LineColumns } from './line-columns.ts';
import { placeOf } from './prepared-series.ts';

/**
 * Folds lines into buckets of one pixel that all lines share, each with its least and its greatest value in the
 * order they were logged: two entries of x, at the first and the last x that any line has in the bucket.
 */
export function reduceToBuckets(curves: readonly Curve[], spacing: Spacing, bucketCount: number): Drawn {
  const table = new Table(curves, bucketCount * 2 + curves.length * 2);
  addOutside(table, curves, -1);
  const starts = curves.map((curve) => curve.from);
  const ends = starts.slice();
  let edge = Number.NEGATIVE_INFINITY;
  for (let bucket = 1; bucket <= bucketCount; bucket++) {
    const isLast = bucket === bucketCount;
    edge = Math.max(edge, spacing.edge(bucket / bucketCount));
    for (let i = 0; i < curves.length; i++) {
      const { keys, origin, to: end } = curves[i]!;
      ends[i] = isLast ? end : lowerBound(keys, origin, edge, starts[i]!, end);
    }
    addBucket(table, curves, starts, ends);
    for (let i = 0; i < ends.length; i++) starts[i] = ends[i]!;
  }
  addOutside(table, curves, 1);
  return table.finish();
}

class Table {
  readonly lines: readonly LineColumns[];
  private length = 0;
  private readonly x: Float64Array;

  constructor(curves: readonly Curve[], capacity: number) {
    this.x = new Float64Array(capacity);
    this.lines = curves.map((curve) => new LineColumns(curve, capacity));
  }

  /** Position of the new entry. */
  addX(x: number): number {
    this.x[this.length] = x;
    this.length += 1;
    return this.length - 1;
  }

  finish(): Drawn {
    return { x: this.x.slice(0, this.length), lines: this.lines.map((line) => line.finish(this.length)) };
  }
}

function addBucket(table: Table, curves: readonly Curve[], starts: number[], ends: number[]): void {
  let firstX = Number.POSITIVE_INFINITY;
  let lastX = Number.NEGATIVE_INFINITY;
  let isPair = false;
  for (let i = 0; i < curves.length; i++) {
    if (starts[i]! === ends[i]!) continue;
    firstX = Math.min(firstX, placeOf(curves[i]!, starts[i]!));
    lastX = Math.max(lastX, placeOf(curves[i]!, ends[i]! - 1));
    isPair ||= ends[i]! - starts[i]! > 1;
  }
  if (firstX > lastX) return;
  const first = table.addX(firstX);
  const second = isPair ? table.addX(lastX) : first;
  for (let i = 0; i < curves.length; i++) {
    if (starts[i]! < ends[i]!) table.lines[i]!.setBucket(first, second, starts[i]!, ends[i]!);
  }
}

/** The nearest point of each line before (-1) or after (1) the range, at its own x. */
function addOutside(table: Table, curves: readonly Curve[], side: -1 | 1): void {
  const outside = curves
    .map((curve, line) => {
      const at = side < 0 ? curve.from - 1 : curve.to;
      return { line, at, x: placeOf(curve, at) };
    })
    // Beyond either end there is no point, and its place is NaN.
    .filter((point) => !Number.isNaN(point.x))
    .sort((a, b) => a.x - b.x);
  let entry = -1;
  let previous = Number.NaN;
  for (const { line, at, x } of outside) {
    if (x !== previous) entry = table.addX(x);
    previous = x;
    table.lines[line]!.setPoint(entry, at);
  }
}
