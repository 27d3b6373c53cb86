import { toUtf8 } from '../../../src/base/bytes.ts';
import type { SourceFile } from '../source.ts';

/** A file that lies nowhere: a reader made it of what a container holds. */
export function makeFile(path: string, content: string | Uint8Array, modifiedMs = 0): SourceFile {
  const bytes = typeof content === 'string' ? toUtf8(content) : content;
  const sliceSync = (start: number, end: number): Uint8Array<ArrayBuffer> =>
    bytes.slice(Math.max(0, start), Math.max(0, end)) as Uint8Array<ArrayBuffer>;
  return {
    path,
    sizeBytes: bytes.length,
    modifiedMs,
    slice: async (start, end) => sliceSync(start, end),
    sliceSync,
  };
}

/** Bytes [from, to) of a file as a file of its own: an image among records. Nothing is read before it is asked for. */
export function partOfFile(whole: SourceFile, path: string, from: number, to: number): SourceFile {
  const first = Math.min(Math.max(0, from), whole.sizeBytes);
  const last = Math.min(Math.max(first, to), whole.sizeBytes);
  const start = (at: number): number => Math.min(last, first + Math.max(0, at));
  const { sliceSync } = whole;
  const part: SourceFile = {
    path,
    sizeBytes: last - first,
    modifiedMs: whole.modifiedMs,
    slice: (a, b) => whole.slice(start(a), start(b)),
  };
  if (!sliceSync) return part;
  return { ...part, sliceSync: (a, b) => sliceSync.call(whole, start(a), start(b)) };
}
