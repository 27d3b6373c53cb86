import type { SourceFile } from '../source.ts';

/** One file as the central directory describes it. */
export interface ZipEntry {
  /** As stored: compared with the local header byte by byte. */
  readonly rawName: Uint8Array;
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  readonly localOffset: number;
  readonly modifiedMs: number;
  readonly isFolder: boolean;
  readonly isSymlink: boolean;
}

export type ZipDirectory =
  | { readonly ok: true; readonly entries: readonly ZipEntry[] }
  | { readonly ok: false; readonly code: 'zip-damaged' | 'zip-refused'; readonly reason: string };

interface DirectoryPlace {
  readonly count: number;
  readonly offset: number;
  readonly sizeBytes: number;
  /** Where the directory must end. */
  readonly end: number;
}

const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
const LOCATOR_BYTES = 20;
const END64_BYTES = 56;
const ENTRY_BYTES = 46;
const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024;
const MAX_NAME_BYTES = 4096;
const IN_ZIP64 = 0xffffffff;
const UTF8_NAME = 0x800;

/** Reads where things lie, from the end of the file; no entry is touched. */
export async function readZipDirectory(file: SourceFile, maxEntries: number): Promise<ZipDirectory> {
  const place = await findDirectory(file);
  if (place === null) return { ok: false, code: 'zip-damaged', reason: 'no-directory' };
  if (place === 'split') return { ok: false, code: 'zip-refused', reason: 'split' };
  if (place.count > maxEntries) return { ok: false, code: 'zip-refused', reason: 'too-many-entries' };
  if (place.sizeBytes > MAX_DIRECTORY_BYTES)
    return { ok: false, code: 'zip-refused', reason: 'directory-size' };
  if (place.offset + place.sizeBytes > place.end)
    return { ok: false, code: 'zip-damaged', reason: 'no-directory' };
  const bytes = await file.slice(place.offset, place.offset + place.sizeBytes);
  const entries = parseEntries(bytes, place.count);
  if (entries === null) return { ok: false, code: 'zip-damaged', reason: 'directory' };
  if (hasOverlap(entries, place.offset))
    return { ok: false, code: 'zip-refused', reason: 'overlapping-entries' };
  return { ok: true, entries };
}

async function findDirectory(file: SourceFile): Promise<DirectoryPlace | 'split' | null> {
  const tailStart = Math.max(0, file.sizeBytes - END_BYTES - MAX_COMMENT_BYTES - LOCATOR_BYTES);
  const tail = await file.slice(tailStart, file.sizeBytes);
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) !== tail.length) continue;
    const place: DirectoryPlace = {
      count: view.getUint16(at + 10, true),
      sizeBytes: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
      end: tailStart + at,
    };
    const needs64 = place.count === 0xffff || place.sizeBytes === IN_ZIP64 || place.offset === IN_ZIP64;
    if (needs64 && at >= LOCATOR_BYTES && view.getUint32(at - LOCATOR_BYTES, true) === 0x07064b50) {
      return readEnd64(file, view.getBigUint64(at - LOCATOR_BYTES + 8, true));
    }
    return view.getUint16(at + 4, true) !== 0 || view.getUint16(at + 6, true) !== 0 ? 'split' : place;
  }
  return null;
}

async function readEnd64(file: SourceFile, offset: bigint): Promise<DirectoryPlace | 'split' | null> {
  if (offset + BigInt(END64_BYTES) > BigInt(file.sizeBytes)) return null;
  const end = Number(offset);
  const bytes = await file.slice(end, end + END64_BYTES);
  const view = viewOf(bytes);
  if (bytes.length < END64_BYTES || view.getUint32(0, true) !== 0x06064b50) return null;
  if (view.getUint32(16, true) !== 0 || view.getUint32(20, true) !== 0) return 'split';
  const numbers = [view.getBigUint64(32, true), view.getBigUint64(40, true), view.getBigUint64(48, true)];
  if (numbers.some((one) => one > BigInt(Number.MAX_SAFE_INTEGER))) return null;
  const [count, sizeBytes, start] = numbers.map(Number);
  return { count: count!, sizeBytes: sizeBytes!, offset: start!, end };
}

function parseEntries(bytes: Uint8Array, count: number): ZipEntry[] | null {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== 0x02014b50) return null;
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const end = at + ENTRY_BYTES + nameBytes + extraBytes + view.getUint16(at + 32, true);
    if (end > bytes.length || nameBytes > MAX_NAME_BYTES) return null;
    const entry = parseEntry(bytes.subarray(at, end), nameBytes, extraBytes);
    if (entry === null) return null;
    entries.push(entry);
    at = end;
  }
  return entries;
}

function parseEntry(bytes: Uint8Array, nameBytes: number, extraBytes: number): ZipEntry | null {
  const view = viewOf(bytes);
  const rawName = bytes.slice(ENTRY_BYTES, ENTRY_BYTES + nameBytes);
  const flags = view.getUint16(8, true);
  const name = decodeName(rawName, (flags & UTF8_NAME) !== 0);
  const extra = bytes.subarray(ENTRY_BYTES + nameBytes, ENTRY_BYTES + nameBytes + extraBytes);
  const sizes = parseZip64(extra, [
    view.getUint32(24, true),
    view.getUint32(20, true),
    view.getUint32(42, true),
  ]);
  if (sizes === null) return null;
  const isUnix = view.getUint8(5) === 3;
  const mode = view.getUint32(38, true) >>> 16;
  return {
    rawName,
    name,
    flags,
    method: view.getUint16(10, true),
    crc: view.getUint32(16, true),
    sizeBytes: sizes[0],
    compressedBytes: sizes[1],
    localOffset: sizes[2],
    modifiedMs: toMs(view.getUint16(14, true), view.getUint16(12, true)),
    isFolder: name.endsWith('/') || name.endsWith('\\'),
    isSymlink: isUnix && (mode & 0xf000) === 0xa000,
  };
}

type Sizes = readonly [sizeBytes: number, compressedBytes: number, localOffset: number];

/** Numbers of 64 bits stand in an extra field, in this order, and only those that the entry itself leaves out. */
function parseZip64(extra: Uint8Array, sizes: Sizes): Sizes | null {
  if (!sizes.includes(IN_ZIP64)) return sizes;
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const end = Math.min(extra.length, at + 4 + view.getUint16(at + 2, true));
    let from = at + 4;
    const found: number[] = [];
    for (const size of sizes) {
      if (size !== IN_ZIP64) found.push(size);
      else {
        if (from + 8 > end) return null;
        const value = view.getBigUint64(from, true);
        if (value > BigInt(Number.MAX_SAFE_INTEGER)) return null;
        found.push(Number(value));
        from += 8;
      }
    }
    return [found[0]!, found[1]!, found[2]!];
  }
  return sizes;
}

/** Entries that share bytes make a small file expand without end. */
function hasOverlap(entries: readonly ZipEntry[], directoryOffset: number): boolean {
  const sorted = [...entries].sort((a, b) => a.localOffset - b.localOffset);
  let end = 0;
  for (const entry of sorted) {
    if (entry.localOffset < end) return true;
    end = entry.localOffset + 30 + entry.rawName.length + entry.compressedBytes;
  }
  return end > directoryOffset;
}

const lenient = new TextDecoder('utf-8');
const strict = new TextDecoder('utf-8', { fatal: true });
/** Old Windows tools use the code page of the machine, which the archive does not name. */
const western = new TextDecoder('windows-1252');

function decodeName(raw: Uint8Array, isUtf8: boolean): string {
  if (isUtf8) return lenient.decode(raw);
  try {
    return strict.decode(raw);
  } catch {
    return western.decode(raw);
  }
}

/** DOS date and time, two seconds apart and without a zone. */
function toMs(date: number, time: number): number {
  const [year, month, day] = [1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31];
  return Date.UTC(year, month, day, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
