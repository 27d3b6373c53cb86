import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { PointColumns } from '../../../src/base/columns.ts';
import type { OpenFile } from './bundle-zip.ts';

/** Rows of a row group: some 5 MB of numbers. */
const ROWS_PER_GROUP = 200_000;

const TEXT = ['run', 'metric'] as const;
const NUMBERS = ['step', 'time_ms', 'value'] as const;

/**
 * Points as a long table: `run`, `metric`, `step`, `time_ms`, `value`, in the order they were logged. Numbers are
 * doubles and exact: NaN, the infinities and -0 are themselves, and NaN as a time is none.
 */
export class PointsTable {
  private readonly writer = new ByteWriter();
  private readonly table: ParquetWriter;
  private runs: string[] = [];
  private metrics: string[] = [];
  private numbers = makeColumns();
  private length = 0;

  constructor(private readonly file: OpenFile) {
    const schema = schemaFromColumnData({
      columnData: [
        ...TEXT.map((name) => ({ name, data: [], type: 'STRING' as const, nullable: false })),
        ...NUMBERS.map((name) => ({ name, data: [], type: 'DOUBLE' as const, nullable: false })),
      ],
    });
    this.table = new ParquetWriter({ writer: this.writer, schema, createdBy: 'Cairn', statistics: false });
  }

  add(run: string, metric: string, { steps, timesMs, values }: PointColumns): void {
    for (let from = 0; from < steps.length; ) {
      const count = Math.min(ROWS_PER_GROUP - this.length, steps.length - from);
      const [step, time, value] = this.numbers;
      step.set(steps.subarray(from, from + count), this.length);
      time.set(timesMs.subarray(from, from + count), this.length);
      value.set(values.subarray(from, from + count), this.length);
      for (let i = 0; i < count; i++) {
        this.runs.push(run);
        this.metrics.push(metric);
      }
      this.length += count;
      from += count;
      if (this.length === ROWS_PER_GROUP) this.flush();
    }
  }

  end(): void {
    this.flush();
    this.table.finish();
    this.giveAway();
    this.file.end();
  }

  private flush(): void {
    if (this.length === 0) return;
    const texts = [this.runs, this.metrics];
    const columnData = [
      ...TEXT.map((name, at) => ({ name, data: texts[at]! })),
      // A dictionary would take -0 for 0.
      ...NUMBERS.map((name, at) => ({
        name,
        data: this.numbers[at]!.slice(0, this.length),
        encoding: 'PLAIN' as const,
      })),
    ];
    this.table.write({ columnData, rowGroupSize: ROWS_PER_GROUP });
    this.runs = [];
    this.metrics = [];
    this.length = 0;
    this.giveAway();
  }

  private giveAway(): void {
    if (this.writer.index > 0) this.file.write(this.writer.getBytes().slice());
    this.writer.index = 0;
  }
}

type Columns = readonly [Float64Array, Float64Array, Float64Array];

function makeColumns(): Columns {
  const make = () => new Float64Array(ROWS_PER_GROUP);
  return [make(), make(), make()];
}
