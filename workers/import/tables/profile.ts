import type { TableColumn } from '../../../src/domain/table-layout.ts';
import { isNullText, lastNumber, PRESENT, parseTimeText } from './cells.ts';
import { unitOfMagnitude } from './times.ts';

/** What a column looks like over the first rows. */
export interface ColumnProfile {
  readonly name: string;
  readonly type: TableColumn['type'];
  readonly filled: number;
  /** Different texts among the filled cells; counting stops at `DISTINCT_LIMIT`. */
  readonly distinct: number;
  /** Numbers that are smaller than the one above, as a share of the filled cells. */
  readonly backwards: number;
  readonly isRowNumber: boolean;
  /** A number in the middle of the column, for the unit of a time; NaN without numbers. */
  readonly median: number;
  /** The first 200 different texts, in order. */
  readonly samples: readonly string[];
}

const DISTINCT_LIMIT = 100_000;
const SAMPLE_LIMIT = 200;
/** A column with this share of numbers is one of numbers; the other cells are reported when it is read. */
const MOSTLY = 0.8;

export type CellReader = (text: string) => number;

/** Looks at one column of sample rows. `cells` are as written; rows may be missing it. */
export function profileColumn(name: string, cells: readonly string[], read: CellReader): ColumnProfile {
  const seen = new Set<string>();
  const numbers: number[] = [];
  let filled = 0;
  let integers = 0;
  let booleans = 0;
  let times = 0;
  let backwards = 0;
  let inOrder = true;
  for (let row = 0; row < cells.length; row++) {
    const text = cells[row]!;
    if (isNullText(text)) {
      inOrder = false;
      continue;
    }
    filled += 1;
    if (seen.size < DISTINCT_LIMIT) seen.add(text);
    if (isBooleanText(text)) booleans += 1;
    if (read(text) === PRESENT) {
      const value = lastNumber;
      if (numbers.length > 0 && value < numbers[numbers.length - 1]!) backwards += 1;
      if (Number.isInteger(value) && !/[.eE]/.test(text)) integers += 1;
      if (value !== row) inOrder = false;
      numbers.push(value);
    } else {
      inOrder = false;
      if (!Number.isNaN(parseTimeText(text))) times += 1;
    }
  }
  return {
    name,
    type: typeOf({ filled, numbers: numbers.length, integers, booleans, times }),
    filled,
    distinct: seen.size,
    backwards: filled === 0 ? 0 : backwards / filled,
    isRowNumber: inOrder && cells.length > 0,
    median: medianOf(numbers),
    samples: [...seen].slice(0, SAMPLE_LIMIT),
  };
}

function typeOf(counts: {
  filled: number;
  numbers: number;
  integers: number;
  booleans: number;
  times: number;
}): TableColumn['type'] {
  const { filled } = counts;
  if (filled === 0) return 'empty';
  if (counts.booleans === filled) return 'boolean';
  if (counts.numbers >= filled * MOSTLY) return counts.integers === filled ? 'integer' : 'number';
  return counts.times >= filled * MOSTLY ? 'time' : 'text';
}

function isBooleanText(text: string): boolean {
  return text.length <= 5 && /^(?:true|false)$/i.test(text);
}

function medianOf(numbers: readonly number[]): number {
  const finite = numbers.filter(Number.isFinite).sort((a, b) => a - b);
  return finite.length === 0 ? Number.NaN : finite[finite.length >> 1]!;
}

export function isNumeric(profile: ColumnProfile): boolean {
  return profile.type === 'number' || profile.type === 'integer' || profile.type === 'boolean';
}

/** True when cells of the column can be an absolute time: dates as text or numbers of a plausible size. */
export function isAbsoluteTime(profile: ColumnProfile): boolean {
  return profile.type === 'time' || (isNumeric(profile) && unitOfMagnitude(profile.median) !== null);
}
