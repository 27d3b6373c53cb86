import type { Curve, DrawnLine } from './curve.ts';

/** The columns of one line while they are filled; NaN where nothing is set. */
export class LineColumns {
  private readonly y: Float64Array;
  private readonly raw: Float64Array | null;
  private readonly low: Float64Array | null;
  private readonly high: Float64Array | null;
  private readonly runs: Uint32Array | null;
  private readonly breaks: number[] = [];

  constructor(
    private readonly curve: Curve,
    length: number,
  ) {
    const column = (isThere: boolean) => (isThere ? new Float64Array(length).fill(Number.NaN) : null);
    this.y = new Float64Array(length).fill(Number.NaN);
    this.raw = column(curve.raw !== null);
    this.low = column(curve.low !== null);
    this.high = column(curve.high !== null);
    this.runs = curve.runs && new Uint32Array(length);
  }

  /** A point of the curve becomes an entry. */
  setPoint(entry: number, at: number): void {
    const { shown, raw, low, high, runs } = this.curve;
    this.setShown(entry, shown.y[at]!);
    if (this.raw) this.raw[entry] = finite(raw!.y[at]!);
    if (this.low) this.low[entry] = low!.y[at]!;
    if (this.high) this.high[entry] = high!.y[at]!;
    if (this.runs) this.runs[entry] = runs![at]!;
  }

  /** Points `from` up to `to` become the least and the greatest of each column, in their order, as two entries. */
  setBucket(first: number, second: number, from: number, to: number): void {
    const { shown, raw, low, high, runs } = this.curve;
    shown.pyramid.find(from, to);
    const { minAt, maxAt } = shown.pyramid;
    this.setShown(first, minAt < 0 ? Number.NaN : shown.y[Math.min(minAt, maxAt)]!);
    if (minAt !== maxAt) this.setShown(second, shown.y[Math.max(minAt, maxAt)]!);
    if (this.raw) {
      raw!.pyramid.find(from, to);
      const { minAt: rawMin, maxAt: rawMax } = raw!.pyramid;
      if (rawMin >= 0) this.raw[first] = raw!.y[Math.min(rawMin, rawMax)]!;
      if (rawMin !== rawMax) this.raw[second] = raw!.y[Math.max(rawMin, rawMax)]!;
    }
    // A band is as wide as it gets anywhere within the pixel, and counts the runs it has throughout.
    for (const entry of minAt === maxAt ? [first] : [first, second]) {
      if (this.low) this.low[entry] = extremeOf(low!, from, to, 'minAt');
      if (this.high) this.high[entry] = extremeOf(high!, from, to, 'maxAt');
      if (this.runs) this.runs[entry] = leastOf(runs!, from, to);
    }
  }

  finish(length: number): DrawnLine {
    const cut = (column: Float64Array | null) => column?.slice(0, length) ?? null;
    return {
      y: this.y.slice(0, length),
      raw: cut(this.raw),
      low: cut(this.low),
      high: cut(this.high),
      runs: this.runs?.slice(0, length) ?? null,
      breaks: Uint32Array.from(this.breaks),
    };
  }

  private setShown(entry: number, value: number): void {
    if (Number.isFinite(value)) this.y[entry] = value;
    else this.breaks.push(entry);
  }
}

function extremeOf(
  { y, pyramid }: Curve['shown'],
  from: number,
  to: number,
  which: 'minAt' | 'maxAt',
): number {
  pyramid.find(from, to);
  return pyramid[which] < 0 ? Number.NaN : y[pyramid[which]]!;
}

function leastOf(runs: Uint32Array, from: number, to: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = from; at < to; at++) if (runs[at]! < least) least = runs[at]!;
  return least;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
