import type { SourceFile } from '../../source.ts';
import { inspectCsv } from './inspect.ts';

/** The beginning of a table as text, for a preview. */
export interface TableHead {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** null when counting would mean reading the whole file. */
  readonly rowCount: number | null;
}

/** The first rows of a text table (at most 1,000, of the first half MiB); null when it has no header. */
export async function readCsvHead(file: SourceFile, rowCount: number): Promise<TableHead | null> {
  const sample = await inspectCsv(file);
  if (sample === null) return null;
  const { names, rows, isWhole } = sample;
  return { names, rows: rows.slice(0, rowCount), rowCount: isWhole ? rows.length : null };
}
