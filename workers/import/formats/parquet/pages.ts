import type {
  ColumnMetaData,
  Compressors,
  DataReader,
  DecodedArray,
  Encoding,
  PageHeader,
  ParquetParsers,
  SchemaElement,
} from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { readPlain } from 'hyparquet/src/plain.js';
import type { Leaf } from './footer.ts';
import { PageClaimError, readRuns } from './runs.ts';
import { readValues } from './values.ts';

/** A page unpacks to at most this, whatever its header says. Writers aim at 1 MiB. */
const LARGEST_PAGE = 256 * 1024 * 1024;

/** Values of consecutive rows. Where `levels` is given, a row holds a value when its level is `full`. */
export interface Page {
  readonly rowCount: number;
  readonly values: DecodedArray;
  readonly levels: Uint8Array | null;
  readonly full: number;
  /** Lists only: 0 where an entry begins a row. `rowCount` then counts entries, not rows. */
  readonly repeats: Uint8Array | null;
}

export interface ChunkDecoder {
  readonly leaf: Leaf;
  readonly meta: ColumnMetaData;
  readonly rowCount: number;
  readonly compressors: Compressors | undefined;
}

/** Times as milliseconds instead of `Date` objects: one number per cell. */
const PARSERS: ParquetParsers = {
  ...DEFAULT_PARSERS,
  timestampFromMilliseconds: (value) => Number(value),
  timestampFromMicroseconds: (value) => Number(value) / 1e3,
  timestampFromNanoseconds: (value) => Number(value) / 1e6,
  dateFromDays: (days) => days * 86_400_000,
  jsonFromBytes: (bytes) => new TextDecoder().decode(bytes),
  geometryFromBytes: (bytes) => bytes,
  geographyFromBytes: (bytes) => bytes,
};

/**
 * Decodes a column chunk page by page. Every size that a header claims is checked before memory is taken for it:
 * a page of a hundred bytes can claim two billion values. What does not add up throws and costs the row group.
 */
export function* readPages(bytes: ArrayBuffer, decoder: ChunkDecoder): Generator<Page> {
  const reader = { view: new DataView(bytes), offset: 0 };
  let dictionary: DecodedArray | null = null;
  let rows = 0;
  while (rows < decoder.rowCount && reader.offset < bytes.byteLength) {
    const header = parquetHeader(reader);
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header;
    if (!(packed >= 0 && unpacked >= 0 && unpacked <= LARGEST_PAGE)) throw new PageClaimError('page size');
    const body = new Uint8Array(bytes, reader.offset, packed);
    reader.offset += packed;
    if (header.dictionary_page_header) {
      dictionary = readDictionary(body, header, decoder);
      continue;
    }
    const page = readDataPage(body, header, decoder, decoder.rowCount - rows, dictionary);
    if (page === null) continue;
    rows += page.rowCount;
    yield page;
  }
}

function readDictionary(
  body: Uint8Array,
  header: PageHeader,
  { leaf, meta, compressors }: ChunkDecoder,
): DecodedArray {
  const count = header.dictionary_page_header!.num_values;
  const reader = toReader(decompressPage(body, header.uncompressed_page_size, meta.codec, compressors));
  if (!(count >= 0 && count <= reader.view.byteLength * 8)) throw new PageClaimError('dictionary size');
  return toLogical(readPlain(reader, meta.type, count, leaf.element.type_length), leaf);
}

function readDataPage(
  body: Uint8Array,
  header: PageHeader,
  decoder: ChunkDecoder,
  rowsLeft: number,
  dictionary: DecodedArray | null,
): Page | null {
  const first = header.data_page_header;
  const second = header.data_page_header_v2;
  const claimed = first ?? second;
  if (claimed === undefined) return null;
  const rowCount = claimed.num_values;
  if (!(rowCount >= 0 && rowCount <= rowsLeft)) throw new PageClaimError('value count');
  const { reader, levels, repeats } = first
    ? openFirst(body, header, decoder, rowCount)
    : openSecond(body, header, decoder, rowCount);
  const full = decoder.leaf.fullLevel;
  const count = levels === null ? rowCount : countLevels(levels, full);
  const values = decodeValues(reader, claimed.encoding, count, decoder, dictionary);
  return { rowCount, values, levels: count === rowCount ? null : levels, full, repeats };
}

interface OpenPage {
  readonly reader: DataReader;
  readonly levels: Uint8Array | null;
  readonly repeats: Uint8Array | null;
}

function openFirst(
  body: Uint8Array,
  header: PageHeader,
  { leaf, meta, compressors }: ChunkDecoder,
  rowCount: number,
): OpenPage {
  const reader = toReader(decompressPage(body, header.uncompressed_page_size, meta.codec, compressors));
  const repeats = leaf.isRepeated ? readRuns(reader, 1, new Uint8Array(rowCount)) : null;
  const levels = leaf.fullLevel === 0 ? null : readRuns(reader, leaf.levelBits, new Uint8Array(rowCount));
  return { reader, levels, repeats };
}

function openSecond(
  body: Uint8Array,
  header: PageHeader,
  { leaf, meta, compressors }: ChunkDecoder,
  rowCount: number,
): OpenPage {
  const page = header.data_page_header_v2!;
  const repeated = page.repetition_levels_byte_length;
  const defined = page.definition_levels_byte_length;
  if (!(repeated >= 0 && defined >= 0 && repeated + defined <= body.length))
    throw new PageClaimError('level size');
  const repeats =
    leaf.isRepeated && repeated > 0
      ? readRuns(toReader(body.subarray(0, repeated)), 1, new Uint8Array(rowCount), repeated)
      : null;
  const start = toReader(body.subarray(repeated, repeated + defined));
  const levels =
    leaf.fullLevel === 0 || defined === 0
      ? null
      : readRuns(start, leaf.levelBits, new Uint8Array(rowCount), defined);
  const packed = body.subarray(repeated + defined);
  const size = header.uncompressed_page_size - repeated - defined;
  if (size < 0) throw new PageClaimError('page size');
  const plain = page.is_compressed === false ? packed : decompressPage(packed, size, meta.codec, compressors);
  return { reader: toReader(plain), levels, repeats };
}

function decodeValues(
  reader: DataReader,
  encoding: Encoding,
  count: number,
  { leaf, meta }: ChunkDecoder,
  dictionary: DecodedArray | null,
): DecodedArray {
  if (count === 0) return [];
  if (encoding !== 'RLE_DICTIONARY' && encoding !== 'PLAIN_DICTIONARY') {
    return toLogical(readValues(reader, encoding, meta.type, count, leaf.element.type_length), leaf);
  }
  if (dictionary === null) throw new PageClaimError('no dictionary');
  const bitWidth = reader.view.getUint8(reader.offset++);
  const indexes = new Int32Array(count);
  if (bitWidth > 0) readRuns(reader, bitWidth, indexes, reader.view.byteLength - reader.offset);
  return lookUp(dictionary, indexes);
}

function lookUp(dictionary: DecodedArray, indexes: Int32Array): DecodedArray {
  const isDouble = dictionary instanceof Float64Array;
  const found: Float64Array | unknown[] = isDouble
    ? new Float64Array(indexes.length)
    : new Array(indexes.length);
  for (let at = 0; at < indexes.length; at++) {
    const index = indexes[at]!;
    if (!(index >= 0 && index < dictionary.length)) throw new PageClaimError('dictionary index');
    found[at] = dictionary[index] as number;
  }
  return found as DecodedArray;
}

function toLogical(values: DecodedArray, leaf: Leaf): DecodedArray {
  const { element, schemaPath } = leaf;
  // Only these members are read by the conversion.
  const decoder: { element: SchemaElement; parsers: ParquetParsers } = { element, parsers: PARSERS };
  return convert(values, { ...decoder, schemaPath: [...schemaPath] } as Parameters<typeof convert>[1]);
}

function countLevels(levels: Uint8Array, full: number): number {
  let count = 0;
  for (const level of levels) if (level === full) count += 1;
  return count;
}

function toReader(bytes: Uint8Array): DataReader {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}
