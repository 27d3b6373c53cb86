import type { PointColumns } from '../../../src/base/columns.ts';
import type { MetricKey } from '../../../src/domain/ids.ts';
import type { StoredRun } from '../../../src/domain/run.ts';
import { type Batch, BatchBuilder, column, type OutTable } from './out-table.ts';
import { RUN_COLUMNS, TIME_ABOUT, toTime } from './point-rows.ts';
import type { TableSource } from './table-source.ts';

/** Columns of numbers before those of the metrics. */
const STEP = 0;
const TIME = 1;
const FIRST_METRIC = 2;

/**
 * A row a run and step, ascending, a column a metric. What a metric logged again at a step stands in a further row of that
 * step, in the order of logging. Points without a step come last.
 */
export function stepRows(
  source: TableSource,
  metrics: readonly MetricKey[],
  stepsAreWhole: boolean,
): OutTable {
  const columns = [
    ...RUN_COLUMNS,
    column(
      'step',
      stepsAreWhole ? 'whole' : 'number',
      'a step comes again where something was logged twice at it',
    ),
    column('time', 'time', `the earliest ${TIME_ABOUT}`),
    ...metrics.map((key) =>
      column(`metrics.${key}`, 'number', 'NaN and the infinities were logged; empty is none'),
    ),
  ];
  const places = new Map(metrics.map((key, index) => [key, index + FIRST_METRIC]));
  return {
    name: 'metrics',
    about: 'a row for each run and step, a column for each metric',
    columns,
    async *batches(): AsyncGenerator<Batch> {
      const builder = new BatchBuilder(columns);
      for await (const run of source.runs()) {
        const names = source.namesOf(run);
        const lines = await linesOf(source, run, places);
        for (let step = nextStep(lines); step !== null; step = nextStep(lines)) {
          builder.add();
          for (const [place, text] of names.entries()) builder.setText(place, text);
          addStep(builder, lines, step);
          if (builder.isFull) yield builder.take()!;
        }
      }
      const rest = builder.take();
      if (rest) yield rest;
    },
  };
}

async function linesOf(
  source: TableSource,
  run: StoredRun,
  places: ReadonlyMap<MetricKey, number>,
): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const { key } of run.series) {
    const place = places.get(key);
    if (place !== undefined) lines.push(new Line(place, await source.points(run, key)));
  }
  return lines;
}

/** The least step that a line stands at; null at the end. All that stand there go on together. */
function nextStep(lines: readonly Line[]): number | null {
  let least: number | null = null;
  for (const line of lines)
    if (!line.isOver && (least === null || compareSteps(line.step, least) < 0)) least = line.step;
  return least;
}

function addStep(builder: BatchBuilder, lines: readonly Line[], step: number): void {
  if (!Number.isNaN(step)) builder.setNumber(STEP, step);
  let earliest = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    if (line.isOver || compareSteps(line.step, step) !== 0) continue;
    builder.setNumber(line.place, line.value);
    const time = toTime(line.timeMs);
    if (time < earliest) earliest = time;
    line.advance();
  }
  if (earliest < Number.POSITIVE_INFINITY) builder.setNumber(TIME, earliest);
}

/** The points of a series by step, those of one step in the order of logging. */
class Line {
  private at = 0;
  private readonly order: Uint32Array | null;

  constructor(
    readonly place: number,
    private readonly columns: PointColumns,
  ) {
    this.order = orderOf(columns.steps);
  }

  get isOver(): boolean {
    return this.at >= this.columns.steps.length;
  }

  get step(): number {
    return this.columns.steps[this.index]!;
  }

  get value(): number {
    return this.columns.values[this.index]!;
  }

  get timeMs(): number {
    return this.columns.timesMs[this.index]!;
  }

  advance(): void {
    this.at += 1;
  }

  private get index(): number {
    return this.order ? this.order[this.at]! : this.at;
  }
}

/** Null where the steps ascend as they are. */
function orderOf(steps: Float64Array): Uint32Array | null {
  let isAscending = true;
  for (let at = 1; at < steps.length && isAscending; at++)
    isAscending = compareSteps(steps[at - 1]!, steps[at]!) <= 0;
  if (isAscending) return null;
  const order = Uint32Array.from(steps, (_, at) => at);
  return order.sort((a, b) => compareSteps(steps[a]!, steps[b]!) || a - b);
}

/** NaN, no step, comes after all others. */
function compareSteps(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}
