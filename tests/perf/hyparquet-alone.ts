import { type AsyncBuffer, parquetMetadataAsync, parquetRead } from 'hyparquet';

export function asyncBufferOf(file: File): AsyncBuffer {
  return {
    byteLength: file.size,
    slice: (start, end) => file.slice(start, end ?? file.size).arrayBuffer(),
  };
}

/** All columns by the library alone, chunk by chunk, kept nowhere. */
export async function readWithHyparquet(file: AsyncBuffer): Promise<number> {
  const metadata = await parquetMetadataAsync(file);
  await parquetRead({ file, metadata, onChunk: () => undefined });
  return Number(metadata.num_rows);
}
