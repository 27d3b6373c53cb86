import { throwIfAborted } from '../../../src/base/abort.ts';
import type { SourceFile } from '../source.ts';
import { isPageSize } from './header.ts';
import type { PagePatch } from './page-patch.ts';

const MAGIC = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
const HEADER_BYTES = 28;
const READ_BYTES = 4 * 1024 * 1024;
/** Record count of a journal that was never synced: as many as the file holds. */
const UNCOUNTED = 0xffffffff;

interface Segment {
  readonly recordCount: number;
  readonly nonce: number;
  readonly pageCount: number;
  readonly sectorBytes: number;
  readonly pageSize: number;
}

/**
 * Reads a rollback journal that a killed writer left behind: the pages as they were before its last transaction.
 * Returns null when there is nothing to undo (a journal is emptied or its header zeroed on commit).
 * https://sqlite.org/fileformat2.html#the_rollback_journal
 */
export async function readJournal(file: SourceFile, signal: AbortSignal): Promise<PagePatch | null> {
  const offsets = new Map<number, number>();
  let first: Segment | null = null;
  for (let at = 0; at + HEADER_BYTES <= file.sizeBytes; ) {
    const segment = parseSegment(await file.slice(at, at + HEADER_BYTES), first);
    if (segment === null) break;
    first ??= segment;
    const recordsFrom = at + segment.sectorBytes;
    const recordsEnd = await readRecords(file, segment, recordsFrom, first.pageCount, offsets, signal);
    if (recordsEnd === null) break;
    at = Math.ceil(recordsEnd / segment.sectorBytes) * segment.sectorBytes;
  }
  if (first === null || (offsets.size === 0 && first.recordCount === 0)) return null;
  return { kind: 'journal', pageSize: first.pageSize, pageCount: first.pageCount, offsets };
}

/**
 * True when a transaction is in the middle of changing the database, or was when its writer died. A journal whose
 * records are not counted yet means that the database is still untouched.
 */
export async function isHotJournal(file: SourceFile | null): Promise<boolean> {
  if (file === null || file.sizeBytes < HEADER_BYTES) return false;
  const segment = parseSegment(await file.slice(0, HEADER_BYTES), null);
  return segment !== null && segment.recordCount > 0;
}

function parseSegment(head: Uint8Array, first: Segment | null): Segment | null {
  if (head.length < HEADER_BYTES || MAGIC.some((byte, i) => head[i] !== byte)) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const segment = {
    recordCount: view.getUint32(8),
    nonce: view.getUint32(12),
    pageCount: view.getUint32(16),
    // Later segments repeat only the counts; the sizes hold for the whole journal.
    sectorBytes: first?.sectorBytes ?? view.getUint32(20),
    pageSize: first?.pageSize ?? view.getUint32(24),
  };
  const plausible = isPageSize(segment.pageSize) && segment.sectorBytes >= 32 && segment.sectorBytes <= 65536;
  return plausible ? segment : null;
}

/** Notes where each original page lies; returns where the records end, or null where they stop being credible. */
async function readRecords(
  file: SourceFile,
  segment: Segment,
  from: number,
  pageCount: number,
  offsets: Map<number, number>,
  signal: AbortSignal,
): Promise<number | null> {
  const recordBytes = segment.pageSize + 8;
  const room = Math.floor((file.sizeBytes - from) / recordBytes);
  const count = segment.recordCount === UNCOUNTED ? room : Math.min(segment.recordCount, room);
  const perRead = Math.max(1, Math.floor(READ_BYTES / recordBytes));
  for (let done = 0; done < count; done += perRead) {
    throwIfAborted(signal);
    const batch = Math.min(perRead, count - done);
    const start = from + done * recordBytes;
    const bytes = await file.slice(start, start + batch * recordBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let record = 0; record < batch; record++) {
      const at = record * recordBytes;
      if (at + recordBytes > bytes.length) return null;
      const page = view.getUint32(at);
      const sum = checksum(bytes, at + 4, segment);
      if (page === 0 || sum !== view.getUint32(at + 4 + segment.pageSize)) return null;
      if (page <= pageCount && !offsets.has(page)) offsets.set(page, start + at + 4);
    }
  }
  return count < segment.recordCount && segment.recordCount !== UNCOUNTED ? null : from + count * recordBytes;
}

/** The nonce plus every 200th byte, counted from the end of the page. */
function checksum(bytes: Uint8Array, from: number, segment: Segment): number {
  let sum = segment.nonce;
  for (let at = segment.pageSize - 200; at > 0; at -= 200) sum = (sum + bytes[from + at]!) | 0;
  return sum >>> 0;
}
