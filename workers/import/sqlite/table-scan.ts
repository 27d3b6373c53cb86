import { SourceReadError } from '../source.ts';
import { ROW_LIMIT_BYTES } from './connect.ts';
import type { FailureKind, SqliteFailure } from './failure.ts';
import { LeafWalk, readRowId, readUint32 } from './leaf-walk.ts';
import type { Pages } from './pages.ts';
import { RecordView } from './record.ts';
import type { RowSource } from './row-source.ts';
import type { TableInfo } from './table-info.ts';

export interface ScanRange {
  readonly leaves?: readonly number[];
  readonly from?: number;
  /** The last row id. */
  readonly to?: number;
}

/**
 * All rows of a table in the order of their row ids, read from the pages themselves: several times faster than
 * stepping a statement, and a damaged page costs its own rows, not those behind it.
 */
export class TableScan implements RowSource {
  failure: SqliteFailure | null = null;
  count = 0;
  private readonly pages: Pages;
  private readonly info: TableInfo;
  private readonly walk: LeafWalk;
  private readonly from: number;
  private readonly to: number;
  private readonly record = new RecordView();
  /** Place of each asked-for column in the record, -1 for one that the table does not have. */
  private readonly places: Int32Array;
  private readonly fallbacks: readonly string[];
  private readonly wanted: number;
  private readonly maxLocal: number;
  private readonly minLocal: number;
  private cell = 0;
  /** Bytes of the current leaf that its rows take so far: cells that share bytes are forged. */
  private leafBytes = 0;
  private rowIdAt = 0;
  private damagedRows = 0;
  private isOver = false;
  private scratch: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  /** `range`: some of the table's leaves instead of all, rows from a row id on. */
  constructor(pages: Pages, info: TableInfo, columns: readonly string[], range: ScanRange = {}) {
    this.pages = pages;
    this.info = info;
    this.from = range.from ?? Number.NEGATIVE_INFINITY;
    this.to = range.to ?? Number.POSITIVE_INFINITY;
    this.walk = new LeafWalk(pages, range.leaves ?? [info.rootPage], this.from);
    this.places = Int32Array.from(columns, (name) => info.columns.get(name)?.place ?? -1);
    this.fallbacks = columns.map((name) => info.columns.get(name)?.fallback ?? '');
    this.wanted = Math.max(0, ...this.places) + 1;
    this.maxLocal = pages.usableBytes - 35;
    this.minLocal = Math.floor(((pages.usableBytes - 12) * 32) / 255) - 23;
  }

  get heap(): Uint8Array<ArrayBuffer> {
    return this.record.bytes;
  }

  get view(): DataView<ArrayBuffer> {
    return this.record.view;
  }

  next(): boolean {
    while (!this.isOver) {
      while (this.cell < this.walk.cellCount) {
        if (this.readCell(this.cell++)) {
          if (this.from !== Number.NEGATIVE_INFINITY && this.rowId < this.from) continue;
          if (this.to !== Number.POSITIVE_INFINITY && this.rowId > this.to) break;
          this.count += 1;
          return true;
        }
        if (this.isOver) return false;
        this.damagedRows += 1;
      }
      if (this.isBehindEnd()) this.isOver = true;
      else if (!this.nextLeaf()) this.finish();
    }
    return false;
  }

  /** Of the current row. */
  get rowId(): number {
    return readRowId(this.walk.block, this.rowIdAt);
  }

  number(column: number): number {
    const place = this.places[column]!;
    if (place < 0 || !this.record.has(place)) return Number(this.fallbacks[column]) || 0;
    if (place === this.info.rowIdPlace && this.record.isNull(place)) return Number(this.wholeRowId());
    return this.record.number(place);
  }

  numberOrNull(column: number): number | null {
    const place = this.places[column]!;
    const isThere = place >= 0 && this.record.has(place);
    const isNull = isThere
      ? this.record.isNull(place) && place !== this.info.rowIdPlace
      : this.fallbacks[column] === '';
    return isNull ? null : this.number(column);
  }

  text(column: number): string {
    const place = this.places[column]!;
    if (place < 0 || !this.record.has(place)) return this.fallbacks[column]!;
    if (place === this.info.rowIdPlace && this.record.isNull(place)) return this.wholeRowId().toString();
    return this.record.text(place);
  }

  pointer(column: number): number {
    const place = this.places[column]!;
    return place >= 0 && this.record.has(place) && this.record.isText(place) ? this.record.start(place) : 0;
  }

  sizeBytes(column: number): number {
    return this.record.sizeBytes(this.places[column]!);
  }

  fail(kind: FailureKind, message: string): void {
    this.isOver = true;
    this.failure = { kind, message };
  }

  close(): void {
    this.isOver = true;
  }

  private isBehindEnd(): boolean {
    return this.cell > 0 && this.to !== Number.POSITIVE_INFINITY && this.rowId > this.to;
  }

  private nextLeaf(): boolean {
    this.cell = 0;
    this.leafBytes = 0;
    try {
      return this.walk.next();
    } catch (error) {
      return this.noteUnreadable(error);
    }
  }

  private noteUnreadable(error: unknown): false {
    if (!(error instanceof SourceReadError)) throw error;
    this.walk.cellCount = 0;
    this.fail('unreadable', error.message);
    return false;
  }

  private finish(): void {
    this.isOver = true;
    const { damagedPages } = this.walk;
    if (this.failure !== null || damagedPages + this.damagedRows === 0) return;
    this.failure = {
      kind: 'damaged',
      message: `${damagedPages} pages and ${this.damagedRows} rows are damaged`,
    };
  }

  /** Finds the columns of a row; false when it cannot be one. */
  private readCell(index: number): boolean {
    const { block, base, pointers } = this.walk;
    const end = base + this.pages.usableBytes;
    const pointer = pointers + index * 2;
    let at = base + block[pointer]! * 256 + block[pointer + 1]!;
    if (at + 4 > end) return false;
    let payloadBytes = block[at++]!;
    if (payloadBytes > 127) {
      payloadBytes &= 127;
      for (let digit = 128; digit > 127 && payloadBytes <= ROW_LIMIT_BYTES; ) {
        digit = block[at++]!;
        payloadBytes = payloadBytes * 128 + (digit & 127);
      }
    }
    this.rowIdAt = at;
    for (let digit = 0; digit < 8 && block[at]! > 127; digit++) at += 1;
    at += 1;
    if (payloadBytes > this.maxLocal) return this.gather(at, end, payloadBytes);
    this.leafBytes += payloadBytes;
    if (at + payloadBytes > end || this.leafBytes > this.pages.usableBytes) return false;
    this.record.useBytes(block);
    return this.record.find(at, at + payloadBytes, this.wanted);
  }

  /** A row that goes on in overflow pages, put together in one piece. */
  private gather(at: number, end: number, payloadBytes: number): boolean {
    const { pages, walk } = this;
    const contentBytes = pages.usableBytes - 4;
    if (payloadBytes > Math.min(ROW_LIMIT_BYTES, pages.pageCount * pages.usableBytes)) return false;
    const surplus = this.minLocal + ((payloadBytes - this.minLocal) % contentBytes);
    const localBytes = surplus <= this.maxLocal ? surplus : this.minLocal;
    this.leafBytes += localBytes;
    if (at + localBytes + 4 > end || this.leafBytes > pages.usableBytes) return false;
    if (this.scratch.length < payloadBytes) this.scratch = new Uint8Array(payloadBytes);
    this.scratch.set(walk.block.subarray(at, at + localBytes));
    let page = readUint32(walk.block, at + localBytes);
    try {
      for (let done = localBytes; done < payloadBytes; done += contentBytes) {
        if (!walk.claim(page)) return false;
        const block = walk.blockOf(page);
        const from = walk.offsetOf(page);
        const part = Math.min(contentBytes, payloadBytes - done);
        this.scratch.set(block.subarray(from + 4, from + 4 + part), done);
        page = readUint32(block, from);
      }
    } catch (error) {
      return this.noteUnreadable(error);
    }
    this.record.useBytes(this.scratch);
    return this.record.find(0, payloadBytes, this.wanted);
  }

  private wholeRowId(): bigint {
    const { block } = this.walk;
    let at = this.rowIdAt;
    let value = 0n;
    for (let digit = 0; digit < 9; digit++) {
      const byte = block[at++]!;
      if (digit === 8) value = (value << 8n) | BigInt(byte);
      else value = (value << 7n) | BigInt(byte & 127);
      if (byte < 128) break;
    }
    return BigInt.asIntN(64, value);
  }
}
