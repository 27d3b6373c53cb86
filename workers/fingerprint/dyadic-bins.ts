import type { DyadicHistogram } from '../../src/domain/fingerprint.ts';

/** Kept while counting, so that a later value rarely makes the bins too coarse. */
const MOST_FINE = 512;
const MOST_BINS = 20;
/** Values looked at before the first width is chosen. */
const FIRST_VALUES = 256;
/** Bits of a double's fraction: bins are never so narrow that their number is no whole number any more. */
const FRACTION_BITS = 52;
const LEAST_EXPONENT = -1022;

/**
 * Counts values in bins whose width is a power of two and whose edges are multiples of it. When the bins become too many,
 * pairs of them become one, so every count stays exact whatever comes, in one pass and a few kilobytes.
 */
export class DyadicBins {
  private exponent = 0;
  private width = 1;
  private first = 0;
  private counts: number[] = [];
  private early: number[] | null = [];

  /** A finite value. */
  add(value: number): void {
    if (this.early !== null) {
      this.early.push(value);
      if (this.early.length >= FIRST_VALUES) this.begin(this.early);
      return;
    }
    this.place(value);
  }

  /** At most 20 bins from the least value to the greatest. */
  finish(): DyadicHistogram {
    if (this.early !== null) this.begin(this.early);
    this.trim();
    while (this.counts.length > MOST_BINS) this.halve();
    return { exponent: this.exponent, first: this.first, counts: this.counts };
  }

  private begin(values: readonly number[]): void {
    this.early = null;
    let min = Infinity;
    let max = -Infinity;
    for (const value of values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    if (min > max) return;
    const size = Math.max(Math.abs(min), Math.abs(max));
    // Half a span, so that two huge values of unlike sign do not overflow.
    const half = max / 2 - min / 2;
    const wanted = half > 0 ? exponentOf(half) + 2 - Math.log2(MOST_FINE / 2) : exponentOf(size) - 4;
    this.setExponent(Math.max(wanted, exponentOf(size) - FRACTION_BITS + 2, LEAST_EXPONENT));
    for (const value of values) this.place(value);
  }

  private setExponent(exponent: number): void {
    this.exponent = exponent;
    this.width = 2 ** exponent;
  }

  private place(value: number): void {
    let bin = binOf(value, this.width);
    if (this.counts.length === 0) this.first = bin;
    while (bin < this.first ? this.end - bin > MOST_FINE : bin - this.first >= MOST_FINE) {
      this.halve();
      bin = binOf(value, this.width);
    }
    if (bin < this.first) {
      this.counts.unshift(...new Array<number>(this.first - bin).fill(0));
      this.first = bin;
    }
    while (bin >= this.end) this.counts.push(0);
    this.counts[bin - this.first]! += 1;
  }

  private get end(): number {
    return this.first + this.counts.length;
  }

  private halve(): void {
    const first = Math.floor(this.first / 2);
    const counts: number[] = [];
    for (const [place, count] of this.counts.entries()) {
      const bin = Math.floor((this.first + place) / 2) - first;
      counts[bin] = (counts[bin] ?? 0) + count;
    }
    this.first = first;
    this.counts = counts;
    this.setExponent(this.exponent + 1);
  }

  private trim(): void {
    const begin = this.counts.findIndex((count) => count > 0);
    if (begin < 0) return;
    const end = this.counts.findLastIndex((count) => count > 0) + 1;
    this.counts = this.counts.slice(begin, end);
    this.first += begin;
  }
}

/** The power of two at or below a positive number; of zero, that of the smallest normal one. */
function exponentOf(value: number): number {
  return Math.max(LEAST_EXPONENT, Math.floor(Math.log2(value)));
}

/** A quotient too small for a number is still on its side of zero. */
function binOf(value: number, width: number): number {
  const quotient = value / width;
  return quotient === 0 && value < 0 ? -1 : Math.floor(quotient);
}
