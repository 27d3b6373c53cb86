import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { fromUtf8 } from '../../src/base/bytes.ts';
import { RowScanner } from '../../workers/import/formats/csv/scanner.ts';

export type TableRow = Readonly<Record<string, unknown>>;

/** Rows of an exported table as its readers see them: texts of CSV, values of the others. Empty cells are left out. */
export async function readTable(
  bytes: Uint8Array<ArrayBuffer>,
  ending: string,
): Promise<readonly TableRow[]> {
  if (ending === 'csv') return readCsvRows(fromUtf8(bytes));
  if (ending === 'ndjson')
    return fromUtf8(bytes)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const rows = await parquetReadObjects({ file: bytes.buffer, compressors });
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
}

/** Types of a Parquet file's columns. */
export function parquetTypes(bytes: Uint8Array<ArrayBuffer>): Readonly<Record<string, string | undefined>> {
  const [, ...columns] = parquetMetadata(bytes.buffer).schema;
  return Object.fromEntries(
    columns.map(({ name, type, converted_type: converted }) => [name, converted ?? type]),
  );
}

function readCsvRows(text: string): readonly TableRow[] {
  const scanner = new RowScanner(',', '\n', 10_000);
  scanner.push(text);
  const rows: string[][] = [];
  while (scanner.next(true))
    rows.push(Array.from({ length: scanner.cellCount }, (_, at) => scanner.cell(at)));
  const [head = [], ...body] = rows;
  return body.map((cells) => {
    if (cells.length !== head.length) throw new Error(`${cells.length} cells below ${head.length} columns`);
    return Object.fromEntries(cells.flatMap((cell, at) => (cell === '' ? [] : [[head[at]!, cell]])));
  });
}
