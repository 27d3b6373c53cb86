import { Inflate, inflateSync } from 'fflate';
import { concatBytes } from '../../../src/base/bytes.ts';
import { type SourceFile, SourceReadError } from '../source.ts';
import { Crc32 } from './crc32.ts';
import type { ZipEntry } from './zip-directory.ts';

const LOCAL_BYTES = 30;
const HAS_DESCRIPTOR = 8;
const IN_ZIP64 = 0xffffffff;
/** Room for local extra fields that the central directory does not have, so that one read is enough. */
const EXTRA_GUESS = 96;
/** Entries up to this size are inflated at once. */
const SMALL_BYTES = 4 * 1024 * 1024;
/** Compressed bytes at a time: a thousand times as many may come out. */
const STEP_BYTES = 16 * 1024;
/** Beginning of a long entry that is kept, because every format looks at it first. */
const HEAD_BYTES = 64 * 1024;

type Bytes = Uint8Array<ArrayBuffer>;

/** Recently inflated small entries: looking at a file's first bytes and then reading it should inflate it once. */
export class InflatedCache {
  private readonly kept = new Map<string, Bytes>();
  private sizeBytes = 0;
  private readonly limitBytes: number;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  get(path: string): Bytes | undefined {
    return this.kept.get(path);
  }

  add(path: string, bytes: Bytes): void {
    if (this.kept.has(path)) return;
    this.kept.set(path, bytes);
    this.sizeBytes += bytes.length;
    for (const [oldest, { length }] of this.kept) {
      if (this.sizeBytes <= this.limitBytes) return;
      this.kept.delete(oldest);
      this.sizeBytes -= length;
    }
  }
}

/** A file inside a zip. Nothing is read before the first slice. */
export function makeZipFile(
  zip: SourceFile,
  entry: ZipEntry,
  path: string,
  cache: InflatedCache,
): SourceFile {
  const { sizeBytes, modifiedMs } = entry;
  const reader = entry.method === 0 ? new StoredEntry(zip, entry) : makeInflater(zip, entry, path, cache);
  const slice = async (start: number, end: number): Promise<Bytes> => {
    const [from, to] = [Math.max(0, start), Math.min(end, sizeBytes)];
    if (from >= to) return new Uint8Array(0);
    try {
      return await reader.slice(from, to);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new SourceReadError(path, error);
    }
  };
  return { path, sizeBytes, modifiedMs, slice };
}

interface EntryReader {
  /** Bytes [start, end), which lie inside the entry. */
  slice(start: number, end: number): Promise<Bytes>;
}

function makeInflater(zip: SourceFile, entry: ZipEntry, path: string, cache: InflatedCache): EntryReader {
  return entry.sizeBytes <= SMALL_BYTES ? new SmallEntry(zip, entry, path, cache) : new LongEntry(zip, entry);
}

class StoredEntry implements EntryReader {
  private readonly zip: SourceFile;
  private readonly entry: ZipEntry;
  private dataOffset: Promise<number> | null = null;

  constructor(zip: SourceFile, entry: ZipEntry) {
    this.zip = zip;
    this.entry = entry;
  }

  async slice(start: number, end: number): Promise<Bytes> {
    this.dataOffset ??= readDataOffset(this.zip, this.entry);
    const offset = await this.dataOffset;
    return this.zip.slice(offset + start, offset + end);
  }
}

class SmallEntry implements EntryReader {
  private readonly zip: SourceFile;
  private readonly entry: ZipEntry;
  private readonly path: string;
  private readonly cache: InflatedCache;

  constructor(zip: SourceFile, entry: ZipEntry, path: string, cache: InflatedCache) {
    this.zip = zip;
    this.entry = entry;
    this.path = path;
    this.cache = cache;
  }

  async slice(start: number, end: number): Promise<Bytes> {
    let bytes = this.cache.get(this.path);
    if (bytes === undefined) {
      bytes = await this.inflate();
      this.cache.add(this.path, bytes);
    }
    return bytes.slice(start, end);
  }

  private async inflate(): Promise<Bytes> {
    const { zip, entry } = this;
    const guess = LOCAL_BYTES + entry.rawName.length + EXTRA_GUESS + entry.compressedBytes;
    const read = await zip.slice(entry.localOffset, entry.localOffset + guess);
    const skip = checkLocalHeader(read, entry);
    const isWhole = skip + entry.compressedBytes <= read.length;
    const from = entry.localOffset + skip;
    const compressed = isWhole
      ? read.subarray(skip, skip + entry.compressedBytes)
      : await zip.slice(from, from + entry.compressedBytes);
    const bytes = inflateSync(compressed, { out: new Uint8Array(entry.sizeBytes) });
    if (bytes.length !== entry.sizeBytes) throw new Error('The entry is shorter than its directory says.');
    checkCrc(new Crc32().update(bytes), entry);
    return bytes;
  }
}

/**
 * An entry too long to hold. Read from front to back it is inflated once, a step at a time; a reader that jumps back
 * makes the whole become a Blob, which browsers keep on disk when it is large.
 */
class LongEntry implements EntryReader {
  private readonly zip: SourceFile;
  private readonly entry: ZipEntry;
  private stream: InflateStream | null = null;
  private head: Bytes = new Uint8Array(0);
  private blob: Blob | null = null;
  /** Slices take turns: they share one position. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(zip: SourceFile, entry: ZipEntry) {
    this.zip = zip;
    this.entry = entry;
  }

  slice(start: number, end: number): Promise<Bytes> {
    const next = this.turn.then(() => this.read(start, end));
    this.turn = next.catch(() => {
      this.stream = null;
    });
    return next;
  }

  private async read(start: number, end: number): Promise<Bytes> {
    if (end <= this.head.length) return this.head.slice(start, end);
    if (this.blob !== null) return new Uint8Array(await this.blob.slice(start, end).arrayBuffer());
    this.stream ??= await InflateStream.open(this.zip, this.entry);
    if (start < this.stream.position) {
      // The first look at the head is no jump: the stream begins again, once, from a cheap place.
      if (this.stream.position > HEAD_BYTES * 4) return this.readFromBlob(start, end);
      this.stream = await InflateStream.open(this.zip, this.entry);
    }
    const bytes = await this.stream.readTo(start, end);
    if (this.head.length === 0 && start === 0) this.head = bytes.slice(0, HEAD_BYTES);
    return bytes;
  }

  private async readFromBlob(start: number, end: number): Promise<Bytes> {
    const stream = await InflateStream.open(this.zip, this.entry);
    const parts: Blob[] = [];
    for (let at = 0; at < this.entry.sizeBytes; at += SMALL_BYTES) {
      parts.push(new Blob([await stream.readTo(at, Math.min(at + SMALL_BYTES, this.entry.sizeBytes))]));
    }
    this.stream = null;
    this.blob = new Blob(parts);
    return new Uint8Array(await this.blob.slice(start, end).arrayBuffer());
  }
}

class InflateStream {
  /** First byte that can still be read. */
  position = 0;
  private readonly zip: SourceFile;
  private readonly entry: ZipEntry;
  private readonly inflate: Inflate;
  private readonly crc = new Crc32();
  private readonly ready: Uint8Array[] = [];
  private readyBytes = 0;
  private produced = 0;
  private at: number;
  private readonly end: number;

  static async open(zip: SourceFile, entry: ZipEntry): Promise<InflateStream> {
    return new InflateStream(zip, entry, await readDataOffset(zip, entry));
  }

  private constructor(zip: SourceFile, entry: ZipEntry, dataOffset: number) {
    this.zip = zip;
    this.entry = entry;
    this.at = dataOffset;
    this.end = dataOffset + entry.compressedBytes;
    this.inflate = new Inflate((bytes) => this.take(bytes));
  }

  /** Bytes [start, end); what lies before is given up. */
  async readTo(start: number, end: number): Promise<Bytes> {
    this.giveUp(start);
    while (this.position + this.readyBytes < end) {
      if (this.at >= this.end) throw new Error('The entry is shorter than its directory says.');
      const next = Math.min(this.at + STEP_BYTES, this.end);
      const chunk = await this.zip.slice(this.at, next);
      this.at = next;
      this.inflate.push(chunk, next === this.end);
      this.giveUp(start);
    }
    if (this.produced === this.entry.sizeBytes) checkCrc(this.crc, this.entry);
    const whole = this.ready.length === 1 ? this.ready[0]! : concatBytes(this.ready);
    const wanted = whole.slice(start - this.position, end - this.position);
    this.ready.splice(0, this.ready.length, whole);
    this.giveUp(end);
    return wanted;
  }

  private take(bytes: Uint8Array): void {
    this.produced += bytes.length;
    if (this.produced > this.entry.sizeBytes) throw new Error('The entry is longer than its directory says.');
    if (bytes.length === 0) return;
    this.crc.update(bytes);
    this.ready.push(bytes);
    this.readyBytes += bytes.length;
  }

  private giveUp(before: number): void {
    while (this.ready.length > 0 && this.position < before) {
      const first = this.ready[0]!;
      const drop = Math.min(first.length, before - this.position);
      if (drop === first.length) this.ready.shift();
      else this.ready[0] = first.subarray(drop);
      this.position += drop;
      this.readyBytes -= drop;
    }
  }
}

async function readDataOffset(zip: SourceFile, entry: ZipEntry): Promise<number> {
  const end = entry.localOffset + LOCAL_BYTES + entry.rawName.length;
  const header = await zip.slice(entry.localOffset, end);
  return entry.localOffset + checkLocalHeader(header, entry);
}

/** The length of the local header. Both headers must tell the same story: tools that believe either must agree. */
function checkLocalHeader(bytes: Uint8Array, entry: ZipEntry): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < LOCAL_BYTES + entry.rawName.length || view.getUint32(0, true) !== 0x04034b50) {
    throw new Error('The entry is not where its directory says.');
  }
  const flags = view.getUint16(6, true);
  const nameBytes = view.getUint16(26, true);
  const hasSizes = (flags & HAS_DESCRIPTOR) === 0;
  const agrees =
    ((flags ^ entry.flags) & 1) === 0 &&
    view.getUint16(8, true) === entry.method &&
    nameBytes === entry.rawName.length &&
    entry.rawName.every((byte, i) => byte === bytes[LOCAL_BYTES + i]) &&
    (!hasSizes ||
      (agreesOn(view.getUint32(18, true), entry.compressedBytes) &&
        agreesOn(view.getUint32(22, true), entry.sizeBytes) &&
        view.getUint32(14, true) === entry.crc));
  if (!agrees) throw new Error('The entry and its directory contradict each other.');
  return LOCAL_BYTES + nameBytes + view.getUint16(28, true);
}

function agreesOn(local: number, central: number): boolean {
  return local === central || local === IN_ZIP64;
}

function checkCrc(crc: Crc32, entry: ZipEntry): void {
  if (crc.value !== entry.crc) throw new Error('The entry is damaged: its checksum does not fit.');
}
