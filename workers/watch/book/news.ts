import type { PointColumns } from '../../../src/base/columns.ts';
import type { LiveNews, LiveRunNews, LiveSeriesNews } from '../../../src/domain/live/live-message.ts';
import type { ExperimentRecord } from '../../../src/domain/records.ts';
import type { RunRecord } from '../../../src/domain/run.ts';
import type { BookRun } from './book-run.ts';
import { type BookSeries, toStored } from './book-series.ts';

/** A message is copied as one piece into every tab and worker. */
const MOST_BYTES = 4 * 1024 * 1024;
const POINT_BYTES = 24;
/** About what a summary takes in a message. */
const SERIES_BYTES = 400;
const NO_POINTS: PointColumns = {
  steps: new Float64Array(0),
  timesMs: new Float64Array(0),
  values: new Float64Array(0),
};

/** A series and which of its points to tell. */
interface Stretch {
  readonly series: BookSeries;
  readonly from: number;
  readonly count: number;
}

/** Puts what there is to tell of runs into messages of bounded size. */
export class NewsBatch {
  private readonly runs: LiveRunNews[] = [];
  private bytes = 0;

  constructor(
    private readonly post: (news: LiveNews) => void,
    private readonly watcher: string,
    private readonly nowMs: number,
    private experiments: readonly ExperimentRecord[],
  ) {}

  /** The run with all its series; the points that are stored only as the place where they lie. */
  addWhole(run: BookRun): void {
    const stretches = [...run.series.values()].map((series) => ({
      series,
      from: series.base,
      count: series.pendingCount,
    }));
    this.addRun(run, stretches, true, run.console.takeAll());
  }

  /** What came since the run was told last. */
  addGrown(run: BookRun): void {
    const stretches: Stretch[] = [];
    for (const series of run.series.values()) {
      const { told, count } = series;
      if (count > told) stretches.push({ series, from: told, count: count - told });
    }
    this.addRun(run, stretches, false, run.console.takeFresh());
  }

  /** Posts what is left. An answer is given even when there is nothing to say. */
  end(isAnswer: boolean): void {
    if (isAnswer || this.runs.length > 0 || this.experiments.length > 0) this.send();
  }

  private addRun(
    run: BookRun,
    stretches: readonly Stretch[],
    isWhole: boolean,
    console: readonly string[],
  ): void {
    const { record, lastSignMs } = run;
    const size = sizeOf(record) + console.reduce((sum, line) => sum + line.length * 2, 0);
    if (this.bytes > 0 && this.bytes + size + lengthOf(stretches, isWhole) > MOST_BYTES) this.send();
    this.bytes += size;
    let left = stretches;
    for (let isFirst = true; isFirst || left.length > 0; isFirst = false) {
      // All series of a whole run come in its first message, their points as far as there is room.
      const told = this.fill(left, isWhole && isFirst);
      left = told.rest;
      const series = layOut(told.stretches, isWhole && isFirst);
      const lines = isFirst ? console : [];
      this.runs.push({ run: record, lastSignMs, isWhole: isWhole && isFirst, series, console: lines });
      if (left.length > 0) this.send();
    }
    for (const { series } of stretches) series.told = series.count;
    run.told = 'all';
  }

  private fill(
    stretches: readonly Stretch[],
    needsAll: boolean,
  ): { readonly stretches: readonly Stretch[]; readonly rest: readonly Stretch[] } {
    const taken: Stretch[] = [];
    const rest: Stretch[] = [];
    for (const { series, from, count } of stretches) {
      const room = Math.floor((MOST_BYTES - this.bytes - SERIES_BYTES) / POINT_BYTES);
      const now = Math.max(0, Math.min(count, room));
      if (now > 0 || needsAll) {
        taken.push({ series, from, count: now });
        this.bytes += SERIES_BYTES + now * POINT_BYTES;
      }
      if (now < count) rest.push({ series, from: from + now, count: count - now });
    }
    return { stretches: taken, rest };
  }

  private send(): void {
    const { watcher, nowMs: atMs, experiments } = this;
    this.post({ kind: 'news', watcher, from: '', atMs, experiments, runs: this.runs.splice(0) });
    this.experiments = [];
    this.bytes = 0;
  }
}

/** All points of a run in one piece of memory: a message copies pieces, and there would be three for each series. */
function layOut(stretches: readonly Stretch[], isWhole: boolean): LiveSeriesNews[] {
  const total = stretches.reduce((sum, { count }) => sum + count, 0);
  const numbers = new Float64Array(total * 3);
  let at = 0;
  return stretches.map(({ series, from, count }): LiveSeriesNews => {
    const points = count === 0 ? NO_POINTS : columnsAt(numbers, at, count);
    if (count > 0) {
      const held = series.points(from, from + count);
      points.steps.set(held.steps);
      points.timesMs.set(held.timesMs);
      points.values.set(held.values);
    }
    at += count * 3;
    return {
      key: series.key,
      summary: series.summary(),
      parts: isWhole ? series.parts.map(toStored) : [],
      storedCount: series.base,
      from,
      points,
      isThinned: false,
    };
  });
}

function columnsAt(numbers: Float64Array, at: number, count: number): PointColumns {
  return {
    steps: numbers.subarray(at, at + count),
    timesMs: numbers.subarray(at + count, at + count * 2),
    values: numbers.subarray(at + count * 2, at + count * 3),
  };
}

function lengthOf(stretches: readonly Stretch[], isWhole: boolean): number {
  const points = stretches.reduce((sum, { count }) => sum + count, 0);
  return points * POINT_BYTES + (isWhole || points > 0 ? stretches.length : 0) * SERIES_BYTES;
}

function sizeOf({ params, tags }: RunRecord): number {
  const pairs = [...params, ...tags];
  return 1000 + pairs.reduce((sum, [key, value]) => sum + (key.length + value.length) * 2, 0);
}
