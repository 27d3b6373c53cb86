import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { type Cell, type FileColumn, isoTime } from './file-columns.ts';

/** Values of a row group, all columns together: what is held at a time. */
const VALUES_PER_GROUP = 2_000_000;
const MOST_ROWS_PER_GROUP = 20_000;
const FLUSH_BYTES = 1024 * 1024;

/**
 * Typed columns under MLflow's names: metrics are doubles (NaN and the infinities themselves, null where nothing was
 * logged), times timestamps in UTC, everything else the text that was logged.
 */
export function makeParquet(columns: readonly FileColumn[], rows: Uint32Array): Blob {
  const writer = new BlobWriter();
  const schema = schemaFromColumnData({ columnData: columns.map((column) => emptyColumn(column)) });
  const file = new ParquetWriter({ writer, schema, createdBy: 'Cairn' });
  const rowsPerGroup = Math.max(
    1,
    Math.min(MOST_ROWS_PER_GROUP, Math.floor(VALUES_PER_GROUP / Math.max(1, columns.length))),
  );
  for (let from = 0; from < rows.length; from += rowsPerGroup) {
    const group = rows.subarray(from, from + rowsPerGroup);
    const columnData = columns.map((column) => ({
      name: column.name,
      data: Array.from(group, (row) => toValue(column, column.cell(row))),
    }));
    file.write({ columnData, rowGroupSize: rowsPerGroup });
  }
  file.finish();
  return writer.end();
}

function emptyColumn({ name, kind }: FileColumn): ColumnSource {
  const type = kind === 'number' ? 'DOUBLE' : kind === 'time' ? 'TIMESTAMP' : 'STRING';
  return { name, data: [], type, nullable: true };
}

function toValue({ kind }: FileColumn, value: Cell): string | number | Date | undefined {
  if (value === null) return undefined;
  if (kind === 'number') return Number(value);
  if (kind === 'text') return String(value);
  return isoTime(value) === null ? undefined : new Date(Number(value));
}

/** Gives what was written to a blob from time to time. */
class BlobWriter extends ByteWriter {
  private readonly parts: Blob[] = [];

  /** Called after each row group. */
  flush(): void {
    if (this.index >= FLUSH_BYTES) this.giveAway();
  }

  end(): Blob {
    this.giveAway();
    return new Blob(this.parts, { type: 'application/vnd.apache.parquet' });
  }

  private giveAway(): void {
    this.parts.push(new Blob([this.getBuffer()]));
    this.index = 0;
  }
}
