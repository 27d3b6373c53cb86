import {
  type AsyncBuffer,
  type Compressors,
  type DecodedArray,
  type FileMetaData,
  type ParquetParsers,
  parquetRead,
} from 'hyparquet';
import type { Leaf, OpenParquet } from './footer.ts';
import { type ChunkRange, checkPages, rangeOfChunk } from './pages.ts';

/** Times as milliseconds instead of `Date` objects: one number per cell. */
const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (value) => Number(value),
  timestampFromMicroseconds: (value) => Number(value) / 1e3,
  timestampFromNanoseconds: (value) => Number(value) / 1e6,
  dateFromDays: (days) => days * 86_400_000,
  jsonFromBytes: (bytes) => (bytes === undefined ? undefined : new TextDecoder().decode(bytes)),
};

/** Values of one top-level column from `rowStart` on. */
export interface ColumnPart {
  readonly rowStart: number;
  readonly values: DecodedArray;
}

export type ColumnParts = ReadonlyMap<string, readonly ColumnPart[]>;

/** Decodes columns of the rows [rowStart, rowEnd), which must lie in one row group. */
export async function readColumns(
  open: OpenParquet,
  leaves: readonly Leaf[],
  rows: { readonly groupIndex: number; readonly rowStart: number; readonly rowEnd: number },
  buffer: AsyncBuffer = open.buffer,
): Promise<ColumnParts> {
  const columns = [...new Set(leaves.map((leaf) => leaf.path[0]!))];
  const parts = new Map<string, ColumnPart[]>(columns.map((name) => [name, []]));
  if (columns.length === 0) return parts;
  const compressors = await loadCompressors(open.metadata, rows.groupIndex, columns);
  await parquetRead({
    file: checkedBuffer(buffer, rangesOf(open, rows.groupIndex, columns)),
    metadata: open.metadata,
    columns,
    rowStart: rows.rowStart,
    rowEnd: rows.rowEnd,
    parsers: PARSERS,
    geoparquet: false,
    ...(compressors === undefined ? {} : { compressors }),
    onChunk: ({ columnName, columnData, rowStart }) => {
      parts.get(columnName)?.push({ rowStart, values: columnData });
    },
  });
  return parts;
}

function rangesOf(open: OpenParquet, groupIndex: number, columns: readonly string[]): readonly ChunkRange[] {
  const group = open.metadata.row_groups[groupIndex]!;
  const nested = new Set(open.leaves.filter((leaf) => leaf.isNested).map((leaf) => leaf.path[0]));
  return group.columns.flatMap((chunk) => {
    const top = chunk.meta_data?.path_in_schema[0] ?? '';
    if (!columns.includes(top)) return [];
    const range = rangeOfChunk(chunk, group, nested.has(top));
    return range === null ? [] : [range];
  });
}

/** Checks every chunk that a read brings in before the decoder sees it. */
function checkedBuffer(buffer: AsyncBuffer, ranges: readonly ChunkRange[]): AsyncBuffer {
  return {
    byteLength: buffer.byteLength,
    slice: async (start, end = buffer.byteLength) => {
      if (!(start >= 0 && end <= buffer.byteLength && start <= end))
        throw new RangeError('outside of the file');
      const bytes = await buffer.slice(start, end);
      for (const range of ranges) {
        const inside = range.start >= start && range.start < end && range.end <= end;
        if (inside && range.start - start < bytes.byteLength) checkPages(bytes, range.start - start, range);
      }
      return bytes;
    },
  };
}

/** Snappy and plain pages need no decompressor of their own; the others arrive when a file asks for them. */
async function loadCompressors(
  metadata: FileMetaData,
  groupIndex: number,
  columns: readonly string[],
): Promise<Compressors | undefined> {
  const needed = metadata.row_groups[groupIndex]!.columns.some(({ meta_data: meta }) => {
    if (meta === undefined || !columns.includes(meta.path_in_schema[0] ?? '')) return false;
    return meta.codec !== 'UNCOMPRESSED' && meta.codec !== 'SNAPPY';
  });
  if (!needed) return undefined;
  const { decompressBrotli, decompressGzip, decompressLz4, decompressLz4Raw, decompressZstd } = await import(
    'hyparquet-compressors'
  );
  return {
    GZIP: decompressGzip,
    BROTLI: decompressBrotli,
    LZ4: decompressLz4,
    LZ4_RAW: decompressLz4Raw,
    // Into a buffer of the page's size, so that a frame cannot unpack to more than was checked.
    ZSTD: (input, length) => decompressZstd(input, new Uint8Array(length)),
  };
}

/** The value of a leaf inside what its top-level column holds for a row. */
export function leafValue(leaf: Leaf, cell: unknown): unknown {
  let value = cell;
  for (let depth = 1; depth < leaf.path.length; depth++) {
    if (value === null || typeof value !== 'object') return undefined;
    const name = leaf.path[depth]!;
    value = Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  }
  return value;
}

/** A cell as text: '' where it is missing. Times are written in ISO 8601. */
export function textOfValue(leaf: Leaf, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && leaf.isTime) return isoText(value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return Array.isArray(value) ? `[${value.length} items]` : '{…}';
}

function isoText(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}
