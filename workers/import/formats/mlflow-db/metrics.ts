import { fromStored } from '../../reading/mlflow-infinity.ts';
import type { RowSource } from '../../sqlite/row-source.ts';
import { ByteIntern } from './intern.ts';
import { PointBuffer, type Stretch } from './point-buffer.ts';
import type { Runs } from './runs.ts';
import type { Store } from './schema.ts';

export const METRIC_COLUMNS = ['run_uuid', 'key', 'value', 'timestamp', 'step', 'is_nan'];
const NEEDED = ['run_uuid', 'key', 'value'];
const RUN = 0;
const KEY = 1;
const VALUE = 2;
const TIME = 3;
const STEP = 4;
const IS_NAN = 5;

const NONE = -1;
/** Rows between two looks at whether to go on. */
const ROWS_PER_TURN = 50_000;

/** A stretch of points, or null for a turn in which none became ready: time to show progress and to look for an abort. */
export type MetricTurn = Stretch | null;

export class MetricReader {
  /** Rows of `metrics` walked since `takeRowCount` was last asked. */
  private rowsRead = 0;
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

  takeRowCount(): number {
    const count = this.rowsRead;
    this.rowsRead = 0;
    return count;
  }

  /** Points of each run, by number: a walk that looks at one column only. */
  countPoints(): Int32Array {
    const counts = new Int32Array(this.runs.count);
    const rows = this.store.has('metrics', ...NEEDED)
      ? this.store.scan('metrics', ['run_uuid', 'key'])
      : null;
    while (rows?.next() === true) {
      const run = this.runs.find(rows, RUN);
      if (run !== NONE && rows.pointer(KEY) !== 0) counts[run]! += 1;
    }
    return counts;
  }

  /** Every point of the database in stretches; those of one series come in the order they were logged. */
  *read(): Generator<MetricTurn> {
    const rows = this.store.has('metrics', ...NEEDED) ? this.store.scan('metrics', METRIC_COLUMNS) : null;
    if (rows === null) return;
    yield* this.readRows(rows, new PointBuffer(this.store.estimateRows('metrics')));
    this.store.noteDamage('metrics', rows);
    if (rows.failure !== null) yield* this.readLatest();
  }

  /** The points of these rows. */
  *readRows(rows: RowSource, buffer: PointBuffer): Generator<MetricTurn> {
    while (this.fill(rows, buffer)) {
      if (buffer.isFull) yield* buffer.drain();
      else yield null;
    }
    yield* buffer.drain();
  }

  /** Reads rows until the buffer is full or the turn is over; false at the end of the table. */
  private fill(rows: RowSource, buffer: PointBuffer): boolean {
    for (let turn = 0; turn < ROWS_PER_TURN && !buffer.isFull; turn++) {
      if (!rows.next()) return false;
      this.rowsRead += 1;
      const run = this.runs.find(rows, RUN);
      const key = this.keys.add(rows, KEY);
      if (run === NONE || key === NONE) continue;
      buffer.push(run, key, rows.number(STEP), rows.number(TIME), readValue(rows));
    }
    return true;
  }

  /**
   * After damage: `latest_metrics` may know the end of series whose rows are lost. Points are only added behind what
   * was read, so the series stay in order and nothing is doubled.
   */
  private *readLatest(): Generator<MetricTurn> {
    const rows = this.store.has('latest_metrics', ...NEEDED)
      ? this.store.scan('latest_metrics', METRIC_COLUMNS)
      : null;
    if (rows === null) return;
    const ends = this.readEnds();
    const buffer = new PointBuffer(this.store.estimateRows('latest_metrics'));
    while (rows.next()) {
      const run = this.runs.find(rows, RUN);
      const key = this.keys.add(rows, KEY);
      if (run === NONE || key === NONE) continue;
      const end = ends.get(run)?.get(key);
      if (end !== undefined && !isLater(rows, end)) continue;
      buffer.push(run, key, rows.number(STEP), rows.number(TIME), readValue(rows));
      if (buffer.isFull) yield* buffer.drain();
    }
    yield* buffer.drain();
  }

  /** Greatest step and time of every series that could be read. */
  private readEnds(): Map<number, Map<number, SeriesEnd>> {
    const ends = new Map<number, Map<number, SeriesEnd>>();
    const rows = this.store.scan('metrics', METRIC_COLUMNS)!;
    while (rows.next()) {
      const run = this.runs.find(rows, RUN);
      const key = this.keys.add(rows, KEY);
      if (run === NONE || key === NONE) continue;
      const series = ends.get(run) ?? new Map<number, SeriesEnd>();
      ends.set(run, series);
      const known = series.get(key);
      if (known === undefined || isLater(rows, known)) {
        series.set(key, { step: rows.number(STEP), timeMs: rows.number(TIME) });
      }
    }
    return ends;
  }
}

interface SeriesEnd {
  readonly step: number;
  readonly timeMs: number;
}

function isLater(rows: RowSource, end: SeriesEnd): boolean {
  const step = rows.number(STEP);
  return step > end.step || (step === end.step && rows.number(TIME) > end.timeMs);
}

export function readValue(rows: RowSource): number {
  if (rows.number(IS_NAN) !== 0) return Number.NaN;
  return fromStored(rows.number(VALUE));
}
