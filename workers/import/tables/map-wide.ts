import type { RunKey } from '../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { TableLayout } from '../../../src/domain/table-layout.ts';
import type { ImportEvent } from '../format.ts';
import type { NumberColumn, TableBlock } from './block.ts';
import { PRESENT } from './cells.ts';
import { RowReader, textAt } from './row-reader.ts';
import { problemEvents, RunBook, type TableOrigin } from './run-book.ts';
import { SeriesSink } from './series-sink.ts';
import type { TableMapper } from './to-events.ts';

/** Rows of one run from which on columns of their own are worth making. */
const LONG_STRETCH = 32;

interface OpenRun {
  readonly key: RunKey;
  lastStep: number;
  rows: number;
}

/** A row per step, metrics as columns. */
export class WideMapper implements TableMapper {
  private reader: RowReader;
  private readonly book: RunBook;
  private readonly sink = new SeriesSink();
  private readonly origin: TableOrigin;
  private readonly runs = new Map<string, OpenRun | null>();
  private readonly splitsSessions: boolean;
  private readonly jumps: boolean;
  private session = 1;
  private firstEpoch = Number.NaN;
  private lastEpoch = Number.NaN;

  constructor(layout: TableLayout, origin: TableOrigin) {
    this.origin = origin;
    this.reader = new RowReader(layout, origin.startMs);
    this.book = new RunBook(origin);
    const has = (role: Parameters<RowReader['at']>[0]) => this.reader.at(role) >= 0;
    this.jumps = has('run') || has('experiment') || has('context');
    // Keras appends a session to the file of the last one; steps may go back for other reasons, epochs hardly.
    this.splitsSessions = !this.jumps && has('epoch') && !has('step');
  }

  *take(block: TableBlock): Generator<ImportEvent> {
    const steps = this.reader.steps(block);
    const times = this.reader.times(block);
    if (this.jumps) {
      yield* this.takeJumping(block, steps, times);
      return;
    }
    let from = 0;
    while (from < block.rowCount) {
      const to = this.splitsSessions && steps !== null ? this.sessionEnd(steps, from) : block.rowCount;
      if (to > from) yield* this.takeStretch(block, from, to, steps, times);
      if (to < block.rowCount) this.session += 1;
      from = to;
    }
  }

  grow(layout: TableLayout): void {
    this.reader = this.reader.over(layout);
  }

  flush(): Generator<ImportEvent> {
    return this.sink.drainAll();
  }

  *problems(): Generator<ImportProblem> {
    yield* this.book.problems();
    if (this.session > 1)
      yield { code: 'sessions-split', path: this.origin.path, facts: { sessions: this.session } };
  }

  *finish(): Generator<ImportEvent> {
    yield* this.flush();
    yield* this.book.endAll();
    yield* problemEvents(this.problems());
  }

  /** The row at which the epochs start again, from `from` on, or the end of the block. */
  private sessionEnd(steps: Float64Array, from: number): number {
    for (let row = from; row < steps.length; row++) {
      const epoch = steps[row]!;
      if (Number.isNaN(epoch)) continue;
      const restarts = epoch < this.lastEpoch && epoch <= this.firstEpoch;
      if (Number.isNaN(this.firstEpoch)) this.firstEpoch = epoch;
      this.lastEpoch = epoch;
      if (!restarts) continue;
      this.firstEpoch = epoch;
      return row;
    }
    return steps.length;
  }

  /** Rows of one run (or of one run per column): the columns go on as they are. */
  private *takeStretch(
    block: TableBlock,
    from: number,
    to: number,
    rawSteps: Float64Array | null,
    times: Float64Array,
  ): Generator<ImportEvent> {
    const events: ImportEvent[] = [];
    const sideBySide = this.reader.metrics.some(
      (index) => this.reader.layout.columns[index]!.run !== undefined,
    );
    const whole = sideBySide ? null : this.openRun('', block, from, times, events);
    const steps = this.fillSteps(rawSteps, from, to, whole ?? this.counter);
    for (const index of this.reader.metrics) {
      const column = block.columns[index];
      if (column?.kind !== 'number') continue;
      const name = this.reader.layout.columns[index]!.run;
      const run =
        name === undefined
          ? (whole ?? this.openRun('', block, from, times, events))
          : this.openRun(name, block, from, times, events);
      yield* events.splice(0);
      if (run === null) continue;
      const points = compact(column, from, to, steps, times);
      if (points.values.length > 0)
        yield { kind: 'points', run: run.key, metric: this.reader.keyOf(index), points };
    }
    yield* events;
  }

  private readonly counter: OpenRun = { key: '' as RunKey, lastStep: Number.NaN, rows: 0 };

  /** A row without a step belongs to the last step; a table without steps counts its rows. */
  private fillSteps(raw: Float64Array | null, from: number, to: number, run: OpenRun): Float64Array {
    const steps = new Float64Array(to - from);
    for (let row = from; row < to; row++) {
      const step = raw === null ? run.rows : raw[row]!;
      run.rows += 1;
      if (!Number.isNaN(step)) run.lastStep = step;
      steps[row - from] = Number.isNaN(run.lastStep) ? 0 : run.lastStep;
    }
    return steps;
  }

  private *takeJumping(
    block: TableBlock,
    raw: Float64Array | null,
    times: Float64Array,
  ): Generator<ImportEvent> {
    const reader = this.reader;
    const events: ImportEvent[] = [];
    const runColumn = reader.column(block, 'run');
    const experimentColumn = reader.column(block, 'experiment');
    const contextColumn = reader.column(block, 'context');
    const names = reader.metrics.map((index) => reader.keyOf(index));
    const joined = new Map<string, readonly string[]>();
    for (let from = 0, to = 0; from < block.rowCount; from = to) {
      const name = textAt(runColumn, from);
      const experiment = textAt(experimentColumn, from);
      const context = textAt(contextColumn, from);
      const goesOn = (row: number) =>
        textAt(runColumn, row) === name &&
        textAt(experimentColumn, row) === experiment &&
        textAt(contextColumn, row) === context;
      to = from + 1;
      while (to < block.rowCount && goesOn(to)) to += 1;
      const id = experiment === '' ? name : `${name}\u001f${experiment}`;
      const run = this.openRun(id, block, from, times, events);
      if (events.length > 0) yield* events.splice(0);
      if (run === null) continue;
      const keys = context === '' ? names : withContext(joined, context, names);
      this.gather(block, from, to, run, keys, this.fillSteps(raw, from, to, run), times);
    }
    yield* this.sink.drain();
  }

  /** Rows that belong to one run, one after the other or only one. `steps` begins at `from`. */
  private gather(
    block: TableBlock,
    from: number,
    to: number,
    run: OpenRun,
    keys: readonly string[],
    steps: Float64Array,
    times: Float64Array,
  ): void {
    for (let m = 0; m < keys.length; m++) {
      const column = block.columns[this.reader.metrics[m]!] as NumberColumn | null;
      if (column === null) continue;
      if (to - from >= LONG_STRETCH) {
        this.sink.append(run.key, keys[m]!, compact(column, from, to, steps, times));
        continue;
      }
      for (let row = from; row < to; row++) {
        if (column.states[row] !== PRESENT) continue;
        this.sink.push(run.key, keys[m]!, steps[row - from]!, times[row]!, column.values[row]!);
      }
    }
  }

  private openRun(
    name: string,
    block: TableBlock,
    row: number,
    times: Float64Array,
    events: ImportEvent[],
  ): OpenRun | null {
    const id = this.session === 1 ? name : `${name}\u001e${this.session}`;
    const known = this.runs.get(id);
    if (known !== undefined) return known;
    const { layout } = this.reader;
    const experiment = this.reader.text(block, 'experiment', row);
    const label = this.reader.at('run') >= 0 ? name.split('\u001f')[0]! : name;
    const shown = label === '' ? layout.runName : runLabel(layout, this.reader.at('run'), label);
    const time = times[row]!;
    const key = this.book.add(
      {
        parts: [
          ...(name === '' ? [this.origin.firstRow] : [name]),
          ...(this.session === 1 ? [] : [`#${this.session}`]),
        ],
        name: this.session === 1 ? shown : `${shown} (${this.session})`,
        experiment: experiment === '' ? layout.experimentName : experiment,
        params: this.reader.paramsAt(block, row),
        tags: this.reader.tagsAt(block, row),
        startMs: Number.isNaN(time) || this.reader.at('time') < 0 ? null : Math.round(time),
      },
      events,
    );
    const run = key === null ? null : { key, lastStep: Number.NaN, rows: 0 };
    this.runs.set(id, run);
    return run;
  }
}

/** Numbers alone say little as names: `trial 3`. */
export function runLabel(layout: TableLayout, runColumn: number, value: string): string {
  const column = layout.columns[runColumn];
  if (column?.type !== 'integer') return value;
  return `${column.name === 'number' ? 'trial' : column.name} ${value}`;
}

function withContext(joined: Map<string, readonly string[]>, context: string, names: readonly string[]) {
  let keys = joined.get(context);
  if (keys === undefined) {
    keys = names.map((name) => `${context}/${name}`);
    if (joined.size < 1000) joined.set(context, keys);
  }
  return keys;
}

/** The filled cells of rows [from, to); without copying when every cell is filled. `steps` begins at `from`. */
function compact(column: NumberColumn, from: number, to: number, steps: Float64Array, times: Float64Array) {
  let count = 0;
  for (let row = from; row < to; row++) if (column.states[row] === PRESENT) count += 1;
  if (count === to - from) {
    return { steps, timesMs: times.subarray(from, to), values: column.values.subarray(from, to) };
  }
  const points = {
    steps: new Float64Array(count),
    timesMs: new Float64Array(count),
    values: new Float64Array(count),
  };
  let at = 0;
  for (let row = from; row < to; row++) {
    if (column.states[row] !== PRESENT) continue;
    points.steps[at] = steps[row - from]!;
    points.timesMs[at] = times[row]!;
    points.values[at] = column.values[row]!;
    at += 1;
  }
  return points;
}
