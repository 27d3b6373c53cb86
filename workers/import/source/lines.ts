import { throwIfAborted } from '../../../src/base/abort.ts';
import type { SourceFile } from '../source.ts';
import { type Line, LineSplitter } from './line-splitter.ts';

export type { Line } from './line-splitter.ts';

const SLICE_BYTES = 1024 * 1024;

/** The lines of a UTF-8 file in batches, with the bytes read for each. Empty lines are left out. */
export async function* readLines(
  file: SourceFile,
  signal: AbortSignal,
): AsyncGenerator<{ readonly lines: readonly Line[]; readonly bytesRead: number }> {
  const splitter = new LineSplitter();
  for (let at = 0; at < file.sizeBytes; at += SLICE_BYTES) {
    throwIfAborted(signal);
    const bytes = await file.slice(at, at + SLICE_BYTES);
    yield { lines: splitter.push(bytes), bytesRead: bytes.length };
  }
  throwIfAborted(signal);
  const last = splitter.takeRest();
  if (last) yield { lines: [last], bytesRead: 0 };
}
