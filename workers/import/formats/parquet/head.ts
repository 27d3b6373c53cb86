import type { SourceFile } from '../../source.ts';
import { openParquet } from './footer.ts';
import { sampleParquet } from './sample.ts';

/** The beginning of a table as text, for a preview. */
export interface TableHead {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** null when counting would mean reading the whole file. */
  readonly rowCount: number | null;
}

/** The first rows of a Parquet file; null when it is damaged or has no columns. */
export async function readParquetHead(file: SourceFile, rowCount: number): Promise<TableHead | null> {
  const opened = await openParquet(file);
  if (!opened.ok) return null;
  const { rows, rowCount: total } = await sampleParquet(opened.value, rowCount);
  return { names: opened.value.leaves.map((leaf) => leaf.name), rows, rowCount: total };
}
