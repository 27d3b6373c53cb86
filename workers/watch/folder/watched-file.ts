import { concatBytes } from '../../../src/base/bytes.ts';
import { type SourceFile, SourceReadError } from '../../import/source.ts';
import { FILE_LIMIT_MS, within } from './time-limit.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** As `detect` looks at. */
const HEAD_BYTES = 4096;
/** A file may change again between asking for it and reading it. */
const TURNS = 3;
/** A disk that is slower than this does not answer. */
const LEAST_BYTES_PER_MS = 1000;
/** Of more paths it is not remembered when they were refused. */
const MOST_REFUSED = 1000;

/** Bytes that were read of the files of one folder. */
export interface ReadMeter {
  bytes: number;
  /** How often the disk refused. */
  refusals: number;
  /** Which of them was the last, by path, the newest at the end. Of the paths that were refused lately. */
  readonly lastRefused: Map<string, number>;
  /** By path: how often in a row it could not be read. */
  readonly refused: Map<string, number>;
}

/** The first bytes of a file, and when it had them. Kept from one state of the file to the next. */
export class FileHead {
  bytes: Bytes = new Uint8Array(0);
  /** State of the file in which all of them were there. */
  sizeBytes = -1;
  modifiedMs = -1;
}

/**
 * A file of a watched folder as it was at one look. Its bytes are read from the file as it is by now: what somebody appended
 * since is beyond `sizeBytes`, and what browsers refuse to read because it changed is asked for anew. That cannot be done
 * without waiting, so there is no `sliceSync`: of a log written five times a second it hardly ever succeeds.
 */
export class WatchedFile implements SourceFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly handle: FileSystemFileHandle;
  readonly head: FileHead;
  private readonly meter: ReadMeter;
  private file: File | null;

  constructor(
    path: string,
    handle: FileSystemFileHandle,
    file: File,
    meter: ReadMeter,
    head: FileHead = new FileHead(),
  ) {
    this.path = path;
    this.sizeBytes = file.size;
    this.modifiedMs = file.lastModified;
    this.handle = handle;
    this.head = head;
    this.meter = meter;
    this.file = file;
  }

  /** The file as it is now; null when there is none any more. Other errors are those of the browser. */
  async refreshed(): Promise<WatchedFile | null> {
    const file = await fileNow(this.handle);
    return file && new WatchedFile(this.path, this.handle, file, this.meter, this.head);
  }

  isLike({ size, lastModified }: { readonly size: number; readonly lastModified: number }): boolean {
    return size === this.sizeBytes && lastModified === this.modifiedMs;
  }

  /** The same state of the file, asked for again: reads go on where the browser refused the one before. */
  adopt(file: File): void {
    this.file ??= file;
  }

  adoptFrom({ file }: WatchedFile): void {
    if (file) this.adopt(file);
  }

  async slice(start: number, end: number): Promise<Bytes> {
    const [from, to] = this.clip(start, end);
    if (from >= to) return new Uint8Array(0);
    const held = this.held(from, to);
    if (held.length === to - from) return held;
    const read = await this.read(from + held.length, to);
    return held.length > 0 ? concatBytes([held, read]) : read;
  }

  /**
   * The first 4 KiB, for whoever asks what the file is. Of a file that grew only what is missing is read: it is taken for the
   * same file unless `isDoubtful`.
   */
  async headBytes(isDoubtful: boolean): Promise<Bytes> {
    const wanted = Math.min(HEAD_BYTES, this.sizeBytes);
    const { head } = this;
    if (isDoubtful || head.bytes.length > wanted) head.bytes = new Uint8Array(0);
    const { length } = head.bytes;
    if (length < wanted) {
      const read = await this.read(length, wanted);
      head.bytes = length > 0 ? concatBytes([head.bytes, read]) : read;
    }
    // What was there before may have been overwritten since.
    if (length === 0) {
      head.sizeBytes = this.sizeBytes;
      head.modifiedMs = this.modifiedMs;
    }
    return head.bytes;
  }

  /** As much of the beginning of [from, to) as is known to be there. */
  private held(from: number, to: number): Bytes {
    const { bytes, sizeBytes, modifiedMs } = this.head;
    const isThis = sizeBytes === this.sizeBytes && modifiedMs === this.modifiedMs;
    return isThis ? bytes.slice(Math.min(from, bytes.length), to) : new Uint8Array(0);
  }

  private clip(start: number, end: number): readonly [number, number] {
    return [Math.max(0, start), Math.min(end, this.sizeBytes)];
  }

  private async read(from: number, to: number): Promise<Bytes> {
    const limitMs = FILE_LIMIT_MS + (to - from) / LEAST_BYTES_PER_MS;
    let cause: unknown = null;
    for (let turn = 0; turn < TURNS; turn++) {
      try {
        const file = this.file ?? (await within(FILE_LIMIT_MS, this.handle.getFile()));
        this.file = file;
        const part = from === 0 && to >= file.size ? file : file.slice(from, to);
        return this.count(new Uint8Array(await within(limitMs, part.arrayBuffer())), from, to);
      } catch (error) {
        cause = error;
        // It changed since; the next has the bytes as they are now.
        this.file = null;
      }
    }
    const { refused, lastRefused } = this.meter;
    this.meter.refusals += 1;
    lastRefused.delete(this.path);
    lastRefused.set(this.path, this.meter.refusals);
    if (lastRefused.size > MOST_REFUSED) lastRefused.delete(lastRefused.keys().next().value!);
    refused.set(this.path, (refused.get(this.path) ?? 0) + 1);
    throw new SourceReadError(this.path, cause);
  }

  private count(bytes: Bytes, from: number, to: number): Bytes {
    this.meter.bytes += bytes.length;
    if (bytes.length < to - from) throw new Error('It is shorter by now.');
    this.meter.refused.delete(this.path);
    return bytes;
  }
}

/** The file behind a handle; null when there is none. */
export async function fileNow(handle: FileSystemFileHandle): Promise<File | null> {
  try {
    return await within(FILE_LIMIT_MS, handle.getFile());
  } catch (error) {
    if (isNamed(error, 'NotFoundError')) return null;
    throw error;
  }
}

export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof DOMException && names.includes(error.name);
}
