import { throwIfAborted } from '../../../src/base/abort.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import { type SourceFile, SourceReadError } from '../source.ts';
import { archiveKindOf, isArchiveName, nameInside } from './archive-kind.ts';
import { BLOCK_BYTES, parseTarHeader } from './tar-header.ts';
import { UnpackedFiles } from './unpacked-files.ts';

/** A run's files belong to it as they are, archives too. */
const INSIDE_ARTIFACTS = /(^|\/)(artifacts|(offline-)?run-\d{8}_\d{6}-[^/]+\/files)\//;
/** An archive in an archive is opened, one in that is not. */
const MAX_DEPTH = 2;
/** Files of all archives together. */
const MAX_FILES = 500_000;
/** Compressed streams larger than this are unpacked only if they are what was dropped: they may be anybody's data. */
const LARGE_AMONG_OTHERS_BYTES = 256 * 1024 * 1024;
/** Of all compressed streams of a drop. */
const MAX_UNPACKED_BYTES = 8 * 1024 ** 3;
/** An empty zip has 22 bytes, an empty gzip 20. */
const SMALLEST_BYTES = 20;

/** A bundle holds a whole workspace, each artifact once and as it is. */
const BUNDLE_LIMITS = {
  maxEntries: 500_000,
  maxEntryBytes: 64 * 1024 ** 3,
  maxTotalBytes: 256 * 1024 ** 3,
};

interface Expanded {
  readonly files: SourceFile[];
  readonly problems: ImportProblem[];
}

/**
 * Replaces archives (zip, tar, tar.gz) by what they hold, under the archive's own path, also an archive within an archive;
 * a file that was compressed alone becomes itself. Archives among a run's artifacts stay files.
 */
export async function expandArchives(
  files: readonly SourceFile[],
  signal: AbortSignal,
  unpacked: UnpackedFiles = new UnpackedFiles(),
): Promise<Expanded> {
  const isAmongOthers = files.some(({ path }) => !isArchiveName(path));
  const expansion = new Expansion(signal, unpacked, isAmongOthers);
  await expansion.expand(files, 0);
  return expansion;
}

class Expansion implements Expanded {
  readonly files: SourceFile[] = [];
  readonly problems: ImportProblem[] = [];
  private inArchives = 0;
  private unpackedBytes = 0;
  private readonly paths = new Set<string>();

  constructor(
    private readonly signal: AbortSignal,
    private readonly unpacked: UnpackedFiles,
    private readonly isAmongOthers: boolean,
  ) {}

  async expand(files: readonly SourceFile[], depth: number): Promise<void> {
    for (const { path } of files) this.paths.add(path);
    for (const file of files) {
      throwIfAborted(this.signal);
      const kind = await findKind(file);
      if (kind === null) this.files.push(file);
      else if (depth >= MAX_DEPTH) this.refuse(file, kind, 'nested-too-deep');
      else if (kind === 'gzip') await this.expandGzip(file, depth);
      else await this.expandList(kind, file, depth);
    }
  }

  private async expandList(kind: 'zip' | 'tar', file: SourceFile, depth: number): Promise<void> {
    // What opens archives is loaded when the first is met.
    const { signal } = this;
    const opened =
      kind === 'zip'
        ? await (await import('./zip.ts')).openZip(file, { signal, depth, ...limitsOf(file) })
        : await (await import('./tar.ts')).openTar(file, { signal });
    this.inArchives += opened.files.length;
    if (this.inArchives > MAX_FILES) return this.refuse(file, kind, 'too-many-entries');
    this.problems.push(...opened.problems);
    await this.expand(opened.files, depth + 1);
  }

  private async expandGzip(file: SourceFile, depth: number): Promise<void> {
    if (this.isAmongOthers && file.sizeBytes > LARGE_AMONG_OTHERS_BYTES)
      return this.refuse(file, 'gzip', 'large-among-others');
    const { gunzip } = await import('./gunzip.ts');
    const target = this.unpacked.begin();
    let result: Awaited<ReturnType<typeof gunzip>>;
    try {
      result = await gunzip(file, target, {
        signal: this.signal,
        maxBytes: MAX_UNPACKED_BYTES - this.unpackedBytes,
      });
    } catch (error) {
      if (!(error instanceof SourceReadError)) throw error;
      this.problems.push({ code: 'unreadable-file', path: file.path });
      return;
    }
    if (result.kind === 'refused') {
      await target.empty();
      return this.refuse(file, 'gzip', result.reason);
    }
    if (result.kind === 'damaged')
      this.problems.push({
        code: 'archive-damaged',
        path: file.path,
        facts: { kind: 'gzip', reason: result.reason, left: target.sizeBytes },
      });
    this.unpackedBytes += target.sizeBytes;
    const inside = await target.finish(file.path, file.modifiedMs);
    if (await isTar(inside)) return this.expandList('tar', inside, depth);
    await this.expand([{ ...inside, path: this.pathInside(file.path) }], depth + 1);
  }

  /** Beside the archive, where what belongs to it lies, unless that very file is there as well. */
  private pathInside(path: string): string {
    const beside = nameInside(path) ?? `${path}/file`;
    return this.paths.has(beside) ? `${path}/${beside.slice(beside.lastIndexOf('/') + 1)}` : beside;
  }

  private refuse(file: SourceFile, kind: 'zip' | 'tar' | 'gzip', reason: string): void {
    const code = kind === 'zip' ? 'zip-refused' : 'archive-refused';
    this.problems.push({ code, path: file.path, facts: { kind, reason } });
  }
}

function limitsOf({ path }: SourceFile): Partial<typeof BUNDLE_LIMITS> {
  return /\.cairn$/i.test(path) ? BUNDLE_LIMITS : {};
}

async function findKind(file: SourceFile): Promise<'zip' | 'tar' | 'gzip' | null> {
  if (!isArchiveName(file.path) || INSIDE_ARTIFACTS.test(file.path) || file.sizeBytes < SMALLEST_BYTES)
    return null;
  try {
    const head = await file.slice(0, BLOCK_BYTES);
    const kind = archiveKindOf(head);
    if (kind === 'zip' || kind === 'gzip' || kind === 'tar') return kind;
    return /\.tar$/i.test(file.path) && parseTarHeader(head) !== null ? 'tar' : null;
  } catch {
    return null;
  }
}

/** Also one from before POSIX, which has no mark but the checksum of its first header. */
async function isTar(file: SourceFile): Promise<boolean> {
  return parseTarHeader(await file.slice(0, BLOCK_BYTES)) !== null;
}
