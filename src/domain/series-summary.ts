import type { PointColumns } from '../base/columns.ts';
import type { MetricKey } from './ids.ts';
import type { SeriesSummary } from './run.ts';
import { type PointWords, SeriesFingerprint, wordsOf } from './series-fingerprint.ts';

export { SeriesFingerprint, wordsOf } from './series-fingerprint.ts';

/** Keeps the running sum finite for values near the largest double; a power of two, so nothing is rounded. */
const SUM_SCALE = 2 ** -64;

export function summariseSeries(key: MetricKey, columns: PointColumns): SeriesSummary {
  const summariser = new SeriesSummariser();
  summariser.append(columns);
  return summariser.summary(key);
}

/** The summary of a series that arrives in batches; the batches leave no trace in it. */
export class SeriesSummariser {
  private readonly fingerprint = new SeriesFingerprint();
  private readonly first = new EdgePoint();
  private readonly last = new EdgePoint();
  private count = 0;
  private nonFiniteCount = 0;
  private min = Number.NaN;
  private minStep = Number.NaN;
  private max = Number.NaN;
  private maxStep = Number.NaN;
  private sum = 0;
  private scaledSum = 0;
  private backwardSteps = 0;
  private previousStep = Number.NaN;

  /** Points [from, to) of these columns, all of them when it is not said. `words` are those of the columns. */
  append(
    columns: PointColumns,
    from = 0,
    to: number = columns.values.length,
    words: PointWords = wordsOf(columns),
  ): void {
    this.fingerprint.append(words, from, to);
    this.appendValues(columns, from, to);
    const { steps, timesMs, values } = columns;
    for (let i = from; i < to; i++) {
      const step = steps[i]!;
      if (step < this.previousStep) this.backwardSteps += 1;
      this.previousStep = step;
      if (this.count === 0 || this.last.isBefore(step, timesMs[i]!, values[i]!)) {
        this.last.set(step, timesMs[i]!, values[i]!);
      }
      if (this.count === 0 || this.first.isAfter(step, timesMs[i]!, values[i]!)) {
        this.first.set(step, timesMs[i]!, values[i]!);
      }
      this.count += 1;
    }
  }

  summary(key: MetricKey): SeriesSummary {
    const finiteCount = this.count - this.nonFiniteCount;
    return {
      key,
      count: this.count,
      last: this.last.value,
      lastStep: this.last.step,
      lastTimeMs: this.last.timeMs,
      min: this.min,
      minStep: this.minStep,
      max: this.max,
      maxStep: this.maxStep,
      mean: this.mean(finiteCount),
      firstStep: this.first.step,
      first: this.first.value,
      nonFiniteCount: this.nonFiniteCount,
      backwardSteps: this.backwardSteps,
      fingerprint: this.fingerprint.digest(),
    };
  }

  private appendValues({ steps, values }: PointColumns, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) {
        this.nonFiniteCount += 1;
        continue;
      }
      this.sum += value;
      this.scaledSum += value * SUM_SCALE;
      // Written so that the first value wins against NaN.
      if (!(value >= this.min)) {
        this.min = value;
        this.minStep = steps[i]!;
      }
      if (!(value <= this.max)) {
        this.max = value;
        this.maxStep = steps[i]!;
      }
    }
  }

  private mean(finiteCount: number): number {
    if (finiteCount === 0) return Number.NaN;
    if (Number.isFinite(this.sum)) return this.sum / finiteCount;
    return this.scaledSum / finiteCount / SUM_SCALE;
  }
}

/**
 * The first or last point by (step, time, order of logging). Of points at the same step and time a number stands
 * before NaN, as a NaN there is no comparison MLflow can decide. A missing step or time counts as the least.
 */
class EdgePoint {
  step = Number.NaN;
  timeMs = Number.NaN;
  value = Number.NaN;

  set(step: number, timeMs: number, value: number): void {
    this.step = step;
    this.timeMs = timeMs;
    this.value = value;
  }

  /** A later point of equal step and time comes after, unless it is NaN and this one is not. */
  isBefore(step: number, timeMs: number, value: number): boolean {
    if (isLess(this.step, step)) return true;
    if (isLess(step, this.step)) return false;
    if (isLess(this.timeMs, timeMs)) return true;
    if (isLess(timeMs, this.timeMs)) return false;
    return !Number.isNaN(value) || Number.isNaN(this.value);
  }

  isAfter(step: number, timeMs: number, value: number): boolean {
    if (isLess(step, this.step)) return true;
    if (isLess(this.step, step)) return false;
    if (isLess(timeMs, this.timeMs)) return true;
    if (isLess(this.timeMs, timeMs)) return false;
    return Number.isNaN(this.value) && !Number.isNaN(value);
  }
}

function isLess(a: number, b: number): boolean {
  return a < b || (Number.isNaN(a) && !Number.isNaN(b));
}
