import type { TableSettings } from '../../../src/rpc/export-api.ts';
import { ParquetFile } from '../parquet/parquet-file.ts';
import { CsvEncoder } from './csv-encoder.ts';
import { NdjsonEncoder } from './ndjson-encoder.ts';
import type { Batch, OutColumn, OutTable } from './out-table.ts';

/** Writes the rows of one table; called in this order, `rows` for each batch. */
export interface TableEncoder {
  head(): Uint8Array<ArrayBuffer>;
  rows(batch: Batch): Uint8Array<ArrayBuffer>;
  foot(): Uint8Array<ArrayBuffer>;
}

/** The table as a file, chunk by chunk. */
export async function* encodeTable(
  table: OutTable,
  settings: TableSettings,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = makeEncoder(table.columns, settings);
  yield encoder.head();
  for await (const batch of table.batches()) yield encoder.rows(batch);
  yield encoder.foot();
}

function makeEncoder(columns: readonly OutColumn[], settings: TableSettings): TableEncoder {
  switch (settings.format) {
    case 'csv':
      return new CsvEncoder(columns, settings.guardFormulas);
    case 'ndjson':
      return new NdjsonEncoder(columns);
    case 'parquet': {
      const file = new ParquetFile(columns);
      return {
        head: () => file.head(),
        rows: ({ count, columns: cells }) => file.group(count, cells),
        foot: () => file.foot(),
      };
    }
  }
}
