import type { KeyTable, LoggedKey } from './key-table.ts';

/**
 * Walks the items of a history, summary or stats record: `{key | nested_key*, value_json = 16}`. By hand and without
 * objects, because there are as many items as numbers were logged.
 */
export class ItemWalker {
  key: LoggedKey | null = null;
  /** Where the JSON of the value lies. */
  valueStart = 0;
  valueEnd = 0;
  private readonly keys: KeyTable;
  private at = 0;

  constructor(keys: KeyTable) {
    this.keys = keys;
  }

  /** Reads the item that lies from `start` to `end`; false where it is none. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.at = start;
    this.valueStart = -1;
    let keyStart = start;
    let keyEnd = end;
    while (this.at < end) {
      const tagAt = this.at;
      const tag = this.varint(bytes, end);
      // Keys and values are bytes with a length; nothing else is in an item.
      if (tag < 0 || tag % 8 !== 2) return false;
      const length = this.varint(bytes, end);
      if (length < 0 || this.at + length > end) return false;
      if (tag === VALUE_TAG) {
        this.valueStart = this.at;
        this.valueEnd = this.at + length;
        if (tagAt === start) keyStart = this.valueEnd;
        else keyEnd = tagAt;
      }
      this.at += length;
    }
    if (this.valueStart < 0) this.valueEnd = -1;
    this.key = this.keys.find(bytes, keyStart, keyEnd);
    return this.key !== null;
  }

  /** -1 where it is cut or too large. */
  private varint(bytes: Uint8Array, end: number): number {
    let value = 0;
    for (let scale = 1; this.at < end && scale <= 2 ** 28; scale *= 128) {
      const byte = bytes[this.at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return -1;
  }
}

/** Field 16 with a length. */
const VALUE_TAG = 16 * 8 + 2;
