import type { ColumnProfile, DataType, NumberSummary } from '../../src/domain/fingerprint.ts';
import { DistinctCount } from './distinct-count.ts';
import { DyadicBins } from './dyadic-bins.ts';

/** Values that are told apart one by one, over all columns together and in one of them. */
const MOST_DISTINCT_ALL = 1_000_000;
const MOST_DISTINCT = 10_000;
const LEAST_DISTINCT = 100;
const LONGEST_VALUE = 80;
const LONGEST_NAME = 250;

/** How many different values of each column are counted exactly. */
export function distinctCap(columns: number): number {
  return Math.max(LEAST_DISTINCT, Math.min(MOST_DISTINCT, Math.floor(MOST_DISTINCT_ALL / columns)));
}

/** Count, mean and spread of numbers in one pass (Welford), and how they are distributed. */
class NumberTally {
  private count = 0;
  private nonFinite = 0;
  private min = Infinity;
  private max = -Infinity;
  private mean = 0;
  private squares = 0;
  private readonly bins = new DyadicBins();
  allWhole = true;

  add(value: number): void {
    if (!Number.isFinite(value)) {
      this.nonFinite += 1;
      return;
    }
    this.count += 1;
    const off = value - this.mean;
    this.mean += off / this.count;
    this.squares += off * (value - this.mean);
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.allWhole && !Number.isInteger(value)) this.allWhole = false;
    this.bins.add(value);
  }

  finish(): NumberSummary | null {
    const { count, nonFinite, min, max } = this;
    if (count === 0) return null;
    const std = Math.sqrt(this.squares / count);
    return {
      count,
      nonFinite,
      min: plainZero(min),
      max: plainZero(max),
      mean: inRange(this.mean),
      std: inRange(std),
      histogram: this.bins.finish(),
    };
  }
}

/** Values near the end of what a double holds have a mean or spread that lies beyond it. */
function inRange(value: number): number {
  if (Number.isNaN(value)) return Number.MAX_VALUE;
  return plainZero(Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)));
}

const plainZero = (value: number): number => (value === 0 ? 0 : value);

/** One column value by value. Text formats do not say what a column holds: that is known when the last value was seen. */
export class ColumnProfiler {
  readonly name: string;
  private seen = 0;
  private nulls = 0;
  private booleans = 0;
  private readonly cap: number;
  private numbers: NumberTally | null = null;
  private times: NumberTally | null = null;
  private numberValues: DistinctCount | null = null;
  private timeValues: DistinctCount | null = null;
  private texts: DistinctCount | null = null;
  /** A number was written with a point or exponent, such as `1.0`. */
  private hasPoint = false;

  constructor(name: string, cap: number) {
    this.name = name;
    this.cap = cap;
  }

  addNull(count = 1): void {
    this.seen += count;
    this.nulls += count;
  }

  /** NaN and ±∞ are values of a number column; in text they are nulls, as readers of tables have it. */
  addNumber(value: number, hasPoint = false): void {
    this.seen += 1;
    if (hasPoint) this.hasPoint = true;
    this.numbers ??= new NumberTally();
    this.numbers.add(value);
    this.numberValues ??= new DistinctCount(this.cap);
    this.numberValues.add(value);
  }

  /** Milliseconds since the epoch. */
  addTime(ms: number): void {
    this.seen += 1;
    this.times ??= new NumberTally();
    this.times.add(ms);
    this.timeValues ??= new DistinctCount(this.cap);
    this.timeValues.add(ms);
  }

  addBoolean(value: boolean): void {
    this.booleans += 1;
    this.addText(value ? 'true' : 'false');
  }

  addText(text: string): void {
    this.seen += 1;
    this.texts ??= new DistinctCount(this.cap);
    this.texts.add(text);
  }

  /** Something that has no value to show: bytes, lists, objects. */
  addOther(): void {
    this.seen += 1;
  }

  /** `declared`: the type that the format itself gives the column. */
  finish(declared: DataType | null): ColumnProfile {
    const kinds = [this.numberValues, this.timeValues, this.texts].filter((one) => one !== null);
    const isMixed = kinds.length > 1;
    const tally = isMixed ? null : (this.numbers ?? this.times);
    return {
      name: this.name.slice(0, LONGEST_NAME),
      type: declared ?? this.foundType(isMixed),
      seen: this.seen,
      nulls: this.nulls,
      distinct: {
        count: kinds.reduce((sum, one) => sum + one.count, 0),
        exact: kinds.every((one) => one.exact),
      },
      numbers: tally?.finish() ?? null,
      top: this.top(kinds),
    };
  }

  private foundType(isMixed: boolean): DataType {
    if (isMixed) return 'string';
    if (this.numbers) return this.numbers.allWhole && !this.hasPoint ? 'long' : 'double';
    if (this.times) return 'datetime';
    if (this.texts)
      return this.booleans > 0 && this.booleans === this.seen - this.nulls ? 'boolean' : 'string';
    return this.seen > this.nulls ? 'nested' : 'empty';
  }

  private top(kinds: readonly DistinctCount[]): ColumnProfile['top'] {
    const all = kinds.flatMap((kind) =>
      kind.top().map(([value, count]): readonly [string, number] => {
        const text = kind === this.timeValues ? timeText(Number(value)) : String(value);
        return [text.slice(0, LONGEST_VALUE), count];
      }),
    );
    return all.sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, 10);
  }
}

function timeText(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}
