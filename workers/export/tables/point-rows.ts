import type { PointColumns } from '../../../src/base/columns.ts';
import { type Batch, BatchBuilder, column, type OutTable } from './out-table.ts';
import type { TableSource } from './table-source.ts';

/** What tells the run of a row. */
export const RUN_COLUMNS = [
  column('run_id', 'text'),
  column('run_name', 'text', 'as it is called in Cairn'),
  column('experiment_name', 'text'),
] as const;
export const TIME_ABOUT = 'moment in UTC; empty where the source has none';
/** Step and time may lack, a value may be NaN. */
const NAN_IS_NONE = [true, true, false];

/** A row a point: all of them, in the order they were logged. `stepsAreWhole` decides their type. */
export function pointRows(source: TableSource, stepsAreWhole: boolean): OutTable {
  const columns = [
    ...RUN_COLUMNS,
    column('metric', 'text'),
    column('step', stepsAreWhole ? 'whole' : 'number', 'as logged: it may repeat or go back'),
    column('time', 'time', TIME_ABOUT),
    column('value', 'number', 'NaN and the infinities were logged'),
  ];
  return {
    name: 'metrics',
    about: 'a row for each point of each metric, in the order they were logged',
    columns,
    async *batches(): AsyncGenerator<Batch> {
      const builder = new BatchBuilder(columns);
      for await (const run of source.runs()) {
        const texts = source.namesOf(run);
        for (const { key } of run.series) {
          const points = await source.points(run, key);
          for (const part of partsOf(builder, points)) {
            const { steps, timesMs, values } = part;
            builder.addRows([...texts, key], [steps, toTimes(timesMs), values], NAN_IS_NONE, steps.length);
            if (builder.isFull) yield builder.take()!;
          }
        }
      }
      const rest = builder.take();
      if (rest) yield rest;
    },
  };
}

function* partsOf(builder: BatchBuilder, { steps, timesMs, values }: PointColumns): Generator<PointColumns> {
  for (let from = 0; from < steps.length; ) {
    const to = Math.min(steps.length, from + builder.rowsLeft);
    yield {
      steps: steps.subarray(from, to),
      timesMs: timesMs.subarray(from, to),
      values: values.subarray(from, to),
    };
    from = to;
  }
}

/** The range of Date: beyond it no time was ever meant. */
const MOST_MS = 8.64e15;

/** Whole milliseconds; NaN for none. */
export function toTimes(timesMs: Float64Array): Float64Array {
  return timesMs.map(toTime);
}

export function toTime(ms: number): number {
  // Adding 0 takes the sign from a zero.
  return Math.abs(ms) <= MOST_MS ? Math.round(ms) + 0 : Number.NaN;
}
