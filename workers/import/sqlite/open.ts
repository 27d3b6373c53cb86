import { throwIfAborted } from '../../../src/base/abort.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { SourceFile } from '../source.ts';
import { connect } from './connect.ts';
import { Database } from './database.ts';
import { HEADER_BYTES, parseHeader, type SqliteHeader } from './header.ts';
import { readJournal } from './journal.ts';
import { loadSqlite } from './library.ts';
import type { PagePatch } from './page-patch.ts';
import { loadPages, openPages, type PagesInput } from './pages.ts';
import { readWal } from './wal.ts';

const MEBIBYTE = 1024 * 1024;
const COPY_LIMIT_BYTES = 256 * MEBIBYTE;
const SMALL_DEVICE_COPY_LIMIT_BYTES = 64 * MEBIBYTE;
/** The library's memory ends at 2 GB: what can only be copied must stay well below. */
const UNBLOCKED_COPY_LIMIT_BYTES = 1024 * MEBIBYTE;
const SMALL_DEVICE_GIGABYTES = 4;
/** Encryption keeps at least a nonce at the end of each page; nothing else reserves that much. */
const ENCRYPTION_BYTES = 16;

export interface SqliteFiles {
  readonly main: SourceFile;
  readonly wal?: SourceFile | undefined;
  readonly journal?: SourceFile | undefined;
}

export interface OpenOptions {
  readonly signal: AbortSignal;
  /** Above this the file is read in blocks instead of being copied; tests set it low. */
  readonly copyLimitBytes?: number;
  /** Bytes of the main file read so far, while it is being copied. */
  readonly onBytes?: (bytesRead: number) => void;
}

export interface OpenedSqlite {
  /** null when it cannot be opened; `problems` then says why. */
  readonly database: Database | null;
  readonly problems: readonly ImportProblem[];
}

/** Opens a database file for reading, with its write-ahead log or rollback journal applied in memory. */
export async function openSqlite(files: SqliteFiles, options: OpenOptions): Promise<OpenedSqlite> {
  const { main } = files;
  const problems: ImportProblem[] = [];
  const refuse = (code: ImportProblem['code'], facts?: ImportProblem['facts']): OpenedSqlite => ({
    database: null,
    // A file that was cut off says so already.
    problems: problems.some((known) => known.code === code)
      ? problems
      : [...problems, { code, path: main.path, ...(facts === undefined ? {} : { facts }) }],
  });
  if (main.sizeBytes === 0) return refuse('empty-file');
  const patched = await readPatch(files, options.signal);
  const head = await readFirstBytes(main, patched);
  const header = parseHeader(head);
  if (header === null) return refuse(isNoise(head, main.sizeBytes) ? 'sqlite-encrypted' : 'sqlite-damaged');
  if (header.textEncoding > 1) return refuse('sqlite-damaged', { reason: 'its text is UTF-16' });
  const pages = toPages(main, header, patched, problems);
  if (header.inWalMode && patched === null && files.wal === undefined) {
    problems.push({ code: 'sqlite-wal-missing', path: main.path });
  }
  const sizeBytes = pages.pageCount * header.pageSize;
  const inBlocks = main.sliceSync !== undefined && sizeBytes > (options.copyLimitBytes ?? copyLimitBytes());
  if (!inBlocks && sizeBytes > UNBLOCKED_COPY_LIMIT_BYTES) return refuse('file-too-large', { sizeBytes });
  // The library loads while the file does.
  const loading = loadSqlite();
  const opened = inBlocks ? openPages(pages) : await loadPages(pages, options.signal, options.onBytes);
  const database = connect(await loading, opened);
  throwIfAborted(options.signal);
  if (database instanceof Database) return { database, problems };
  const code = header.reservedBytes >= ENCRYPTION_BYTES ? 'sqlite-encrypted' : 'sqlite-damaged';
  return refuse(code, { reason: database.message });
}

interface Patched {
  readonly patch: PagePatch;
  readonly file: SourceFile;
}

/** A journal that is hot wins: SQLite would undo it before it looked at anything else. */
async function readPatch(files: SqliteFiles, signal: AbortSignal): Promise<Patched | null> {
  if (files.journal !== undefined && files.journal.sizeBytes > 0) {
    const patch = await readJournal(files.journal, signal);
    if (patch !== null) return { patch, file: files.journal };
  }
  if (files.wal === undefined || files.wal.sizeBytes === 0) return null;
  const patch = await readWal(files.wal, signal);
  return patch === null ? null : { patch, file: files.wal };
}

async function readFirstBytes(main: SourceFile, patched: Patched | null): Promise<Uint8Array> {
  const at = patched?.patch.offsets.get(1);
  if (patched !== null && at !== undefined) return patched.file.slice(at, at + HEADER_BYTES);
  return main.slice(0, HEADER_BYTES);
}

function toPages(
  main: SourceFile,
  header: SqliteHeader,
  patched: Patched | null,
  problems: ImportProblem[],
): PagesInput {
  const stored = Math.ceil(main.sizeBytes / header.pageSize);
  if (patched !== null && patched.patch.pageSize === header.pageSize) {
    const { offsets } = patched.patch;
    const pageCount = Math.max(1, Math.min(patched.patch.pageCount, stored + offsets.size));
    return {
      main,
      header,
      pageCount,
      claimedCount: pageCount,
      patch: patched.patch,
      patchFile: patched.file,
    };
  }
  if (main.sizeBytes < header.pageCount * header.pageSize) {
    const facts = { sizeBytes: main.sizeBytes, expectedBytes: header.pageCount * header.pageSize };
    problems.push({ code: 'sqlite-damaged', path: main.path, facts });
  }
  const claimedCount = header.pageCount === 0 ? stored : header.pageCount;
  const pageCount = Math.min(stored, claimedCount);
  return { main, header, pageCount, claimedCount, patch: null, patchFile: null };
}

/** Whole-file encryption leaves nothing but noise: of 100 bytes hardly two are alike. */
function isNoise(head: Uint8Array, sizeBytes: number): boolean {
  return sizeBytes % 512 === 0 && head.length === HEADER_BYTES && new Set(head).size > 64;
}

function copyLimitBytes(): number {
  const device = globalThis.navigator as { readonly deviceMemory?: number } | undefined;
  const isSmall = device?.deviceMemory !== undefined && device.deviceMemory < SMALL_DEVICE_GIGABYTES;
  return isSmall ? SMALL_DEVICE_COPY_LIMIT_BYTES : COPY_LIMIT_BYTES;
}
