import type { ColumnChunk, RowGroup } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';

/** A page unpacks to at most this, whatever its header says. Writers aim at 1 MiB. */
const LARGEST_PAGE = 256 * 1024 * 1024;
/** Values below lists are not bounded by the rows, so they have a limit of their own. */
const MOST_NESTED_VALUES = 50_000_000;

/** The pages of a column chunk claim more than they can hold. */
export class PageClaimError extends Error {}

export interface ChunkRange {
  readonly start: number;
  readonly end: number;
  /** The most values that all data pages together may claim. */
  readonly mostValues: number;
}

export function rangeOfChunk(chunk: ColumnChunk, group: RowGroup, isNested: boolean): ChunkRange | null {
  const meta = chunk.meta_data;
  if (meta === undefined) return null;
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const rows = Number(group.num_rows);
  return {
    start,
    end: start + Number(meta.total_compressed_size),
    mostValues: isNested ? MOST_NESTED_VALUES : rows,
  };
}

/**
 * Walks over the page headers of a chunk before anything is unpacked: a page of some hundred bytes can claim two
 * billion values, and memory for them would be taken before the lie shows. `bytes` may end within the chunk.
 */
export function checkPages(bytes: ArrayBuffer, offset: number, range: ChunkRange): void {
  const view = new DataView(bytes, offset, Math.min(range.end - range.start, bytes.byteLength - offset));
  const reader = { view, offset: 0 };
  let values = 0;
  while (reader.offset < view.byteLength - 1 && values < range.mostValues) {
    const header = parquetHeader(reader);
    const unpacked = Number(header.uncompressed_page_size);
    const packed = Number(header.compressed_page_size);
    if (!(packed >= 0 && unpacked >= 0 && unpacked <= LARGEST_PAGE)) throw new PageClaimError('page size');
    const dictionary = header.dictionary_page_header?.num_values ?? 0;
    if (!(dictionary >= 0 && dictionary <= unpacked * 8)) throw new PageClaimError('dictionary size');
    const claimed = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values ?? 0;
    if (!(claimed >= 0)) throw new PageClaimError('value count');
    values += claimed;
    if (values > range.mostValues) throw new PageClaimError('value count');
    reader.offset += packed;
  }
}
