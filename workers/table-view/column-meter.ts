import type { ColumnStatistics } from '../../src/rpc/table-api.ts';
import { cellNumber } from './sort-rows.ts';

/** Different values that are counted. */
const MOST_DISTINCT = 10_000;
const MOST_COMMON = 5;
/** Letters of a value that tell it from others. */
const KEY_CHARS = 200;

/** Measures a column cell by cell. */
export class ColumnMeter {
  private readonly counts = new Map<string, number>();
  private isMany = false;
  private looked = 0;
  private empty = 0;
  private isNumeric = true;
  private numbers = 0;
  private least = Number.POSITIVE_INFINITY;
  private greatest = Number.NEGATIVE_INFINITY;
  private mean = 0;
  /** Sum of squared distances from the mean (Welford). */
  private squares = 0;

  add(cell: string): void {
    this.looked += 1;
    if (cell === '') {
      this.empty += 1;
      return;
    }
    this.count(cell.slice(0, KEY_CHARS));
    if (!this.isNumeric) return;
    const value = cellNumber(cell);
    if (value === null) this.isNumeric = false;
    else if (Number.isFinite(value)) this.addNumber(value);
  }

  result(): ColumnStatistics {
    const { looked, empty, counts, isMany, least, greatest, mean } = this;
    const deviation = this.numbers > 1 ? Math.sqrt(this.squares / (this.numbers - 1)) : Number.NaN;
    const common = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_COMMON);
    return {
      lookedRows: looked,
      empty,
      distinct: isMany ? null : counts.size,
      numbers: this.isNumeric && this.numbers > 0 ? { least, greatest, mean, deviation } : null,
      common: isMany ? [] : common.map(([text, count]) => ({ text, count })),
    };
  }

  private count(key: string): void {
    const known = this.counts.get(key);
    if (known !== undefined) this.counts.set(key, known + 1);
    else if (this.counts.size < MOST_DISTINCT) this.counts.set(key, 1);
    else this.isMany = true;
  }

  private addNumber(value: number): void {
    this.numbers += 1;
    if (value < this.least) this.least = value;
    if (value > this.greatest) this.greatest = value;
    const distance = value - this.mean;
    this.mean += distance / this.numbers;
    this.squares += distance * (value - this.mean);
  }
}
