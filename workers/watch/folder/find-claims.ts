import type { ImportProblem, ProblemCode } from '../../../src/domain/problem.ts';
import { type Claim, detect } from '../../import/detect/detect.ts';
import type { ImportFormat } from '../../import/format.ts';
import { isArchiveName } from '../../import/source/archive-kind.ts';
import { folderOf, type SourceFile, SourceTree } from '../../import/source.ts';
import type { Changes, FileTable } from './file-table.ts';
import type { WatchedFile } from './watched-file.ts';

/** A file with fewer bytes may turn out to be something else as it grows. */
const TELLING_BYTES = 1024;
/** By so many bytes a file that was written anew is known to be of the same kind. */
const KIND_BYTES = 16;
/** What the disk refused is asked for again, later each time. */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 60_000;
/** What else lies in a folder that somebody trains in is no news to them. */
const UNTOLD: ReadonlySet<ProblemCode> = new Set([
  'unrecognised-file',
  'zeros-first',
  'empty-file',
  'html-page',
  'notebook',
  'pickle',
  'settings-alone',
]);

/** A source, and which files it is read from. */
export interface FoundClaim {
  readonly id: string;
  readonly claim: Claim;
  /** Of a file or group, with what lies beside it and belongs to it. null: a folder, `roots` say which. */
  readonly paths: ReadonlySet<string> | null;
  readonly roots: readonly string[];
}

export interface FoundClaims {
  readonly claims: ReadonlyMap<string, FoundClaim>;
  readonly problems: readonly ImportProblem[];
}

/** Asks the formats about a watched folder, as an import of it would, but reads no head twice. */
export class ClaimFinder {
  found: FoundClaims = { claims: new Map(), problems: [] };
  private owners = new Map<string, FoundClaim>();
  /** Files whose heads have to be read again before anybody is asked about them. */
  private readonly doubtful = new Set<string>();
  private isWanted = true;
  /** Files whose heads the disk refused, and how often in a row there were such. */
  private readonly unread = new Set<string>();
  private refusals = 0;
  private againMs = 0;

  constructor(private readonly formats: readonly ImportFormat[]) {}

  /** When the formats have to be asked again; Infinity where they have not. */
  get dueMs(): number {
    if (this.isWanted) return 0;
    return this.unread.size > 0 ? this.againMs : Number.POSITIVE_INFINITY;
  }

  clockWentBack(nowMs: number): void {
    this.againMs = Math.min(this.againMs, nowMs);
  }

  /** The source that a file belongs to; none for a file that nobody reads, or that is read as part of a folder. */
  ownerOf(path: string): FoundClaim | null {
    return this.owners.get(path) ?? null;
  }

  /** Learns what changed: whether the formats have to be asked again. */
  async note(changes: Changes, table: FileTable): Promise<void> {
    if (changes.added.size > 0 || changes.removed.size > 0) this.isWanted = true;
    for (const path of changes.doubtful) if (changes.added.has(path)) this.doubtful.add(path);
    for (const path of changes.changed) {
      const file = table.get(path);
      if (file && file.head.sizeBytes >= 0) await this.noteChanged(file, changes.doubtful.has(path));
    }
  }

  async find(table: FileTable, signal: AbortSignal, nowMs: number): Promise<FoundClaims> {
    this.isWanted = false;
    this.unread.clear();
    const files = table.asTree().files.map((file) => this.asHead(table.get(file.path)!));
    const tree = new SourceTree(files);
    const { claims, problems } = await detect(tree, this.formats, signal).catch((error: unknown) => {
      this.isWanted = true;
      throw error;
    });
    this.refusals = this.unread.size > 0 ? this.refusals + 1 : 0;
    this.againMs = nowMs + Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.refusals);
    const paths = tree.files.map(({ path }) => path);
    const kept = this.unreadClaims(tree);
    const found = [...claims, ...kept].map((claim) => foundClaim(claim, paths, tree));
    // Whether those can be read, their sources say.
    const isTold = new Set(kept.map(({ path }) => path));
    this.owners = new Map();
    for (const one of found) for (const path of one.paths ?? []) this.owners.set(path, one);
    this.found = {
      claims: new Map(found.map((one) => [one.id, one])),
      problems: problems.flatMap((problem) => (isTold.has(problem.path) ? [] : this.told(problem))),
    };
    return this.found;
  }

  /** Whoever cannot be asked now is what it was. */
  private unreadClaims(tree: SourceTree): readonly Claim[] {
    return [...this.unread].flatMap((path) => {
      const { claim } = this.owners.get(path) ?? {};
      const file = tree.get(path);
      if (!claim?.file || claim.path !== path || !file) return [];
      return [{ ...claim, file, sizeBytes: file.sizeBytes }];
    });
  }

  private async noteChanged(file: WatchedFile, isDoubtful: boolean): Promise<void> {
    const { path, head } = file;
    const isOwned = this.owners.has(path);
    if (isDoubtful && isOwned && (await startsAs(file, head.bytes))) return;
    if (isDoubtful) this.doubtful.add(path);
    const isTelling = head.bytes.length >= TELLING_BYTES || (isOwned && head.bytes.length >= KIND_BYTES * 8);
    if (isDoubtful || !isTelling) this.isWanted = true;
  }

  private asHead(file: WatchedFile): SourceFile {
    const { path, sizeBytes, modifiedMs } = file;
    const slice = async (start: number, end: number) => {
      const head = await file.headBytes(this.doubtful.has(path)).catch((error: unknown) => {
        this.unread.add(path);
        throw error;
      });
      this.doubtful.delete(path);
      return end <= head.length || head.length === sizeBytes
        ? head.slice(start, end)
        : file.slice(start, end);
    };
    return { path, sizeBytes, modifiedMs, slice };
  }

  private told(problem: ImportProblem): readonly ImportProblem[] {
    if (problem.code === 'unrecognised-file' && isArchiveName(problem.path))
      return [
        {
          code: 'archive-refused',
          path: problem.path,
          facts: { kind: kindOf(problem.path), reason: 'watched' },
        },
      ];
    return UNTOLD.has(problem.code) ? [] : [problem];
  }
}

/** Whether the first bytes are still those of its kind. */
async function startsAs(file: WatchedFile, head: Uint8Array): Promise<boolean> {
  if (head.length < KIND_BYTES || file.sizeBytes < KIND_BYTES) return false;
  try {
    const bytes = await file.slice(0, KIND_BYTES);
    return bytes.every((byte, at) => byte === head[at]);
  } catch {
    return false;
  }
}

function foundClaim(claim: Claim, paths: readonly string[], tree: SourceTree): FoundClaim {
  const { format, path, file, files } = claim;
  const id = `${format.id}\n${path}`;
  if (file) {
    const beside = format.companions?.(path, tree) ?? [];
    return { id, claim, paths: new Set([path, ...beside]), roots: [folderOf(path)] };
  }
  if (files) {
    const own = files.map((one) => one.path);
    return { id, claim, paths: new Set(own), roots: [...new Set([path, ...own.map(folderOf)])] };
  }
  return { id, claim, paths: null, roots: format.roots?.(paths) ?? [''] };
}

function kindOf(path: string): string {
  return /\.(?:zip|cairn)$/i.test(path) ? 'zip' : /\.tar$/i.test(path) ? 'tar' : 'gzip';
}
