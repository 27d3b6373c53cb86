import type { ColumnMetaData, Compressors } from 'hyparquet';
import type { Leaf, OpenParquet } from './footer.ts';
import { type Page, readPages } from './pages.ts';
import { PageClaimError } from './runs.ts';

export interface LeafRead {
  readonly leaf: Leaf;
  readonly groupIndex: number;
  /** Rows wanted from the beginning of the row group. */
  readonly rowCount: number;
  /** Only this many bytes of the chunk are read; what lies behind them must not be needed. */
  readonly mostBytes?: number;
  /** Entries that the column may hold, where that is not its number of rows. */
  readonly mostEntries?: number;
}

/** Decodes one column of one row group. Throws where the bytes are damaged. */
export async function readLeaf(
  open: OpenParquet,
  { leaf, groupIndex, rowCount, mostBytes, mostEntries }: LeafRead,
): Promise<Page[]> {
  const group = open.metadata.row_groups[groupIndex]!;
  const name = leaf.path.join('\u0000');
  const meta = group.columns.find(
    (chunk) => chunk.meta_data?.path_in_schema.join('\u0000') === name,
  )?.meta_data;
  if (meta === undefined) throw new PageClaimError('column is missing');
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const end = start + Number(meta.total_compressed_size);
  if (!(start >= 0 && start <= end && end <= open.buffer.byteLength))
    throw new PageClaimError('outside of the file');
  const bytes = await open.buffer.slice(
    start,
    Math.min(end, start + (mostBytes ?? Number.POSITIVE_INFINITY)),
  );
  const compressors = await loadCompressors(meta);
  const pages: Page[] = [];
  let rows = 0;
  const groupRows = mostEntries ?? Number(group.num_rows);
  for (const page of readPages(bytes, { leaf, meta, rowCount: groupRows, compressors })) {
    pages.push(page);
    rows += page.rowCount;
    if (rows >= rowCount) break;
  }
  return pages;
}

/** Snappy and plain pages need no decompressor of their own; the others arrive when a file asks for them. */
async function loadCompressors(meta: ColumnMetaData): Promise<Compressors | undefined> {
  if (meta.codec === 'UNCOMPRESSED' || meta.codec === 'SNAPPY') return undefined;
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

/** Rows of a column as text, from its first page on. */
export function textsOfPages(leaf: Leaf, pages: readonly Page[], limit: number): string[] {
  const texts: string[] = [];
  for (const { rowCount, values, levels, full } of pages) {
    let at = 0;
    for (let row = 0; row < rowCount && texts.length < limit; row++) {
      const isFilled = levels === null || levels[row] === full;
      texts.push(isFilled ? textOfValue(leaf, values[at++]) : '');
    }
  }
  return texts;
}
