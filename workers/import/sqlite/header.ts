/** The first 100 bytes of a database file, as far as opening it depends on them. */
export interface SqliteHeader {
  readonly pageSize: number;
  /** Bytes at the end of each page that extensions use; encryption keeps its nonce and checksum there. */
  readonly reservedBytes: number;
  readonly inWalMode: boolean;
  /** 0 where the writer was too old to keep it. */
  readonly pageCount: number;
  /** 1 UTF-8, 2 and 3 UTF-16. */
  readonly textEncoding: number;
}

export const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\u0000';

export function isSqlite(head: Uint8Array): boolean {
  if (head.length < MAGIC.length) return false;
  for (let i = 0; i < MAGIC.length; i++) if (head[i] !== MAGIC.charCodeAt(i)) return false;
  return true;
}

/** null when it is no SQLite header or one that cannot be true. */
export function parseHeader(head: Uint8Array): SqliteHeader | null {
  if (head.length < HEADER_BYTES || !isSqlite(head)) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const storedSize = view.getUint16(16);
  const pageSize = storedSize === 1 ? 65536 : storedSize;
  if (!isPageSize(pageSize)) return null;
  const countIsCurrent = view.getUint32(24) === view.getUint32(92);
  return {
    pageSize,
    reservedBytes: head[20]!,
    inWalMode: head[18] === 2 || head[19] === 2,
    pageCount: countIsCurrent ? view.getUint32(28) : 0,
    textEncoding: view.getUint32(56),
  };
}

export function isPageSize(size: number): boolean {
  return size >= 512 && size <= 65536 && (size & (size - 1)) === 0;
}

/**
 * Makes the first page say what is true of the pages we hand out: as many as there are, and no write-ahead log,
 * since ours is already applied. Without this SQLite refuses a file that was cut off or left in WAL mode.
 */
export function patchHeader(firstPage: Uint8Array, pageCount: number): void {
  firstPage[18] = 1;
  firstPage[19] = 1;
  const view = new DataView(firstPage.buffer, firstPage.byteOffset, firstPage.byteLength);
  view.setUint32(28, pageCount);
  view.setUint32(92, view.getUint32(24));
}
