import type { ImportFormat } from '../../format.ts';

const MAGIC = [0x50, 0x41, 0x52, 0x31];

/**
 * Parquet, by its first four bytes (https://parquet.apache.org/docs/file-format/). Tried with pyarrow, pandas, polars,
 * DuckDB, fastparquet, parquet-go and Spark. Left out on purpose: encrypted files, lists and maps (listed, not read),
 * partition folders as one table.
 */
export const parquet: ImportFormat = {
  id: 'parquet',
  label: 'Parquet',
  match(probe) {
    if (probe.kind !== 'file' || probe.head.length < MAGIC.length) return 'no';
    return MAGIC.every((byte, index) => probe.head[index] === byte) ? 'signature' : 'no';
  },
  async guess(source, context) {
    const { guessParquet } = await import('./guess.ts');
    return guessParquet(source, context);
  },
  async *read(source, context) {
    const { readParquet } = await import('./read.ts');
    yield* readParquet(source, context);
  },
};
