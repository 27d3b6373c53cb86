import type { Rows } from '../../sqlite/database.ts';
import { ByteIntern } from './intern.ts';
import { PointBuffer, type Stretch } from './point-buffer.ts';
import type { Runs } from './runs.ts';
import type { Store } from './store.ts';

const COLUMNS = ['run_uuid', 'key', 'value', 'timestamp', 'step', 'is_nan'];
const RUN = 0;
const KEY = 1;
const VALUE = 2;
const TIME = 3;
const STEP = 4;
const IS_NAN = 5;

/** What MLflow stores for an infinity, since SQLite's columns came without one. */
const STORED_INFINITY = Number.MAX_VALUE;
const NONE = -1;
/** Rows between two looks at whether to go on. */
const ROWS_PER_TURN = 50_000;

/** A stretch of points, or null for a turn in which none became ready: time to show progress and to look for an abort. */
export type MetricTurn = Stretch | null;

export class MetricReader {
  /** Rows of `metrics` walked so far. */
  rowsRead = 0;
  /** Points whose run is not in `runs`. */
  orphanCount = 0;
  private readonly keys = new ByteIntern();
  private readonly store: Store;
  private readonly runs: Runs;

  constructor(store: Store, runs: Runs) {
    this.store = store;
    this.runs = runs;
  }

  textOf(key: number): string {
    return this.keys.text(key);
  }

  /** Every point of the database in stretches; those of one series come in the order they were logged. */
  *read(): Generator<MetricTurn> {
    if (!this.store.has('metrics', 'run_uuid', 'key', 'value')) return;
    const rows = this.store.scan('metrics', COLUMNS);
    const buffer = new PointBuffer(this.store.estimateRows('metrics'));
    while (this.fill(rows, buffer)) {
      if (buffer.isFull) yield* buffer.drain();
      else yield null;
    }
    yield* buffer.drain();
    this.store.noteDamage('metrics', rows);
    if (rows.failure !== null) yield* this.readLatest();
  }

  /** Reads rows until the buffer is full or the turn is over; false at the end of the table. */
  private fill(rows: Rows, buffer: PointBuffer): boolean {
    const { store, runs, keys } = this;
    for (let turn = 0; turn < ROWS_PER_TURN && !buffer.isFull; turn++) {
      if (!store.next(rows)) return false;
      this.rowsRead += 1;
      const run = findRun(rows, runs);
      if (run === NONE) {
        this.orphanCount += 1;
        continue;
      }
      const key = keys.add(rows.heap, rows.pointer(KEY), rows.sizeBytes(KEY));
      buffer.push(run, key, rows.number(STEP), rows.number(TIME), readValue(rows));
    }
    return true;
  }

  /**
   * After damage: `latest_metrics` may know the end of series whose rows are lost. Points are only added behind what
   * was read, so the series stay in order and nothing is doubled.
   */
  private *readLatest(): Generator<MetricTurn> {
    if (!this.store.has('latest_metrics', 'run_uuid', 'key', 'value')) return;
    const ends = this.readEnds();
    const rows = this.store.scan('latest_metrics', COLUMNS);
    const buffer = new PointBuffer(this.store.estimateRows('latest_metrics'));
    while (this.store.next(rows)) {
      const run = findRun(rows, this.runs);
      if (run === NONE) continue;
      const key = this.keys.add(rows.heap, rows.pointer(KEY), rows.sizeBytes(KEY));
      const end = ends.get(run)?.get(key);
      const step = rows.number(STEP);
      const time = rows.number(TIME);
      if (end !== undefined && (step < end[0] || (step === end[0] && time <= end[1]))) continue;
      buffer.push(run, key, step, time, readValue(rows));
      if (buffer.isFull) yield* buffer.drain();
    }
    yield* buffer.drain();
  }

  /** Greatest step and time of every series that could be read. */
  private readEnds(): Map<number, Map<number, readonly [step: number, timeMs: number]>> {
    const ends = new Map<number, Map<number, readonly [number, number]>>();
    const rows = this.store.scan('metrics', COLUMNS);
    while (this.store.next(rows)) {
      const run = findRun(rows, this.runs);
      if (run === NONE) continue;
      const key = this.keys.add(rows.heap, rows.pointer(KEY), rows.sizeBytes(KEY));
      const series = ends.get(run) ?? new Map<number, readonly [number, number]>();
      ends.set(run, series);
      const known = series.get(key);
      const step = rows.number(STEP);
      const time = rows.number(TIME);
      const isLater = known === undefined || step > known[0] || (step === known[0] && time > known[1]);
      if (isLater) series.set(key, [step, time]);
    }
    return ends;
  }
}

function findRun(rows: Rows, runs: Runs): number {
  const pointer = rows.pointer(RUN);
  return pointer === 0 ? NONE : runs.ids.find(rows.heap, pointer, rows.sizeBytes(RUN));
}

function readValue(rows: Rows): number {
  if (rows.integer(IS_NAN) !== 0) return Number.NaN;
  return toValue(rows.number(VALUE));
}

export function toValue(stored: number): number {
  if (stored === STORED_INFINITY) return Number.POSITIVE_INFINITY;
  return stored === -STORED_INFINITY ? Number.NEGATIVE_INFINITY : stored;
}
