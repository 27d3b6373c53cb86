import type { SourceFile } from '../source.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Reads under way at a time: each is a question to another process. */
const AT_ONCE = 16;
/** A longer stretch is read when it is its turn: the disk takes longer than the asking. */
const MOST_STRETCH_BYTES = 512 * 1024;
const MOST_BYTES = 8 * 1024 * 1024;

/** Bytes [from, end of the file) of a file that are about to be asked for. */
export interface Ahead {
  readonly file: SourceFile;
  readonly from: number;
}

/** A file of which a stretch lies in memory until it is released. */
export class AheadFile implements SourceFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  private bytes: Bytes | null = null;
  private from = 0;

  constructor(private readonly file: SourceFile) {
    this.path = file.path;
    this.sizeBytes = file.sizeBytes;
    this.modifiedMs = file.modifiedMs;
  }

  async slice(start: number, end: number): Promise<Bytes> {
    const { bytes, from, sizeBytes } = this;
    const to = Math.min(end, sizeBytes);
    if (bytes === null || start < from || to > from + bytes.length) return this.file.slice(start, end);
    return bytes.slice(start - from, Math.max(start, to) - from);
  }

  /** What cannot be read now is asked for again when it is its turn, and fails there. */
  async load(from: number): Promise<void> {
    try {
      this.bytes = await this.file.slice(from, this.sizeBytes);
      this.from = from;
    } catch {
      this.bytes = null;
    }
  }

  release(): void {
    this.bytes = null;
  }
}

/**
 * The files in their order, what is wanted of each already in memory as far as it is little: many files that grew a bit
 * cost the time of a few. Files that can be read without waiting are left as they are.
 */
export async function readAhead(wanted: readonly Ahead[]): Promise<readonly SourceFile[]> {
  let left = MOST_BYTES;
  const loads: (() => Promise<void>)[] = [];
  const files = wanted.map(({ file, from }) => {
    const bytes = file.sizeBytes - from;
    if (file.sliceSync || bytes <= 0 || bytes > Math.min(left, MOST_STRETCH_BYTES)) return file;
    left -= bytes;
    const ahead = new AheadFile(file);
    loads.push(() => ahead.load(from));
    return ahead;
  });
  await atOnce(loads);
  return files;
}

async function atOnce(loads: readonly (() => Promise<void>)[]): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < loads.length) await loads[next++]!();
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, loads.length) }, work));
}
