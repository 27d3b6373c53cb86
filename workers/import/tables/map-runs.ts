import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { Pair, RunStatus } from '../../../src/domain/run.ts';
import type { TableLayout } from '../../../src/domain/table-layout.ts';
import type { ImportEvent } from '../format.ts';
import type { TableBlock } from './block.ts';
import { PRESENT } from './cells.ts';
import { runLabel } from './map-wide.ts';
import { numberAt, RowReader } from './row-reader.ts';
import { problemEvents, RunBook, type TableOrigin } from './run-book.ts';
import type { TableMapper } from './to-events.ts';

const STATUS = new Map<string, RunStatus>([
  ['finished', 'finished'],
  ['complete', 'finished'],
  ['completed', 'finished'],
  ['success', 'finished'],
  ['succeeded', 'finished'],
  ['done', 'finished'],
  ['terminated', 'finished'],
  ['failed', 'failed'],
  ['fail', 'failed'],
  ['crashed', 'failed'],
  ['error', 'failed'],
  ['killed', 'killed'],
  ['pruned', 'killed'],
  ['stopped', 'killed'],
  ['interrupted', 'killed'],
  ['running', 'running'],
  ['scheduled', 'scheduled'],
  ['pending', 'scheduled'],
  ['waiting', 'scheduled'],
  ['queued', 'scheduled'],
]);

/** A row per run: params, tags and final values. */
export class RunsMapper implements TableMapper {
  private readonly reader: RowReader;
  private readonly book: RunBook;
  private row = 0;
  /** One point, written anew for each value: a table of runs holds few points per series. */
  private readonly point = {
    steps: new Float64Array(1),
    timesMs: new Float64Array(1),
    values: new Float64Array(1),
  };

  constructor(layout: TableLayout, origin: TableOrigin) {
    this.reader = new RowReader(layout, origin.startMs);
    this.book = new RunBook(origin);
  }

  *take(block: TableBlock): Generator<ImportEvent> {
    const { reader } = this;
    const steps = reader.steps(block);
    const starts = reader.at('time') < 0 ? null : reader.times(block);
    const elapsed = reader.column(block, 'elapsed');
    const events: ImportEvent[] = [];
    for (let row = 0; row < block.rowCount; row++) {
      this.row += 1;
      const start = starts === null || Number.isNaN(starts[row]!) ? null : Math.round(starts[row]!);
      const seconds = numberAt(elapsed, row);
      const end = start === null || !Number.isFinite(seconds) ? null : Math.round(start + seconds * 1000);
      const key = this.addRun(block, row, start, end, events);
      yield* events.splice(0);
      if (key === null) continue;
      this.point.steps[0] = steps === null || Number.isNaN(steps[row]!) ? 0 : steps[row]!;
      this.point.timesMs[0] = end ?? start ?? Number.NaN;
      for (const index of reader.metrics) {
        const column = block.columns[index];
        if (column?.kind !== 'number' || column.states[row] !== PRESENT) continue;
        this.point.values[0] = column.values[row]!;
        yield { kind: 'points', run: key, metric: reader.keyOf(index), points: this.point };
      }
      yield this.book.end(key);
    }
  }

  *flush(): Generator<ImportEvent> {
    // Nothing is held back.
  }

  problems(): Iterable<ImportProblem> {
    return this.book.problems();
  }

  *finish(): Generator<ImportEvent> {
    yield* this.book.endAll();
    yield* problemEvents(this.problems());
  }

  private addRun(
    block: TableBlock,
    row: number,
    startMs: number | null,
    endMs: number | null,
    events: ImportEvent[],
  ) {
    const { reader } = this;
    const { layout } = reader;
    const value = reader.text(block, 'run', row);
    const experiment = reader.text(block, 'experiment', row);
    const params = reader.paramsAt(block, row);
    const tags = reader.tagsAt(block, row);
    const parts = value === '' ? params.map((pair) => pair.join('=')) : [value, String(startMs ?? '')];
    return this.book.add(
      {
        parts: [experiment, ...parts],
        name: value === '' ? `${layout.runName} ${this.row}` : runLabel(layout, reader.at('run'), value),
        experiment: experiment === '' ? layout.experimentName : experiment,
        params,
        tags,
        status: statusOf(tags),
        user: tags.find(([key]) => key === 'mlflow.user')?.[1] ?? '',
        startMs,
        endMs,
      },
      events,
    );
  }
}

function statusOf(tags: readonly Pair[]): RunStatus {
  const state = tags.find(([key]) => /^(?:state|status)$/i.test(key));
  // Optuna writes `TrialState.COMPLETE` where the frame was not flattened.
  const word = state?.[1].toLowerCase().split('.').pop() ?? '';
  return STATUS.get(word) ?? 'unknown';
}
