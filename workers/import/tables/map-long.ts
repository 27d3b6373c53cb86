import type { RunKey } from '../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { TableLayout } from '../../../src/domain/table-layout.ts';
import type { ImportEvent } from '../format.ts';
import type { TableBlock } from './block.ts';
import { PRESENT } from './cells.ts';
import { runLabel } from './map-wide.ts';
import { RowReader, textAt } from './row-reader.ts';
import { problemEvents, RunBook, type TableOrigin } from './run-book.ts';
import { SeriesSink } from './series-sink.ts';
import type { TableMapper } from './to-events.ts';

/** More metrics than this is a table whose names are not names of metrics. */
const MOST_METRICS = 20_000;

interface OpenRun {
  readonly key: RunKey;
  /** Rows per metric, for tables without steps. */
  readonly counts: Map<string, number>;
}

/** A row per point: run, metric, step, value. */
export class LongMapper implements TableMapper {
  private readonly reader: RowReader;
  private readonly book: RunBook;
  private readonly sink = new SeriesSink();
  private readonly origin: TableOrigin;
  private readonly runs = new Map<string, OpenRun | null>();
  private readonly metrics = new Set<string>();
  private refused = 0;

  constructor(layout: TableLayout, origin: TableOrigin) {
    this.origin = origin;
    this.reader = new RowReader(layout, origin.startMs);
    this.book = new RunBook(origin);
  }

  *take(block: TableBlock): Generator<ImportEvent> {
    const { reader } = this;
    const values = reader.column(block, 'value');
    const names = reader.column(block, 'metric-name');
    if (values?.kind !== 'number' || names?.kind !== 'text') return;
    const steps = reader.steps(block);
    const times = reader.times(block);
    const contexts = reader.column(block, 'context');
    const events: ImportEvent[] = [];
    for (let row = 0; row < block.rowCount; row++) {
      const name = names.texts[row]!;
      if (values.states[row] !== PRESENT || name === '') continue;
      const context = textAt(contexts, row);
      const metric = context === '' ? name : `${context}/${name}`;
      if (!this.accepts(metric)) continue;
      const run = this.openRun(block, row, times, events);
      if (events.length > 0) yield* events.splice(0);
      if (run === null) continue;
      this.sink.push(run.key, metric, stepAt(steps, row, run, metric), times[row]!, values.values[row]!);
    }
    yield* this.sink.drain();
  }

  flush(): Generator<ImportEvent> {
    return this.sink.drainAll();
  }

  *problems(): Generator<ImportProblem> {
    yield* this.book.problems();
    if (this.refused === 0) return;
    const facts = { what: 'metrics', limit: MOST_METRICS, left: this.refused };
    yield { code: 'limit-reached', path: this.origin.path, facts };
  }

  *finish(): Generator<ImportEvent> {
    yield* this.flush();
    yield* this.book.endAll();
    yield* problemEvents(this.problems());
  }

  private accepts(metric: string): boolean {
    if (this.metrics.has(metric)) return true;
    if (this.metrics.size >= MOST_METRICS) {
      this.refused += 1;
      return false;
    }
    this.metrics.add(metric);
    return true;
  }

  private openRun(
    block: TableBlock,
    row: number,
    times: Float64Array,
    events: ImportEvent[],
  ): OpenRun | null {
    const { reader } = this;
    const name = reader.text(block, 'run', row);
    const experiment = reader.text(block, 'experiment', row);
    const id = experiment === '' ? name : `${name}\u001f${experiment}`;
    const known = this.runs.get(id);
    if (known !== undefined) return known;
    const time = times[row]!;
    const key = this.book.add(
      {
        parts: [id === '' ? this.origin.firstRow : id],
        name: name === '' ? reader.layout.runName : runLabel(reader.layout, reader.at('run'), name),
        experiment: experiment === '' ? reader.layout.experimentName : experiment,
        params: reader.paramsAt(block, row),
        tags: reader.tagsAt(block, row),
        startMs: Number.isNaN(time) || reader.at('time') < 0 ? null : Math.round(time),
      },
      events,
    );
    const run = key === null ? null : { key, counts: new Map<string, number>() };
    this.runs.set(id, run);
    return run;
  }
}

function stepAt(steps: Float64Array | null, row: number, run: OpenRun, metric: string): number {
  if (steps !== null) return Number.isNaN(steps[row]!) ? 0 : steps[row]!;
  const count = run.counts.get(metric) ?? 0;
  run.counts.set(metric, count + 1);
  return count;
}
