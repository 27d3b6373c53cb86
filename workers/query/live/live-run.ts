import type { MetricKey } from '../../../src/domain/ids.ts';
import { toHash } from '../../../src/domain/ids.ts';
import type { LiveRunNews, LiveSeriesNews } from '../../../src/domain/live/live-message.ts';
import type { LiveRunView } from '../../../src/domain/live/liveness.ts';
import { Pace } from '../../../src/domain/live/pace.ts';
import { isOfTraining, readProgress } from '../../../src/domain/live/planned-steps.ts';
import { isStalled } from '../../../src/domain/live/stalled.ts';
import type { RunRecord, StoredRun, StoredSeries } from '../../../src/domain/run.ts';
import { LiveSeries } from './live-series.ts';

/** Lines of a console that are kept, and characters of a line. */
const MOST_LINES = 500;
const LONGEST_LINE = 2000;
/** Points from which the pace is read where a run is told as a whole. */
const PACE_POINTS = 5000;

export interface TakenNews {
  /** Something that is shown of the run is another. */
  readonly isChanged: boolean;
  /** Points are missing that were told before; the run must be told as a whole. */
  readonly isTorn: boolean;
}

/** A run as one watcher tells of it. */
export class LiveRun {
  record: RunRecord;
  readonly firstSignMs: number;
  lastSignMs: number;
  console: readonly string[] = [];
  readonly series = new Map<MetricKey, LiveSeries>();
  /** Told anew, and not all of it has come. */
  private readonly coming = new Map<MetricKey, LiveSeries>();
  /** Another number whenever anything has changed. */
  version = 0;
  private readonly pace = new Pace();

  constructor(
    readonly watcher: string,
    /** '' for this browser, else the name of a teammate's device. */
    readonly from: string,
    news: LiveRunNews,
  ) {
    this.record = news.run;
    this.firstSignMs = news.lastSignMs;
    this.lastSignMs = news.lastSignMs;
    this.take(news);
  }

  take(news: LiveRunNews): TakenNews {
    const isTorn = news.isWhole ? false : !news.series.every((one) => this.grow(one));
    const isChanged =
      (news.isWhole ? this.replace(news.series) : news.series.length > 0) || !this.isKnown(news);
    this.record = news.run;
    this.lastSignMs = Math.max(this.lastSignMs, news.lastSignMs);
    this.hear(news);
    if (isChanged) this.version += 1;
    this.keepPace(news.isWhole);
    return { isChanged, isTorn };
  }

  /** Points in memory, and about what their summaries take. */
  get sizeBytes(): number {
    let bytes = 0;
    for (const one of this.series.values()) bytes += one.sizeBytes;
    return bytes;
  }

  get points(): number {
    let points = 0;
    for (const { summary } of this.series.values()) points += summary.count;
    return points;
  }

  /** The run as one more version of it beside those that are stored. */
  toStored(stored: readonly StoredRun[]): StoredRun {
    const told = new Map<MetricKey, StoredSeries[]>();
    for (const { series } of stored) {
      for (const one of series) told.set(one.key, [...(told.get(one.key) ?? []), one]);
    }
    const series = Array.from(this.series.values(), (one) => one.toStored(told.get(one.summary.key) ?? []));
    series.sort((a, b) => (a.key < b.key ? -1 : 1));
    return { ...this.record, content: toHash(`~${this.watcher}.${this.version}`), series };
  }

  /** Usual time between two of its signs; NaN where it has none. */
  get gapMs(): number {
    return this.pace.gapMs;
  }

  /** `belowMs`: when runs nested under it were last heard of. */
  view(nowMs: number, belowMs: number = Number.NEGATIVE_INFINITY): LiveRunView {
    const { record, from } = this;
    const lastSignMs = Math.max(this.lastSignMs, belowMs);
    const summaries = Array.from(this.series.values(), ({ summary }) => summary);
    const { step = null, lastStep = null } = readProgress(record.params, summaries) ?? {};
    const stalled = isStalled(lastSignMs, this.gapMs, nowMs);
    const { stepsPerSecond } = this.pace;
    const isKnown =
      !stalled && step !== null && lastStep !== null && stepsPerSecond !== null && stepsPerSecond > 0;
    const endsMs = isKnown ? lastSignMs + ((lastStep - step) / stepsPerSecond) * 1000 : null;
    const shown = { run: record.key, from, lastSignMs, isStalled: stalled, console: this.console };
    return { ...shown, step, lastStep, stepsPerSecond, endsMs };
  }

  private grow(news: LiveSeriesNews): boolean {
    const coming = this.coming.get(news.key);
    const there = coming ?? this.series.get(news.key);
    if (!there && news.from > 0 && !news.isThinned) return false;
    const isTaken = there?.grow(news) ?? true;
    if (!there) this.put(news.key, new LiveSeries(news));
    else if (coming) this.put(news.key, coming);
    return isTaken;
  }

  /** Shows it when all of it is there. */
  private put(key: MetricKey, told: LiveSeries): void {
    if (!told.isReady) {
      this.coming.set(key, told);
      return;
    }
    const there = this.series.get(key);
    if (there && there !== told) told.continueFrom(there);
    this.coming.delete(key);
    this.series.set(key, told);
  }

  /** Whether any of them is another than before. */
  private replace(all: readonly LiveSeriesNews[]): boolean {
    const gone = new Set(this.series.keys());
    let isChanged = false;
    this.coming.clear();
    for (const news of all) {
      gone.delete(news.key);
      const told = new LiveSeries(news);
      const there = this.series.get(news.key);
      const isSame =
        there !== undefined &&
        there.summary.fingerprint === told.summary.fingerprint &&
        there.parts.length === told.parts.length &&
        there.isThinned === told.isThinned &&
        told.isReady;
      if (isSame) continue;
      isChanged = true;
      this.put(news.key, told);
    }
    for (const key of gone) this.series.delete(key);
    return isChanged || gone.size > 0;
  }

  private isKnown({ run, console, lastSignMs, isWhole }: LiveRunNews): boolean {
    if (lastSignMs > this.lastSignMs) return false;
    // What is told as a whole says all lines again.
    if (isWhole ? console.join('\n') !== this.console.join('\n') : console.length > 0) return false;
    return run === this.record || JSON.stringify(run) === JSON.stringify(this.record);
  }

  private hear({ console, isWhole }: LiveRunNews): void {
    if (console.length === 0 && !isWhole) return;
    const lines = console.map((line) => line.slice(0, LONGEST_LINE));
    this.console = (isWhole ? lines : [...this.console, ...lines]).slice(-MOST_LINES);
  }

  private keepPace(isWhole: boolean): void {
    let main: LiveSeries | null = null;
    for (const one of this.series.values()) {
      if (!isOfTraining(one.summary)) continue;
      if (!main || one.summary.lastStep > main.summary.lastStep) main = one;
    }
    if (!main) return;
    if (isWhole) {
      const { steps, timesMs } = main.newest(PACE_POINTS);
      // Where all points are stored, the run's own pace stands until there is one of its last minutes.
      if (steps.length === 0) this.pace.add(main.summary.firstStep, this.record.startMs ?? Number.NaN);
      for (let at = 0; at < steps.length; at++) this.pace.add(steps[at]!, timesMs[at]!);
    }
    const { lastStep, lastTimeMs } = main.summary;
    this.pace.add(lastStep, Number.isNaN(lastTimeMs) ? this.lastSignMs : lastTimeMs);
  }
}
