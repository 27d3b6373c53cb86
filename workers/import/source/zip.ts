import type { ImportProblem } from '../../../src/domain/problem.ts';
import { type SourceFile, SourceReadError } from '../source.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';
import { InflatedCache, makeZipFile } from './zip-entry.ts';

export interface ZipOptions {
  readonly signal: AbortSignal;
  /** 0 for a zip that was dropped, 1 for one inside it. */
  readonly depth?: number;
  readonly maxEntries?: number;
  readonly maxEntryBytes?: number;
  readonly maxTotalBytes?: number;
}

export interface OpenedZip {
  readonly files: SourceFile[];
  readonly problems: ImportProblem[];
}

const MAX_DEPTH = 2;
const MAX_ENTRIES = 100_000;
const GIB = 1024 ** 3;
/** Text compresses a hundredfold at the best; what promises more and is large wants to fill the memory. */
const MAX_RATIO = 200;
const RATIO_FREE_BYTES = 50 * 1024 * 1024;
const CACHE_BYTES = 32 * 1024 * 1024;
/** Skipped entries that are named one by one. */
const MAX_NAMED = 100;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

/**
 * Lists what a zip holds as files whose bytes are inflated when they are asked for. Only the directory at the end is
 * read here. Names are never trusted: paths stay below the zip's own path.
 */
export async function openZip(file: SourceFile, options: ZipOptions): Promise<OpenedZip> {
  options.signal.throwIfAborted();
  const { path } = file;
  const refuse = (code: 'zip-damaged' | 'zip-refused', reason: string): OpenedZip => ({
    files: [],
    problems: [{ code, path, facts: { reason } }],
  });
  if ((options.depth ?? 0) >= MAX_DEPTH) return refuse('zip-refused', 'nested-too-deep');
  let directory: Awaited<ReturnType<typeof readZipDirectory>>;
  try {
    directory = await readZipDirectory(file, options.maxEntries ?? MAX_ENTRIES);
  } catch (error) {
    if (!(error instanceof SourceReadError)) throw error;
    return { files: [], problems: [{ code: 'unreadable-file', path }] };
  }
  options.signal.throwIfAborted();
  if (!directory.ok) return refuse(directory.code, directory.reason);
  const totalBytes = directory.entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  if (totalBytes > (options.maxTotalBytes ?? 8 * GIB)) return refuse('zip-refused', 'too-large');
  if (isBomb(totalBytes, file.sizeBytes)) return refuse('zip-refused', 'ratio');
  return listEntries(file, directory.entries, options.maxEntryBytes ?? 4 * GIB);
}

function listEntries(file: SourceFile, entries: readonly ZipEntry[], maxEntryBytes: number): OpenedZip {
  const cache = new InflatedCache(CACHE_BYTES);
  const files: SourceFile[] = [];
  const problems: ImportProblem[] = [];
  const seen = new Set<string>();
  let skipped = 0;
  for (const entry of entries) {
    if (entry.isFolder || entry.name.startsWith('__MACOSX/')) continue;
    const name = entry.name.replaceAll('\\', '/');
    const reason = seen.has(name) ? 'duplicate' : findFault(entry, name, maxEntryBytes);
    if (reason === null) {
      seen.add(name);
      const path = `${file.path}/${name}`;
      files.push(makeZipFile(file, entry, path, cache));
      continue;
    }
    skipped += 1;
    if (skipped > MAX_NAMED) continue;
    const facts = { reason, name: entry.name.slice(0, 200) };
    problems.push({ code: 'zip-entry-skipped', path: file.path, facts });
  }
  if (skipped > MAX_NAMED) {
    const facts = { reason: 'more', count: skipped - MAX_NAMED };
    problems.push({ code: 'zip-entry-skipped', path: file.path, facts });
  }
  return { files, problems };
}

function findFault(entry: ZipEntry, name: string, maxEntryBytes: number): string | null {
  if ((entry.flags & ENCRYPTED) !== 0) return 'encrypted';
  if (entry.isSymlink) return 'symlink';
  if (!isSafePath(name)) return 'unsafe-name';
  if (entry.method !== STORED && entry.method !== DEFLATED) return 'method';
  if (entry.sizeBytes > maxEntryBytes) return 'too-large';
  if (isBomb(entry.sizeBytes, entry.compressedBytes)) return 'ratio';
  // Deflate adds a few bytes to what cannot be compressed, never more.
  const mostCompressed = entry.sizeBytes + Math.ceil(entry.sizeBytes / 1000) + 1024;
  const fits = entry.method === STORED ? entry.compressedBytes === entry.sizeBytes : true;
  return fits && entry.compressedBytes <= mostCompressed ? null : 'sizes';
}

function isBomb(sizeBytes: number, compressedBytes: number): boolean {
  return sizeBytes > RATIO_FREE_BYTES && sizeBytes > compressedBytes * MAX_RATIO;
}

function isSafePath(name: string): boolean {
  if (name === '' || name.startsWith('/') || name.includes('\0') || /^[A-Za-z]:/.test(name)) return false;
  return !name.split('/').some((part) => part === '' || part === '.' || part === '..');
}
