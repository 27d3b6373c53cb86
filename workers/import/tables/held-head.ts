import { concatBytes } from '../../../src/base/bytes.ts';
import { Seam } from '../reading/seam.ts';
import type { SourceFile } from '../source.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Compared at the end of the header, which moves when a column comes into it. */
const CHECKED_BYTES = 16;

/** The first bytes of a file that grows: what its layout is guessed from, each read once. */
export class HeldHead {
  bytes: Bytes = new Uint8Array(0);
  private readonly mostBytes: number;
  private isReleased = false;
  private readonly header = new Seam();
  private headerEnd = 0;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  /** More bytes would not be looked at. */
  get isFull(): boolean {
    return this.isReleased || this.bytes.length >= this.mostBytes;
  }

  async readOn(file: SourceFile): Promise<void> {
    if (this.isFull) return;
    const from = this.bytes.length;
    const to = Math.min(this.mostBytes, file.sizeBytes);
    if (to > from) this.bytes = concatBytes([this.bytes, await file.slice(from, to)]);
    if (this.headerEnd === 0) this.noteHeader();
  }

  /** False where the file has another header by now. */
  async hasHeader(file: SourceFile): Promise<boolean> {
    return this.headerEnd === 0 || (await this.header.look(file)) !== 'replaced';
  }

  /** Nobody looks at the bytes any more. */
  release(): void {
    this.isReleased = true;
    this.bytes = new Uint8Array(0);
  }

  /** The file, its first bytes from memory. */
  over(file: SourceFile): SourceFile {
    const { bytes } = this;
    const { path, sizeBytes, modifiedMs } = file;
    const read = async (start: number, end: number): Promise<Bytes> =>
      file.sliceSync?.(start, end) ?? (await file.slice(start, end));
    const slice = async (start: number, end: number): Promise<Bytes> => {
      const to = Math.min(end, sizeBytes);
      if (start >= bytes.length) return read(start, to);
      const held = bytes.slice(start, to);
      return to <= bytes.length ? held : concatBytes([held, await read(bytes.length, to)]);
    };
    return { path, sizeBytes, modifiedMs, slice };
  }

  private noteHeader(): void {
    const end = this.bytes.indexOf(10) + 1;
    if (end === 0) return;
    this.headerEnd = end;
    this.header.note(this.bytes.subarray(Math.max(0, end - CHECKED_BYTES), end), end);
  }
}
