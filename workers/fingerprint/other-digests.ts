import type { DigestScheme } from '../../src/domain/dataset-verdict.ts';
import type { DataFormat } from '../../src/domain/fingerprint.ts';
import type { SourceFile } from '../import/source.ts';
import { numpyDigest, type PandasTable, pandasDigest } from './mlflow-digest.ts';
import { readNumpyHead } from './numpy-file.ts';
import { readPandasCsv } from './pandas-csv.ts';
import { readPandasParquet } from './pandas-parquet.ts';

/** The digest that MLflow records of the same data, where it is certain how pandas or NumPy would hold it. */
export async function otherDigests(
  file: SourceFile,
  format: DataFormat,
): Promise<readonly (readonly [scheme: DigestScheme, digest: string])[]> {
  if (format === 'npy') {
    const array = await readNumpyHead(file);
    return array === null ? [] : [['mlflow-numpy', await numpyDigest(array.head, array.shape)]];
  }
  const table = await readTable(file, format);
  return table === null ? [] : [['mlflow-pandas', await pandasDigest(table)]];
}

async function readTable(file: SourceFile, format: DataFormat): Promise<PandasTable | null> {
  if (format === 'parquet') return readPandasParquet(file);
  return format === 'csv' ? readPandasCsv(file) : null;
}
