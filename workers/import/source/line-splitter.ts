import { fromUtf8 } from '../../../src/base/bytes.ts';

const LONGEST_LINE_BYTES = 32 * 1024 * 1024;
const LINE_FEED = 10;
const BLANKS: ReadonlySet<number> = new Set([9, 13, 32]);

export interface Line {
  /** Without its end; null for a line of more than 32 MiB. */
  readonly text: string | null;
  /** 1-based. */
  readonly number: number;
  /** Where it begins in the file. */
  readonly byte: number;
  /** False for a last line without a line feed: its writer may have been cut off. */
  readonly isEnded: boolean;
}

/** Bytes of UTF-8 into lines, slice by slice. Empty lines are left out. */
export class LineSplitter {
  /** Bytes that were given, up to this offset. */
  offset = 0;
  private kept: Uint8Array[] = [];
  private keptBytes = 0;
  private number = 0;
  private lineStart = 0;
  /** What there was of the last line was taken for all of it. */
  private isTaken = false;

  push(bytes: Uint8Array): readonly Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
      const line = this.take(bytes.subarray(from, end), true);
      if (line) lines.push(line);
      from = end + 1;
      this.lineStart = this.offset + from;
    }
    this.offset += bytes.length;
    this.keep(bytes.slice(from));
    return lines;
  }

  /** What stands behind the last line feed; null where nothing does. Nothing is taken. */
  rest(): string | null {
    if (this.keptBytes === 0 || this.isTaken || this.keptBytes > LONGEST_LINE_BYTES) return null;
    return fromUtf8(this.joined(new Uint8Array(0))).replace(/\r$/, '');
  }

  /** The last line, which has no line feed. It may get one yet, and blanks before it. */
  takeRest(): Line | null {
    if (this.keptBytes === 0 || this.isTaken) return null;
    const line = this.take(new Uint8Array(0), false);
    this.isTaken = true;
    return line;
  }

  /** False where these bytes go on with a line that was taken for whole. */
  goesOnWith(bytes: Uint8Array): boolean {
    if (!this.isTaken) return true;
    const end = bytes.indexOf(LINE_FEED);
    return bytes.subarray(0, end < 0 ? bytes.length : end).every((byte) => BLANKS.has(byte));
  }

  private take(end: Uint8Array, isEnded: boolean): Line | null {
    if (this.isTaken) {
      this.isTaken = false;
      return null;
    }
    this.number += 1;
    const isTooLong = this.keptBytes + end.length > LONGEST_LINE_BYTES;
    const text = isTooLong ? null : fromUtf8(this.joined(end)).replace(/\r$/, '');
    this.kept = [];
    this.keptBytes = 0;
    return text === '' ? null : { text, number: this.number, byte: this.lineStart, isEnded };
  }

  private keep(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.isTaken) return;
    this.keptBytes += bytes.length;
    if (this.keptBytes <= LONGEST_LINE_BYTES) this.kept.push(bytes);
    else this.kept = [];
  }

  private joined(end: Uint8Array): Uint8Array {
    if (this.kept.length === 0) return end;
    const whole = new Uint8Array(this.keptBytes + end.length);
    let at = 0;
    for (const part of [...this.kept, end]) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
