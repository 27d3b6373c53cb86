import {
  TABLE_HEAD_COLUMNS,
  type TableFormat,
  type TableHead,
  type TableHeadResult,
} from '../../src/rpc/preview-api.ts';
import { detectDialect, scanRows, uniqueNames } from '../import/formats/csv/dialect.ts';
import { withoutLines } from '../import/formats/csv/inspect.ts';
import { fromFile } from '../import/source/file-source.ts';
import type { SourceFile } from '../import/source.ts';

/** Of a text table, this much is looked at: a thousand rows of a hundred columns. */
const CSV_HEAD_BYTES = 2 * 1024 * 1024;
const CELL_CHARS = 2000;
/** Lists and maps are not taken apart for a preview. */
const NESTED = '[…]';

/** The first rows of a table file as text, read as the importer would read it. */
export async function readTableHead(
  format: TableFormat,
  name: string,
  blob: Blob,
  rowLimit: number,
): Promise<TableHeadResult> {
  const file = fromFile(name, blob);
  const table = format === 'csv' ? await readCsvHead(file, rowLimit) : await readParquetHead(file, rowLimit);
  return table === null ? { kind: 'unreadable' } : { kind: 'table', table: withinLimits(table) };
}

/** Cells beyond what is shown stay here. */
function withinLimits(table: TableHead): TableHead {
  const rows = table.rows.map((row) =>
    row
      .slice(0, TABLE_HEAD_COLUMNS)
      .map((cell) => (cell.length > CELL_CHARS ? cell.slice(0, CELL_CHARS) : cell)),
  );
  return { ...table, rows };
}

/** Rows with more or fewer cells than the header are shown as they are: a preview leaves nothing out. */
async function readCsvHead(file: SourceFile, rowLimit: number): Promise<TableHead | null> {
  const head = await file.slice(0, Math.min(CSV_HEAD_BYTES, file.sizeBytes));
  const isWhole = head.length >= file.sizeBytes;
  const dialect = detectDialect(head, isWhole, file.path);
  if (dialect === null || dialect.header.length === 0) return null;
  const text = new TextDecoder(dialect.encoding).decode(head);
  const body = withoutLines(text, dialect.newline, dialect.headerLine - 1);
  const all = scanRows(body, dialect.delimiter, dialect.newline, isWhole, rowLimit + 2);
  const rows = all.slice(1, rowLimit + 1);
  const widest = rows.reduce((most, row) => Math.max(most, row.length), dialect.header.length);
  const names = uniqueNames(dialect.header);
  const columns = Array.from({ length: widest }, (_, index) => names[index] ?? '');
  return { columns, rows, rowCount: isWhole && all.length <= rowLimit + 1 ? rows.length : null };
}

async function readParquetHead(file: SourceFile, rowLimit: number): Promise<TableHead | null> {
  const [{ openParquet }, { countRows, sampleParquet }] = await Promise.all([
    import('../import/formats/parquet/footer.ts'),
    import('../import/formats/parquet/sample.ts'),
  ]);
  const opened = await openParquet(file);
  if (!opened.ok) return null;
  const { metadata, leaves } = opened.value;
  const rows: (readonly string[])[] = [];
  for (let group = 0; group < metadata.row_groups.length && rows.length < rowLimit; group++) {
    const one = {
      ...opened.value,
      metadata: { ...metadata, row_groups: metadata.row_groups.slice(group, group + 1) },
    };
    const sample = await sampleParquet(one, rowLimit - rows.length);
    for (const row of sample.rows) rows.push(row.map((cell, at) => (leaves[at]?.isNested ? NESTED : cell)));
  }
  return { columns: leaves.map((leaf) => leaf.name), rows, rowCount: countRows(opened.value) };
}
