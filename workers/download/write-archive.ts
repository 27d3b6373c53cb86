import { deflateSync, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { toUtf8 } from '../../src/base/bytes.ts';
import { SafePaths } from '../../src/base/safe-paths.ts';
import type { Hash } from '../../src/domain/ids.ts';
import {
  ARCHIVE_NOTES,
  type ArchiveEntry,
  type ArchiveRequest,
  type ArchiveResult,
  type LeftOutReason,
} from '../../src/rpc/download-api.ts';
import type { ArchiveOutput } from './archive-output.ts';

/** The bytes of chunks; null for those that are not on this device. */
export interface ChunkSource {
  loadChunks(hashes: readonly Hash[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>;
  has(hashes: readonly Hash[]): Promise<readonly boolean[]>;
}

/** Chunks of at most 1 MiB that are in memory at a time. */
const CHUNKS_AT_ONCE = 8;
/** Bytes of a file that are tried first: what they cannot be packed by is not worth the time. */
const TRIED_BYTES = 32 * 1024;
const WORTH_IT = 0.9;
const UNIX = 3;
/** A plain file that its owner may change and everybody read, in the upper half of the attributes. */
const FILE_MODE = 0o100644 * 0x10000;
const LEVEL = 6;
/** The years that a zip can say. */
const FIRST_MS = Date.UTC(1980, 0, 2);
const LAST_MS = Date.UTC(2099, 0, 1);
/** Between two messages about progress. */
const TOLD_EVERY_BYTES = 1024 * 1024;

/** Writes a zip of these entries; what is not on this device is listed in the archive and in the answer. */
export async function writeArchive(
  request: ArchiveRequest,
  chunks: ChunkSource,
  output: ArchiveOutput,
  signal: AbortSignal,
  onProgress: (doneBytes: number) => void,
): Promise<ArchiveResult> {
  const writer = new ArchiveWriter(output, signal, request.timeMs, onProgress);
  const paths = new SafePaths();
  const notesPath = paths.place(ARCHIVE_NOTES);
  const leftOut: { path: string; reason: LeftOutReason }[] = [];
  const renamed: string[] = [];
  let files = 0;
  try {
    for (const entry of request.entries) {
      signal.throwIfAborted();
      const reason = await missingReason(entry, chunks);
      if (reason) leftOut.push({ path: entry.path, reason });
      if (reason) continue;
      const path = paths.place(entry.path);
      if (path !== entry.path) renamed.push(`${entry.path} → ${path}`);
      await writer.add(path, piecesOf(entry, chunks));
      files += 1;
    }
    const notes = notesText(request.notes, leftOut, renamed);
    if (notes !== '') await writer.add(notesPath, one(toUtf8(notes)));
    const sizeBytes = await writer.end();
    signal.throwIfAborted();
    return { blob: await output.finish(), files, sizeBytes, renamed: renamed.length, leftOut };
  } catch (error) {
    await output.discard().catch(() => undefined);
    throw error;
  }
}

async function missingReason({ content }: ArchiveEntry, chunks: ChunkSource): Promise<LeftOutReason | null> {
  if (content === null) return 'not-kept';
  if (content instanceof Blob) return null;
  return (await chunks.has(content)).every(Boolean) ? null : 'not-here';
}

async function* one(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield bytes;
}

async function* piecesOf(
  { content, path }: ArchiveEntry,
  chunks: ChunkSource,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (content === null) return;
  if (content instanceof Blob) {
    const step = CHUNKS_AT_ONCE * 1024 * 1024;
    for (let at = 0; at < content.size; at += step)
      yield new Uint8Array(await content.slice(at, at + step).arrayBuffer());
    return;
  }
  for (let at = 0; at < content.length; at += CHUNKS_AT_ONCE) {
    for (const bytes of await chunks.loadChunks(content.slice(at, at + CHUNKS_AT_ONCE))) {
      if (bytes === null) throw new Error(`A part of ${path} went away while it was read`);
      yield bytes;
    }
  }
}

/** Entries one after the other into an output that may be slower than they come. */
class ArchiveWriter {
  private readonly zip: Zip;
  private waiting: Uint8Array<ArrayBuffer>[] = [];
  private failure: Error | null = null;
  private writtenBytes = 0;
  private doneBytes = 0;
  private toldBytes = 0;
  private readonly time: Date;

  constructor(
    private readonly output: ArchiveOutput,
    private readonly signal: AbortSignal,
    timeMs: number | null,
    private readonly onProgress: (doneBytes: number) => void,
  ) {
    this.time = new Date(Math.min(LAST_MS, Math.max(FIRST_MS, timeMs ?? FIRST_MS)));
    this.zip = new Zip((error, bytes) => {
      if (error) this.failure ??= error;
      else this.waiting.push(new Uint8Array(bytes));
    });
  }

  async add(path: string, pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    let file: ZipDeflate | ZipPassThrough | null = null;
    for await (const piece of pieces) {
      this.signal.throwIfAborted();
      file ??= this.begin(path, piece);
      file.push(piece, false);
      this.doneBytes += piece.length;
      await this.drain();
      this.tell();
    }
    file ??= this.begin(path, new Uint8Array());
    file.push(new Uint8Array(), true);
    await this.drain();
  }

  private begin(path: string, first: Uint8Array): ZipDeflate | ZipPassThrough {
    const file = isWorthPacking(first) ? new ZipDeflate(path, { level: LEVEL }) : new ZipPassThrough(path);
    file.mtime = this.time;
    // Info-ZIP's unzip recodes the names of what was made on DOS, which stands there otherwise.
    file.os = UNIX;
    file.attrs = FILE_MODE;
    this.zip.add(file);
    return file;
  }

  /** Writes the directory; the size of the archive. */
  async end(): Promise<number> {
    this.zip.end();
    await this.drain();
    this.onProgress(this.doneBytes);
    return this.writtenBytes;
  }

  private async drain(): Promise<void> {
    if (this.failure) throw this.failure;
    const bytes = this.waiting;
    this.waiting = [];
    for (const piece of bytes) {
      this.writtenBytes += piece.length;
      await this.output.write(piece);
    }
  }

  private tell(): void {
    if (this.doneBytes - this.toldBytes < TOLD_EVERY_BYTES) return;
    this.toldBytes = this.doneBytes;
    this.onProgress(this.doneBytes);
  }
}

/** By how a file begins: pictures, models and archives are packed already, whatever they are called. */
function isWorthPacking(first: Uint8Array): boolean {
  const tried = first.subarray(0, TRIED_BYTES);
  return deflateSync(tried, { level: 1 }).length < tried.length * WORTH_IT;
}

const REASON_WORDS: Readonly<Record<LeftOutReason, string>> = {
  'not-kept': 'the import listed it without its bytes',
  'not-here': 'its bytes are not on this device',
};

function notesText(
  notes: readonly string[],
  leftOut: readonly { readonly path: string; readonly reason: LeftOutReason }[],
  renamed: readonly string[],
): string {
  const line = (text: string) => text.replace(/[\r\n]/g, ' ');
  const parts = [
    notes,
    leftOut.length === 0
      ? []
      : [
          'Not in this archive:',
          ...leftOut.map(({ path, reason }) => `  ${line(path)}: ${REASON_WORDS[reason]}`),
        ],
    renamed.length === 0
      ? []
      : ['Called otherwise in this archive:', ...renamed.map((text) => `  ${line(text)}`)],
  ].filter((part) => part.length > 0);
  return parts.map((part) => `${part.join('\n')}\n`).join('\n');
}
