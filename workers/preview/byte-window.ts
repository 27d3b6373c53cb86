import type { SourceFile } from '../import/source.ts';

const WINDOW_BYTES = 256 * 1024;

/** A part of a file in memory that moves along with the reader: a header is walked without reading what is skipped. */
export class ByteWindow {
  readonly file: SourceFile;
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  /** Where the window begins in the file. */
  start = 0;

  constructor(file: SourceFile) {
    this.file = file;
  }

  holds(from: number, to: number): boolean {
    return from >= this.start && to <= this.start + this.bytes.length;
  }

  /** Makes bytes [from, to) of the file present, as far as the file has them. True when it has them all. */
  async load(from: number, to: number): Promise<boolean> {
    if (this.holds(from, to)) return true;
    const end = Math.min(this.file.sizeBytes, Math.max(to, from + WINDOW_BYTES));
    this.bytes = await this.file.slice(from, end);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    this.start = from;
    return this.holds(from, to);
  }
}
