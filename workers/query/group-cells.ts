import type { Aggregate } from '../../src/domain/view-state.ts';
import type { GroupCell } from '../../src/rpc/query-api.ts';
import type { ColumnIndex, TextIndex } from './column-index.ts';

type NumbersCell = Extract<GroupCell, { readonly kind: 'numbers' }>;

/** Whether a column is summed up as numbers: where every value that these rows have is one. */
export function isNumericAmong(index: ColumnIndex, rows: Uint32Array): boolean {
  if (index.kind === 'numbers') return true;
  const { places, numberCount } = index;
  if (numberCount === 0) return false;
  if (numberCount === index.texts.length) return true;
  for (let i = 0; i < rows.length; i++) if (places[rows[i]!]! >= numberCount) return false;
  return true;
}

/** Sums up columns over stretches of rows; keeps what it needs for that between stretches. */
export class CellMaker {
  private numbers = new Float64Array(64);
  private readonly seen = new WeakMap<TextIndex, Uint32Array>();
  private turn = 0;

  /** What the runs have in the column; null where none has a value. `isNumeric` is true of all runs of the table. */
  cell(index: ColumnIndex, rows: Uint32Array, isNumeric: boolean): GroupCell | null {
    if (index.kind === 'texts' && !isNumeric) return this.textsCell(index, rows);
    const { count, nonFinite } = this.collect(index, rows);
    if (count === 0 && nonFinite === 0) return null;
    return { ...summarise(this.numbers.subarray(0, count)), nonFinite };
  }

  /** One number for the runs, to sort their group by; null where no run has a value, NaN where none is finite. */
  aggregate(index: ColumnIndex, rows: Uint32Array, isNumeric: boolean, aggregate: Aggregate): number | null {
    if (index.kind === 'texts' && !isNumeric) return this.commonRank(index, rows);
    const { count, nonFinite } = this.collect(index, rows);
    if (count === 0) return nonFinite === 0 ? null : Number.NaN;
    const numbers = this.numbers.subarray(0, count);
    return aggregate === 'mean' || aggregate === 'mean-std' ? meanOf(numbers) : summarise(numbers)[aggregate];
  }

  /** Finite numbers of the rows to the front of `numbers`. */
  private collect(index: ColumnIndex, rows: Uint32Array): { count: number; nonFinite: number } {
    if (this.numbers.length < rows.length) this.numbers = new Float64Array(rows.length * 2);
    const { numbers } = this;
    const byPlace = index.kind === 'texts' ? index.numbers : null;
    let count = 0;
    let nonFinite = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      let value: number;
      if (index.kind === 'numbers') {
        if (index.present !== null && index.present[row] === 0) continue;
        value = index.values[row]!;
      } else {
        const place = index.places[row]!;
        if (place < 0) continue;
        value = byPlace![place]!;
      }
      if (Number.isFinite(value)) numbers[count++] = value;
      else nonFinite += 1;
    }
    return { count, nonFinite };
  }

  private textsCell(index: TextIndex, rows: Uint32Array): GroupCell | null {
    const seen = this.seen.get(index) ?? new Uint32Array(index.texts.length);
    this.seen.set(index, seen);
    this.turn += 1;
    let n = 0;
    let distinct = 0;
    let place = -1;
    for (let i = 0; i < rows.length; i++) {
      const at = index.places[rows[i]!]!;
      if (at < 0) continue;
      n += 1;
      if (seen[at] === this.turn) continue;
      seen[at] = this.turn;
      distinct += 1;
      place = at;
    }
    if (n === 0) return null;
    return { kind: 'texts', n, distinct, text: distinct === 1 ? index.texts[place]! : null };
  }

  /** NaN where the texts differ. */
  private commonRank(index: TextIndex, rows: Uint32Array): number | null {
    let common = -1;
    for (let i = 0; i < rows.length; i++) {
      const place = index.places[rows[i]!]!;
      if (place < 0 || place === common) continue;
      if (common >= 0) return Number.NaN;
      common = place;
    }
    return common < 0 ? null : common;
  }
}

/** Reorders the numbers. All must be finite. */
function summarise(numbers: Float64Array): Omit<NumbersCell, 'nonFinite'> {
  const n = numbers.length;
  let min = Number.NaN;
  let max = Number.NaN;
  for (let i = 0; i < n; i++) {
    const value = numbers[i]!;
    // Written so that the first value wins against NaN.
    if (!(value >= min)) min = value;
    if (!(value <= max)) max = value;
  }
  const mean = meanOf(numbers);
  // Equal values have a mean that is a little off, and with it a spread that is none.
  const std = min === max && n > 1 ? 0 : stdOf(numbers, mean);
  return { kind: 'numbers', n, mean, median: medianOf(numbers), std, min, max };
}

function meanOf(numbers: Float64Array): number {
  const n = numbers.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += numbers[i]!;
  if (Number.isFinite(sum)) return sum / n;
  // Near the largest double the sum is no number any more.
  sum = 0;
  for (let i = 0; i < n; i++) sum += numbers[i]! / n;
  return sum;
}

/** Of a sample. */
function stdOf(numbers: Float64Array, mean: number): number {
  if (numbers.length < 2) return Number.NaN;
  let squares = 0;
  for (let i = 0; i < numbers.length; i++) {
    const off = numbers[i]! - mean;
    squares += off * off;
  }
  return Math.sqrt(squares / (numbers.length - 1));
}

function medianOf(numbers: Float64Array): number {
  const n = numbers.length;
  if (n === 0) return Number.NaN;
  const upper = selectSmallest(numbers, n >>> 1);
  if (n % 2 === 1) return upper;
  // What stands before the upper middle is smaller: the lower middle is the largest of it.
  let lower = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n >>> 1; i++) if (numbers[i]! > lower) lower = numbers[i]!;
  const middle = (lower + upper) / 2;
  return Number.isFinite(middle) ? middle : lower / 2 + upper / 2;
}

/** Hoare's selection: the number at `wanted` if they were sorted, with the smaller ones moved before it. */
function selectSmallest(numbers: Float64Array, wanted: number): number {
  let from = 0;
  let to = numbers.length - 1;
  while (from < to) {
    const pivot = middleOf(numbers[from]!, numbers[(from + to) >>> 1]!, numbers[to]!);
    let left = from;
    let right = to;
    while (left <= right) {
      while (numbers[left]! < pivot) left += 1;
      while (numbers[right]! > pivot) right -= 1;
      if (left > right) break;
      const swapped = numbers[left]!;
      numbers[left] = numbers[right]!;
      numbers[right] = swapped;
      left += 1;
      right -= 1;
    }
    if (wanted <= right) to = right;
    else if (wanted >= left) from = left;
    else break;
  }
  return numbers[wanted]!;
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
