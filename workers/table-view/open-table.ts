import type { TableFormat } from '../../src/rpc/table-api.ts';
import { fromFile } from '../import/source/file-source.ts';
import { SourceReadError } from '../import/source.ts';
import { openCsvTable } from './csv-table.ts';
import { openJsonTable } from './json-table.ts';
import type { TableSource } from './table-source.ts';

/** null where the file is no such table. */
export async function openTable(
  format: TableFormat,
  name: string,
  blob: Blob,
  onProgress: (share: number) => void,
): Promise<TableSource | null> {
  const file = fromFile(name, blob);
  try {
    if (format === 'csv') return await openCsvTable(file, onProgress);
    if (format === 'json') return await openJsonTable(file);
    const { openParquetTable } = await import('./parquet-table.ts');
    return await openParquetTable(file);
  } catch (error) {
    if (error instanceof SourceReadError) return null;
    throw error;
  }
}
