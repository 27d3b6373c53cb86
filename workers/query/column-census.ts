import { type ColumnInfo, DISTINCT_CAP } from '../../src/rpc/query-api.ts';
import type { NumberColumn, TextColumn } from './columns.ts';

export interface Census {
  readonly filled: number;
  readonly distinct: number;
}

/** The runs that are counted. */
export interface Counted {
  /** By row; null for all of them. */
  readonly inScope: Uint8Array | null;
  readonly count: number;
}

/** Runs of the scope that have a text here, and how many texts there are. */
export function countTexts(column: TextColumn, { inScope, count }: Counted): Census {
  const { rowNumbers, numbers, pool } = column;
  const marks = pool.borrowMarks();
  const seen: number[] = [];
  // Where every run of the scope has one, they need not be counted one by one.
  const everyRun = inScope !== null && numbers.length === inScope.length ? count : null;
  const rest = inScope === null ? numbers.length : everyRun;
  let filled = 0;
  for (let i = 0; i < numbers.length; i++) {
    if (inScope !== null && inScope[rowNumbers[i]!] === 0) continue;
    filled += 1;
    if (seen.length >= DISTINCT_CAP) {
      if (rest === null) continue;
      filled = rest;
      break;
    }
    const id = numbers[i]!;
    if (marks[id] !== 0) continue;
    marks[id] = 1;
    seen.push(id);
  }
  for (const id of seen) marks[id] = 0;
  return { filled, distinct: seen.length };
}

/** Whether every text that runs of the scope have is a number; false where none has any. */
export function isNumericIn(column: TextColumn, { inScope }: Counted): boolean {
  if (inScope === null || column.numeric) return column.numeric;
  const { rowNumbers, numbers, pool } = column;
  let isNumeric = false;
  for (let i = 0; i < numbers.length; i++) {
    if (inScope[rowNumbers[i]!] === 0) continue;
    isNumeric = !Number.isNaN(pool.numberOf(numbers[i]!));
    if (!isNumeric) return false;
  }
  return isNumeric;
}

export interface NumberCensus extends Census {
  readonly range?: NonNullable<ColumnInfo['range']>;
}

/** The same for numbers, with their range. */
export function countNumbers(column: NumberColumn, { inScope }: Counted): NumberCensus {
  const { rowNumbers, numbers } = column;
  const distinct = new DistinctNumbers();
  let filled = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let integers = true;
  for (let i = 0; i < numbers.length; i++) {
    if (inScope !== null && inScope[rowNumbers[i]!] === 0) continue;
    filled += 1;
    const value = numbers[i]!;
    if (distinct.count < DISTINCT_CAP) distinct.add(value);
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    if (integers) integers = Number.isInteger(value);
  }
  const range = min <= max ? { range: { min, max, integers } } : {};
  return { filled, distinct: distinct.count, ...range };
}

const SLOTS = 256;

/** A set of few numbers, without the cost of a general one: NaN is one of them, minus zero is zero. */
class DistinctNumbers {
  count = 0;
  private readonly values = new Float64Array(SLOTS);
  private readonly taken = new Uint8Array(SLOTS);
  private readonly double = new Float64Array(1);
  private readonly bits = new Int32Array(this.double.buffer);
  private last = Number.NaN;
  private hasNan = false;

  add(value: number): void {
    if (value === this.last) return;
    if (Number.isNaN(value)) {
      if (!this.hasNan) this.count += 1;
      this.hasNan = true;
      return;
    }
    this.last = value;
    this.double[0] = value + 0;
    let slot = Math.imul(this.bits[0]! ^ Math.imul(this.bits[1]!, 0x9e3779b1), 0x85ebca6b) >>> 24;
    while (this.taken[slot] === 1) {
      if (this.values[slot] === value) return;
      slot = (slot + 1) % SLOTS;
    }
    this.taken[slot] = 1;
    this.values[slot] = value;
    this.count += 1;
  }
}
