import type { TableColumn } from '../../../src/domain/table-layout.ts';
import { isNullText, lastNumber, PRESENT, parseTimeText } from './cells.ts';
import { unitOfMagnitude } from './times.ts';

/** What a column looks like over the first rows. */
export interface ColumnProfile {
  readonly name: string;
  readonly type: TableColumn['type'];
  readonly filled: number;
  /** Different texts among the filled cells; counting stops at `DISTINCT_LIMIT`, of fractions at 16. */
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
/** Nobody asks which fractions there are, nor how many once they are more than a few. */
const FRACTION_LIMIT = 16;
/** A column with this share of numbers is one of numbers; the other cells are reported when it is read. */
const MOSTLY = 0.8;

export type CellReader = (text: string) => number;

/** Looks at one column of sample rows. `cells` are as written; rows may be missing it. */
export function profileColumn(name: string, cells: readonly string[], read: CellReader): ColumnProfile {
  const tally = new ColumnTally(name, read);
  for (const [row, text] of cells.entries()) tally.add(row, text);
  return tally.profile(cells.length);
}

/** What is known of a column whose rows come little by little. */
export class ColumnTally {
  private readonly seen = new Set<string>();
  private readonly numbers: number[] = [];
  private rows = 0;
  private filled = 0;
  private integers = 0;
  private booleans = 0;
  private times = 0;
  private backwards = 0;
  private inOrder = true;

  constructor(
    private readonly name: string,
    private readonly read: CellReader,
  ) {}

  /** Rows come in their order; those that are passed over have no such cell. */
  add(row: number, text: string): void {
    if (row > this.rows) this.inOrder = false;
    this.rows = row + 1;
    if (isNullText(text)) {
      this.inOrder = false;
      return;
    }
    this.filled += 1;
    if (isBooleanText(text)) this.booleans += 1;
    if (this.read(text) === PRESENT) this.addNumber(row, text, lastNumber);
    else {
      this.inOrder = false;
      this.note(text);
      if (!Number.isNaN(parseTimeText(text))) this.times += 1;
    }
  }

  /** As of so many rows. Its lists are made when somebody asks, of what is known by then. */
  profile(rowCount: number, type?: ColumnProfile['type']): ColumnProfile {
    const { name, seen, numbers, filled, backwards } = this;
    return {
      name,
      type: type ?? this.type(),
      filled,
      distinct: seen.size,
      backwards: filled === 0 ? 0 : backwards / filled,
      isRowNumber: this.inOrder && rowCount > 0 && this.rows === rowCount,
      get median() {
        return medianOf(numbers);
      },
      get samples() {
        return firstOf(seen, SAMPLE_LIMIT);
      },
    };
  }

  get filledCount(): number {
    return this.filled;
  }

  private addNumber(row: number, text: string, value: number): void {
    const { numbers } = this;
    if (numbers.length > 0 && value < numbers[numbers.length - 1]!) this.backwards += 1;
    const isWhole = Number.isInteger(value) && !/[.eE]/.test(text);
    if (isWhole) this.integers += 1;
    if (value !== row) this.inOrder = false;
    numbers.push(value);
    if (isWhole || this.seen.size < FRACTION_LIMIT) this.note(text);
  }

  private note(text: string): void {
    if (this.seen.size < DISTINCT_LIMIT) this.seen.add(text);
  }

  private type(): ColumnProfile['type'] {
    const { filled, integers, booleans, times, numbers } = this;
    return typeOf({ filled, numbers: numbers.length, integers, booleans, times });
  }
}

function firstOf(texts: Iterable<string>, limit: number): readonly string[] {
  const first: string[] = [];
  for (const text of texts) {
    if (first.length >= limit) break;
    first.push(text);
  }
  return first;
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
