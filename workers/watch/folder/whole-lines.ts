import { type SourceFile, SourceReadError } from '../../import/source.ts';

/** Tables whose rows are lines. */
const TABLE = /\.(?:csv|tsv)$/i;
const NEWLINE = 10;
/** The last line is looked for in so many bytes before the end, then in more. Longer lines are taken as they are. */
const LOOKED_AT = [4096, 256 * 1024];

/**
 * A table that is being written ends somewhere in a number, and half of one is another number: only lines that have an end
 * are taken. The file itself where there is nothing to leave.
 */
export async function wholeLines(file: SourceFile): Promise<SourceFile> {
  if (!TABLE.test(file.path)) return file;
  try {
    return await cutAtLine(file);
  } catch (error) {
    // Whoever reads it says so.
    if (error instanceof SourceReadError) return file;
    throw error;
  }
}

async function cutAtLine(file: SourceFile): Promise<SourceFile> {
  for (const bytes of LOOKED_AT) {
    const from = Math.max(0, file.sizeBytes - bytes);
    const tail = await file.slice(from, file.sizeBytes);
    const end = from + tail.lastIndexOf(NEWLINE) + 1;
    if (end === file.sizeBytes) return file;
    if (end > from) return cut(file, end);
    if (from === 0) break;
  }
  return file;
}

function cut(file: SourceFile, sizeBytes: number): SourceFile {
  const { path, modifiedMs } = file;
  return { path, modifiedMs, sizeBytes, slice: (start, end) => file.slice(start, Math.min(end, sizeBytes)) };
}
