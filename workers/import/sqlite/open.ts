import { throwIfAborted } from '../../../src/base/abort.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { SourceFile } from '../source.ts';
import { openBlocks } from './block-vfs.ts';
import { Database } from './database.ts';
import { HEADER_BYTES, parseHeader, type SqliteHeader } from './header.ts';
import { openImage } from './image.ts';
import { readJournal } from './journal.ts';
import { loadSqlite } from './library.ts';
import type { PagePatch } from './page-patch.ts';
import { readWal } from './wal.ts';

const MEBIBYTE = 1024 * 1024;
const COPY_LIMIT_BYTES = 256 * MEBIBYTE;
const SMALL_DEVICE_COPY_LIMIT_BYTES = 64 * MEBIBYTE;
/** The library's memory ends at 2 GB: what can only be copied must stay well below. */
const UNBLOCKED_COPY_LIMIT_BYTES = 1024 * MEBIBYTE;
const SMALL_DEVICE_GIGABYTES = 4;

export interface SqliteFiles {
  readonly main: SourceFile;
  readonly wal?: SourceFile | undefined;
  readonly journal?: SourceFile | undefined;
}

/** The file and what lies beside it, made one: as many pages as there are, some of them from the file beside. */
export interface SqlitePages {
  readonly main: SourceFile;
  readonly header: SqliteHeader;
  readonly pageCount: number;
  readonly patch: PagePatch | null;
  readonly patchFile: SourceFile | null;
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
  /** Bytes that rows can come from: the ceiling for what a true table may hold. */
  readonly sizeBytes: number;
}

/** Opens a database file for reading, with its write-ahead log or rollback journal applied in memory. */
export async function openSqlite(files: SqliteFiles, options: OpenOptions): Promise<OpenedSqlite> {
  const { main } = files;
  const problems: ImportProblem[] = [];
  const refuse = (code: ImportProblem['code'], facts?: ImportProblem['facts']): OpenedSqlite => ({
    database: null,
    problems: [...problems, { code, path: main.path, ...(facts === undefined ? {} : { facts }) }],
    sizeBytes: 0,
  });
  if (main.sizeBytes === 0) return refuse('empty-file');
  const patched = await readPatch(files, problems, options.signal);
  const head = await readFirstBytes(main, patched);
  const header = parseHeader(head);
  if (header === null)
    return refuse(looksEncrypted(head, main.sizeBytes) ? 'sqlite-encrypted' : 'sqlite-damaged');
  const pages = toPages(main, header, patched, problems);
  if (header.inWalMode && patched === null && files.wal === undefined) {
    problems.push({ code: 'sqlite-wal-missing', path: main.path });
  }
  const sizeBytes = pages.pageCount * header.pageSize;
  const inBlocks = main.sliceSync !== undefined && sizeBytes > (options.copyLimitBytes ?? copyLimitBytes());
  if (!inBlocks && sizeBytes > UNBLOCKED_COPY_LIMIT_BYTES) return refuse('file-too-large', { sizeBytes });
  const library = await loadSqlite();
  throwIfAborted(options.signal);
  const database = inBlocks ? openBlocks(library, pages) : await openImage(library, pages, options);
  if (!(database instanceof Database)) return refuse('sqlite-damaged', { reason: database.message });
  const failure = harden(database);
  if (failure === null) return { database, problems, sizeBytes };
  database.close();
  return refuse(header.reservedBytes >= 16 ? 'sqlite-encrypted' : 'sqlite-damaged', { reason: failure });
}

interface Patched {
  readonly patch: PagePatch;
  readonly file: SourceFile;
}

/** A journal that is hot wins: SQLite would undo it before it looked at anything else. */
async function readPatch(
  files: SqliteFiles,
  problems: ImportProblem[],
  signal: AbortSignal,
): Promise<Patched | null> {
  if (files.journal !== undefined && files.journal.sizeBytes > 0) {
    const patch = await readJournal(files.journal, signal);
    if (patch !== null) {
      const facts = { pages: patch.offsets.size };
      problems.push({ code: 'sqlite-journal-hot', path: files.journal.path, facts });
      return { patch, file: files.journal };
    }
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
): SqlitePages {
  const stored = Math.ceil(main.sizeBytes / header.pageSize);
  if (patched !== null && patched.patch.pageSize === header.pageSize) {
    let highest = stored;
    for (const page of patched.patch.offsets.keys()) highest = Math.max(highest, page);
    const pageCount = Math.max(1, Math.min(patched.patch.pageCount, highest));
    return { main, header, pageCount, patch: patched.patch, patchFile: patched.file };
  }
  if (main.sizeBytes < header.pageCount * header.pageSize) {
    const facts = { sizeBytes: main.sizeBytes, expectedBytes: header.pageCount * header.pageSize };
    problems.push({ code: 'sqlite-damaged', path: main.path, facts });
  }
  const pageCount = header.pageCount === 0 ? stored : Math.min(stored, header.pageCount);
  return { main, header, pageCount, patch: null, patchFile: null };
}

/** Settings for a file that nobody vouches for; returns what SQLite says when it cannot even read the schema. */
function harden(database: Database): string | null {
  database.run('PRAGMA trusted_schema=OFF');
  database.run('PRAGMA cell_size_check=ON');
  database.run('PRAGMA query_only=ON');
  return database.run('SELECT count(*) FROM sqlite_schema')?.message ?? null;
}

/** Encrypted pages are noise: nearly every byte value turns up in the first kilobyte or so. */
function looksEncrypted(head: Uint8Array, sizeBytes: number): boolean {
  return sizeBytes % 512 === 0 && head.length === HEADER_BYTES && new Set(head).size > 64;
}

function copyLimitBytes(): number {
  const device = globalThis.navigator as { readonly deviceMemory?: number } | undefined;
  const isSmall = device?.deviceMemory !== undefined && device.deviceMemory < SMALL_DEVICE_GIGABYTES;
  return isSmall ? SMALL_DEVICE_COPY_LIMIT_BYTES : COPY_LIMIT_BYTES;
}
