import type { DataReader, DecodedArray, Encoding, ParquetType } from 'hyparquet';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { readVarInt } from 'hyparquet/src/thrift.js';
import { PageClaimError, readRuns } from './runs.ts';

const MOST_MINIBLOCKS = 4096;
/** Texts that share beginnings unpack to more than the page; to at most this. */
const MOST_TEXT_BYTES = 256 * 1024 * 1024;

/** The values of a page as they are stored, before logical types. Never more than `count`, and never by trust. */
export function readValues(
  reader: DataReader,
  encoding: Encoding,
  type: ParquetType,
  count: number,
  typeLength: number | undefined,
): DecodedArray {
  const room = reader.view.byteLength - reader.offset;
  switch (encoding) {
    case 'PLAIN':
      if (count > room * 8) throw new PageClaimError('value count');
      return readPlain(reader, type, count, typeLength);
    case 'RLE':
      if (type !== 'BOOLEAN') throw new PageClaimError('run-length values');
      return Array.from(readRuns(reader, 1, new Uint8Array(count)), (bit) => bit === 1);
    case 'BYTE_STREAM_SPLIT':
      if (count > room) throw new PageClaimError('value count');
      return byteStreamSplit(reader, count, type, typeLength);
    case 'DELTA_BINARY_PACKED':
      return readDeltas(reader, type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count));
    case 'DELTA_LENGTH_BYTE_ARRAY':
      return readTexts(reader, null, readDeltas(reader, new Int32Array(count)));
    case 'DELTA_BYTE_ARRAY': {
      const prefixes = readDeltas(reader, new Int32Array(count));
      return readTexts(reader, prefixes, readDeltas(reader, new Int32Array(count)));
    }
    default:
      throw new PageClaimError(`encoding ${encoding}`);
  }
}

function readDeltas<Output extends Int32Array | BigInt64Array>(reader: DataReader, output: Output): Output {
  const header = { view: reader.view, offset: reader.offset };
  const blockSize = readVarInt(header);
  const miniblocks = readVarInt(header);
  if (!(miniblocks > 0 && miniblocks <= MOST_MINIBLOCKS && blockSize >= miniblocks)) {
    throw new PageClaimError('delta blocks');
  }
  if (output.length > 0) deltaBinaryUnpack(reader, output.length, output);
  return output;
}

/** Texts by their lengths, each with the beginning it shares with the one before it. */
function readTexts(reader: DataReader, prefixes: Int32Array | null, lengths: Int32Array): DecodedArray {
  const { view } = reader;
  const texts = new Array<Uint8Array>(lengths.length);
  let before = new Uint8Array(0);
  let total = 0;
  for (let index = 0; index < lengths.length; index++) {
    const length = lengths[index]!;
    const prefix = prefixes?.[index] ?? 0;
    if (!(length >= 0 && prefix >= 0 && prefix <= before.length)) throw new PageClaimError('text length');
    if (reader.offset + length > view.byteLength) throw new PageClaimError('text length');
    total += prefix + length;
    if (total > MOST_TEXT_BYTES) throw new PageClaimError('text length');
    const own = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset + reader.offset, length);
    reader.offset += length;
    if (prefix === 0) {
      before = own;
    } else {
      const whole = new Uint8Array(prefix + length);
      whole.set(before.subarray(0, prefix));
      whole.set(own, prefix);
      before = whole;
    }
    texts[index] = before;
  }
  return texts;
}
