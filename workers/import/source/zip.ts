import type { ImportProblem } from '../../../src/domain/problem.ts';
import { type SourceFile, SourceReadError } from '../source.ts';
import { toSafePath } from './safe-path.ts';
import { SkippedEntries } from './skipped-entries.ts';
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
  const skipped = new SkippedEntries();
  const seen = new Set<string>();
  for (const entry of entries) {
    if (entry.isFolder || entry.name.startsWith('__MACOSX/')) continue;
    const name = toSafePath(entry.name);
    const fault = findFault(entry, name, maxEntryBytes);
    if (fault !== null || name === null) skipped.add(fault ?? 'unsafe-name', entry.name);
    else if (seen.has(name)) skipped.add('duplicate', entry.name);
    else {
      seen.add(name);
      files.push(makeZipFile(file, entry, `${file.path}/${name}`, cache));
    }
  }
  return { files, problems: skipped.problems('zip-entry-skipped', file.path) };
}

function findFault(entry: ZipEntry, name: string | null, maxEntryBytes: number): string | null {
  if ((entry.flags & ENCRYPTED) !== 0) return 'encrypted';
  if (entry.isSymlink) return 'symlink';
  if (name === null) return 'unsafe-name';
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
