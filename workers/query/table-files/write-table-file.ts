import type { TableFileQuery } from '../../../src/rpc/query-api.ts';
import { makeCsv } from './csv.ts';
import { makeFileColumns, type TableContext } from './file-columns.ts';

/** The rows as a file. All formats but CSV are loaded when they are first asked for. */
export async function writeTableFile(
  context: TableContext,
  rows: Uint32Array,
  { format, columns: wanted }: Pick<TableFileQuery, 'format' | 'columns'>,
): Promise<Blob> {
  const columns = makeFileColumns(context, wanted);
  switch (format) {
    case 'csv':
      return makeCsv(columns, rows);
    case 'json':
      return (await import('./json.ts')).makeJson(columns, rows);
    case 'parquet':
      return (await import('./parquet.ts')).makeParquet(columns, rows);
    case 'markdown':
      return (await import('./markdown.ts')).makeMarkdown(columns, rows);
    case 'latex':
      return (await import('./latex.ts')).makeLatex(columns, rows);
  }
}
