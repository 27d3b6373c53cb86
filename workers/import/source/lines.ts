import { throwIfAborted } from '../../../src/base/abort.ts';
import { fromUtf8 } from '../../../src/base/bytes.ts';
import type { SourceFile } from '../source.ts';

const SLICE_BYTES = 1024 * 1024;
const LONGEST_LINE_BYTES = 32 * 1024 * 1024;
const LINE_FEED = 10;

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

/** The lines of a UTF-8 file in batches, with the bytes read for each. Empty lines are left out. */
export async function* readLines(
  file: SourceFile,
  signal: AbortSignal,
): AsyncGenerator<{ readonly lines: readonly Line[]; readonly bytesRead: number }> {
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  let number = 0;
  let lineStart = 0;
  const take = (end: Uint8Array, isEnded: boolean): Line | null => {
    number += 1;
    const sizeBytes = keptBytes + end.length;
    const text =
      sizeBytes > LONGEST_LINE_BYTES ? null : fromUtf8(joined(kept, end, sizeBytes)).replace(/\r$/, '');
    kept.length = 0;
    keptBytes = 0;
    const line = { text, number, byte: lineStart, isEnded };
    return text === '' ? null : line;
  };
  for (let at = 0; at < file.sizeBytes; at += SLICE_BYTES) {
    throwIfAborted(signal);
    const bytes = await file.slice(at, at + SLICE_BYTES);
    const lines: Line[] = [];
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
      const line = take(bytes.subarray(from, end), true);
      if (line) lines.push(line);
      from = end + 1;
      lineStart = at + from;
    }
    const rest = bytes.subarray(from);
    keptBytes += rest.length;
    if (keptBytes <= LONGEST_LINE_BYTES) kept.push(rest);
    else kept.length = 0;
    yield { lines, bytesRead: bytes.length };
  }
  throwIfAborted(signal);
  if (keptBytes === 0) return;
  const last = take(new Uint8Array(0), false);
  if (last) yield { lines: [last], bytesRead: 0 };
}

function joined(parts: readonly Uint8Array[], end: Uint8Array, sizeBytes: number): Uint8Array {
  if (parts.length === 0) return end;
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const part of [...parts, end]) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
