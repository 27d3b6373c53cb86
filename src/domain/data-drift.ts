import type { ColumnProfile, DyadicHistogram } from './fingerprint.ts';

/** How a column of one version differs from that of another. */
export interface ColumnDrift {
  readonly name: string;
  readonly kind: 'added' | 'removed' | 'retyped' | 'kept';
  readonly before: ColumnProfile | null;
  readonly after: ColumnProfile | null;
  /**
   * Population stability index over the bins (or the most frequent texts): 0 is the same, above 0.25 is commonly called a
   * change. null where there is nothing to compare.
   */
  readonly psi: number | null;
  /** Of the means, in standard deviations of the version before; null for text. */
  readonly meanShift: number | null;
  /** After / before; null for text and where nothing varied. */
  readonly stdRatio: number | null;
  /** Of the share of nulls, after - before; null where the values of either are not known. */
  readonly nullShift: number | null;
}

/** A version as a fingerprint knows it, or as far as it was recorded. */
export interface DataSide {
  readonly rowCount: number | null;
  /** null where only what was recorded is known. */
  readonly sha256: string | null;
  readonly columns: readonly ColumnProfile[];
}

export interface DataDrift {
  readonly rows: readonly [before: number | null, after: number | null];
  readonly sameBytes: boolean;
  /** What changed most comes first. */
  readonly columns: readonly ColumnDrift[];
}

/** Stands for an empty bin, whose share has no logarithm. */
const LEAST_SHARE = 1e-4;
const KIND_ORDER = ['added', 'removed', 'retyped', 'kept'] as const;

export function measureDrift(before: DataSide, after: DataSide): DataDrift {
  const then = new Map(before.columns.map((column) => [column.name, column]));
  const now = new Map(after.columns.map((column) => [column.name, column]));
  const names = [...new Set([...then.keys(), ...now.keys()])];
  const columns = names.map((name) => columnDrift(name, then.get(name) ?? null, now.get(name) ?? null));
  const place = new Map(names.map((name, at) => [name, at]));
  columns.sort(
    (a, b) =>
      KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
      amount(b) - amount(a) ||
      place.get(a.name)! - place.get(b.name)!,
  );
  return {
    rows: [before.rowCount, after.rowCount],
    sameBytes: before.sha256 !== null && before.sha256 === after.sha256,
    columns,
  };
}

/** One number for the order: distribution first, what has none by its nulls. */
function amount({ psi, nullShift }: ColumnDrift): number {
  return (psi ?? 0) + Math.abs(nullShift ?? 0);
}

function columnDrift(name: string, before: ColumnProfile | null, after: ColumnProfile | null): ColumnDrift {
  const none = { psi: null, meanShift: null, stdRatio: null, nullShift: null };
  if (!before || !after) return { name, kind: before ? 'removed' : 'added', before, after, ...none };
  const [a, b] = [before.numbers, after.numbers];
  return {
    name,
    kind: before.type === after.type ? 'kept' : 'retyped',
    before,
    after,
    psi: a && b ? histogramPsi(a.histogram, b.histogram) : textPsi(before, after),
    meanShift: a && b ? ratio(b.mean - a.mean, a.std) : null,
    stdRatio: a && b ? ratio(b.std, a.std) : null,
    nullShift: before.seen > 0 && after.seen > 0 ? nullShare(after) - nullShare(before) : null,
  };
}

function ratio(value: number, by: number): number | null {
  const result = by > 0 ? value / by : value === 0 ? 0 : null;
  return result !== null && Number.isFinite(result) ? result : null;
}

const nullShare = ({ seen, nulls }: ColumnProfile): number => nulls / seen;

function histogramPsi(a: DyadicHistogram, b: DyadicHistogram): number | null {
  const [before, after] = sameBins(a, b);
  return populationStability(before.counts, after.counts);
}

/** Both with the same bins: the finer one is made as coarse as the other, and both reach over all values. */
export function sameBins(
  a: DyadicHistogram,
  b: DyadicHistogram,
): readonly [DyadicHistogram, DyadicHistogram] {
  let exponent = Math.max(a.exponent, b.exponent);
  // Two ranges that lie far apart would need millions of bins between them.
  while (spanOf(a, b, exponent) > MOST_SHARED_BINS) exponent += 1;
  const [one, other] = [coarser(a, exponent), coarser(b, exponent)];
  const first = Math.min(one.first, other.first);
  const end = Math.max(one.first + one.counts.length, other.first + other.counts.length);
  return [reach(one, first, end), reach(other, first, end)];
}

const MOST_SHARED_BINS = 40;

function spanOf(a: DyadicHistogram, b: DyadicHistogram, exponent: number): number {
  const at = ({ exponent: own, first, counts }: DyadicHistogram) => {
    const scale = 2 ** (own - exponent);
    return [Math.floor(first * scale), Math.floor((first + counts.length - 1) * scale) + 1] as const;
  };
  const [one, other] = [at(a), at(b)];
  return Math.max(one[1], other[1]) - Math.min(one[0], other[0]);
}

function coarser({ exponent: own, first, counts }: DyadicHistogram, exponent: number): DyadicHistogram {
  const scale = 2 ** (own - exponent);
  const begin = Math.floor(first * scale);
  const merged: number[] = [];
  for (const [place, count] of counts.entries()) {
    const bin = Math.floor((first + place) * scale) - begin;
    merged[bin] = (merged[bin] ?? 0) + count;
  }
  return { exponent, first: begin, counts: Array.from(merged, (count) => count ?? 0) };
}

function reach({ exponent, first, counts }: DyadicHistogram, from: number, to: number): DyadicHistogram {
  const wide = new Array<number>(Math.max(0, to - from)).fill(0);
  for (const [place, count] of counts.entries()) wide[first - from + place] = count;
  return { exponent, first: from, counts: wide };
}

/** Over the most frequent values of either, and all others as one. Of many values that are all rare it says nothing. */
function textPsi(before: ColumnProfile, after: ColumnProfile): number | null {
  if (before.top.length === 0 || after.top.length === 0) return null;
  // What is not among the ten may still be there: only lists that hold everything are compared value by value.
  const isWhole = (one: ColumnProfile) => one.distinct.exact && one.distinct.count <= one.top.length;
  const [a, b] = [new Map(before.top), new Map(after.top)];
  const names = [...new Set([...a.keys(), ...b.keys()])].filter(
    (name) => (a.has(name) || isWhole(before)) && (b.has(name) || isWhole(after)),
  );
  const others = (top: ReadonlyMap<string, number>, one: ColumnProfile) =>
    Math.max(0, one.seen - one.nulls - names.reduce((sum, name) => sum + (top.get(name) ?? 0), 0));
  const counts = (top: ReadonlyMap<string, number>, one: ColumnProfile) => [
    ...names.map((name) => top.get(name) ?? 0),
    others(top, one),
  ];
  return populationStability(counts(a, before), counts(b, after));
}

/** Index of two counts over the same bins; null where either is empty. A bin has at least `leastShare`. */
export function populationStability(
  before: readonly number[],
  after: readonly number[],
  leastShare = LEAST_SHARE,
): number | null {
  const all = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const [n, m] = [all(before), all(after)];
  if (n === 0 || m === 0) return null;
  let sum = 0;
  for (const [bin, count] of before.entries()) {
    const then = Math.max(leastShare, count / n);
    const now = Math.max(leastShare, after[bin]! / m);
    sum += (now - then) * Math.log(now / then);
  }
  return sum;
}
