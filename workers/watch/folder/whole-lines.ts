import { type SourceFile, SourceReadError } from '../../import/source.ts';

/** Tables whose rows are lines. */
const TABLE = /\.(?:csv|tsv)$/i;
const NEWLINE = 10;
/** Tab, comma, semicolon, bar. */
const DELIMITERS: readonly number[] = [9, 44, 59, 124];
/** The last line is looked for in so many bytes before the end, then in more. Longer lines are taken as they are. */
const LOOKED_AT = [4096, 256 * 1024];

export interface WholeLines {
  readonly file: SourceFile;
  /** What was left: nothing, a line that has no end, or one that has as many cells as the one before. */
  readonly left: 'nothing' | 'part' | 'row';
}

/**
 * A table that is being written ends somewhere in a number, and half of one is another number: only lines that have an end
 * are taken. The file itself where there is nothing to leave.
 */
export async function wholeLines(file: SourceFile): Promise<WholeLines> {
  if (!TABLE.test(file.path)) return { file, left: 'nothing' };
  try {
    return await cutAtLine(file);
  } catch (error) {
    // Whoever reads it says so.
    if (error instanceof SourceReadError) return { file, left: 'nothing' };
    throw error;
  }
}

async function cutAtLine(file: SourceFile): Promise<WholeLines> {
  for (const bytes of LOOKED_AT) {
    const from = Math.max(0, file.sizeBytes - bytes);
    const tail = await file.slice(from, file.sizeBytes);
    const end = tail.lastIndexOf(NEWLINE) + 1;
    if (from + end === file.sizeBytes) break;
    if (end > 0) return { file: cut(file, from + end), left: isRow(tail, end) ? 'row' : 'part' };
    if (from === 0) break;
  }
  return { file, left: 'nothing' };
}

/** Whether what begins at `at` has as many cells as the line before, the last of them not empty. */
function isRow(tail: Uint8Array, at: number): boolean {
  const before = at < 2 ? 0 : tail.lastIndexOf(NEWLINE, at - 2) + 1;
  const last = tail[tail.length - 1]!;
  if (before === 0 || DELIMITERS.includes(last)) return false;
  const [now, earlier] = [tail.subarray(at), tail.subarray(before, at)];
  return DELIMITERS.every((delimiter) => countOf(now, delimiter) === countOf(earlier, delimiter));
}

function countOf(bytes: Uint8Array, wanted: number): number {
  let count = 0;
  for (const byte of bytes) if (byte === wanted) count += 1;
  return count;
}

function cut(file: SourceFile, sizeBytes: number): SourceFile {
  const { path, modifiedMs } = file;
  return { path, modifiedMs, sizeBytes, slice: (start, end) => file.slice(start, Math.min(end, sizeBytes)) };
}
