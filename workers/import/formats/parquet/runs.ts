import type { DataReader } from 'hyparquet';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { readVarInt } from 'hyparquet/src/thrift.js';

/** A page or its header claims more than it can hold. */
export class PageClaimError extends Error {}

/** Writers pad packed runs; no more than this. */
const MOST_PADDING = 512;

/**
 * Decodes run-length and packed integers (levels, dictionary indexes, booleans) of at most 32 bits. The lengths of
 * the runs are walked over first: a run of six bytes may claim two billion values, which the decoder would write.
 */
export function readRuns<Output extends Uint8Array | Int32Array>(
  reader: DataReader,
  bitWidth: number,
  output: Output,
  byteLength?: number,
): Output {
  if (output.length === 0) return output;
  if (!(bitWidth >= 0 && bitWidth <= 32)) throw new PageClaimError('bit width');
  const start = byteLength === undefined ? reader.offset + 4 : reader.offset;
  checkRuns({ view: reader.view, offset: start }, bitWidth, output.length);
  readRleBitPackedHybrid(reader, bitWidth, output, byteLength);
  return output;
}

function checkRuns(reader: DataReader, bitWidth: number, count: number): void {
  const { view } = reader;
  let seen = 0;
  while (seen < count) {
    if (reader.offset >= view.byteLength) throw new PageClaimError('runs end early');
    const header = readVarInt(reader);
    const length = header & 1 ? (header >>> 1) * 8 : header >>> 1;
    if (seen + length > count + MOST_PADDING) throw new PageClaimError('run length');
    // Runs of nothing would be walked over for ever when they take no bytes; their headers do.
    seen += length;
    reader.offset += header & 1 ? (header >>> 1) * bitWidth : (bitWidth + 7) >> 3;
  }
}
