import { concatBytes } from '../../../src/base/bytes.ts';
import { type SourceFile, SourceReadError } from '../../import/source.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Longer files are read from the disk each time: they are read anew seldom enough. */
const MOST_KEPT = 16 * 1024 * 1024;
/** Compared at the beginning and before the end that was, to tell a file that grew from another one. */
const CHECKED_BYTES = 16;

/**
 * The bytes of a file that is read from its start each time it has grown (a table, a log without a follower): only what came
 * is read from the disk, the rest is remembered.
 */
export class KeptBytes {
  private bytes: Bytes = new Uint8Array(0);
  private length = 0;
  private sizeBytes = 0;
  private modifiedMs = 0;
  private turn = 0;

  /** The file as it is now, over what is kept of it. */
  async over(file: SourceFile): Promise<SourceFile> {
    const isSame = file.sizeBytes === this.sizeBytes && file.modifiedMs === this.modifiedMs;
    if (!isSame && !(await this.isGrown(file))) this.length = 0;
    this.sizeBytes = file.sizeBytes;
    this.modifiedMs = file.modifiedMs;
    const { path, sizeBytes, modifiedMs } = file;
    this.turn += 1;
    const { turn } = this;
    // Whoever still has the file of an earlier state is not to mix its bytes with those that are kept by now.
    const slice = (start: number, end: number) =>
      turn === this.turn ? this.slice(file, start, end) : file.slice(start, end);
    return { path, sizeBytes, modifiedMs, slice };
  }

  private async isGrown(file: SourceFile): Promise<boolean> {
    if (this.length === 0 || file.sizeBytes <= this.sizeBytes) return false;
    const last = Math.max(0, this.length - CHECKED_BYTES);
    const isLike = async (from: number, to: number): Promise<boolean> => {
      const found = await file.slice(from, to);
      return found.length === to - from && found.every((byte, at) => byte === this.bytes[from + at]);
    };
    try {
      return (await isLike(0, Math.min(CHECKED_BYTES, last))) && (await isLike(last, this.length));
    } catch (error) {
      if (error instanceof SourceReadError) return false;
      throw error;
    }
  }

  private async slice(file: SourceFile, start: number, end: number): Promise<Bytes> {
    const from = Math.max(0, start);
    const to = Math.min(end, file.sizeBytes);
    if (from >= to) return new Uint8Array(0);
    // A hole would have to be read for nothing.
    if (to > MOST_KEPT || from > this.length) return this.beyond(file, from, to);
    const { length } = this;
    if (to > length) {
      const more = await file.slice(length, to);
      // Somebody else who asked at the same time was answered first.
      if (length !== this.length) return this.slice(file, start, end);
      this.append(more);
    }
    return this.bytes.slice(from, Math.min(to, this.length));
  }

  private async beyond(file: SourceFile, from: number, to: number): Promise<Bytes> {
    if (from >= this.length) return file.slice(from, to);
    const kept = this.bytes.slice(from, this.length);
    return concatBytes([kept, await file.slice(this.length, to)]);
  }

  private append(more: Bytes): void {
    const length = this.length + more.length;
    if (length > this.bytes.length) {
      const grown = new Uint8Array(Math.min(MOST_KEPT, Math.max(length, this.bytes.length * 2)));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(more, this.length);
    this.length = length;
  }
}
