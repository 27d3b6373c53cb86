import { concatBytes } from '../../../src/base/bytes.ts';
import { maskedCrc, maskedLengthCrc } from '../../../workers/import/formats/tensorboard/crc32c.ts';
import { plainCrc32 } from '../block-log-writer.js';
import type { Dice } from './dice.ts';
import { ANY_BYTES, type Mutation } from './mutate-bytes.ts';

/** Damage that checksums do not catch: it reaches what lies behind them. Each is for files of its kind. */
export const INSIDE: readonly {
  readonly fits: (path: string) => boolean;
  readonly mutations: readonly Mutation[];
}[] = [
  { fits: (path) => /\.(wandb|swanlab)$/.test(path), mutations: [changesChunks] },
  { fits: (path) => path.includes('tfevents'), mutations: [changesRecords] },
  {
    fits: (path) => /\.(db|sqlite3?)(-wal|-journal)?$/.test(path),
    mutations: [changesPageHeaders, swapsPages],
  },
];

/** Changes bytes of a log in blocks, then puts the checksum of every chunk right. */
function changesChunks(bytes: Uint8Array, dice: Dice): Uint8Array {
  const changed = Buffer.from(dice.pick(ANY_BYTES)(bytes, dice));
  for (let at = 7; at + 7 <= changed.length; ) {
    const left = 32_768 - (at % 32_768);
    const end = at + 7 + changed.readUInt16LE(at + 4);
    if (left < 7 || changed[at + 6] === 0) at += left;
    else if (end - at > left || end > changed.length) break;
    else {
      changed.writeUInt32LE(plainCrc32(changed.subarray(at + 6, end)), at);
      at = end;
    }
  }
  return new Uint8Array(changed);
}

/** Changes the data of some TFRecords, whose checksums are made anew. */
function changesRecords(bytes: Uint8Array, dice: Dice): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at + 16 <= bytes.length; ) {
    const length = view.getUint32(at, true);
    if (at + 16 + length > bytes.length) break;
    const data = bytes.subarray(at + 12, at + 12 + length);
    parts.push(
      makeRecord(at > 0 && length > 0 && dice.below(3) === 0 ? dice.pick(ANY_BYTES)(data, dice) : data),
    );
    at += 16 + length;
  }
  return concatBytes(parts);
}

function makeRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(16 + data.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, data.length, true);
  view.setUint32(8, maskedLengthCrc(data.length), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc(record, 12, 12 + data.length), true);
  return record;
}

const PAGE_BYTES = 1024;

function changesPageHeaders(bytes: Uint8Array, dice: Dice): Uint8Array {
  const copy = bytes.slice();
  for (let turn = dice.below(30); turn >= 0 && copy.length > 0; turn--) {
    const page = dice.below(Math.ceil(copy.length / PAGE_BYTES)) * PAGE_BYTES;
    copy[Math.min(copy.length - 1, page + dice.below(24))] = dice.below(256);
  }
  return copy;
}

/** A page in the place of another: trees that run in circles. */
function swapsPages(bytes: Uint8Array, dice: Dice): Uint8Array {
  const copy = bytes.slice();
  const pages = Math.ceil(copy.length / PAGE_BYTES);
  for (let turn = dice.below(6); turn >= 0; turn--) {
    const from = dice.below(pages) * PAGE_BYTES;
    copy.copyWithin(dice.below(pages) * PAGE_BYTES, from, from + PAGE_BYTES);
  }
  return copy;
}
