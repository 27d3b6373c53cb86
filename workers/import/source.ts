import { fromUtf8 } from '../../src/base/bytes.ts';

/** One file that was dropped, wherever its bytes lie (disk, inside a zip, a test's memory). */
export interface SourceFile {
  /** Slash-separated path inside what was dropped; never starts with a slash. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Bytes [start, end), clipped to the file. Throws `SourceReadError` when the disk refuses. */
  slice(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The same, blocking; only inside a worker. Absent where the environment has no synchronous read. */
  sliceSync?(start: number, end: number): Uint8Array<ArrayBuffer>;
}

/** The file could not be read: permission lost, changed on disk since it was dropped, or gone. */
export class SourceReadError extends Error {
  readonly path: string;
  constructor(path: string, cause: unknown) {
    super(`Cannot read ${path}`, { cause });
    this.path = path;
  }
}

/** Everything that was dropped, as one tree of paths. Artifacts are looked up here from any reader. */
export class SourceTree {
  readonly files: readonly SourceFile[];
  private readonly byPath: ReadonlyMap<string, SourceFile>;
  private readonly lookNow: ((path: string) => Promise<SourceFile | null>) | null;

  /** `lookNow`: for a tree that somebody writes to while it is read; finds a file as it is at that moment. */
  constructor(
    files: readonly SourceFile[],
    lookNow: ((path: string) => Promise<SourceFile | null>) | null = null,
  ) {
    this.lookNow = lookNow;
    this.files = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    this.byPath = new Map(this.files.map((file) => [file.path, file]));
  }

  get(path: string): SourceFile | undefined {
    return this.byPath.get(path);
  }

  /**
   * The file at this path as it is right now, also one that came after the tree was listed; null when there is none. A
   * file of a listing is a snapshot that browsers refuse to read once its bytes have changed. Of a drop: as listed.
   */
  async look(path: string): Promise<SourceFile | null> {
    return this.lookNow === null ? (this.byPath.get(path) ?? null) : this.lookNow(path);
  }

  /** Files below a folder (`''` is the root), in path order: a binary search, so a lookup does not walk the tree. */
  under(folder: string): readonly SourceFile[] {
    if (folder === '') return this.files;
    const prefix = `${folder}/`;
    const from = this.firstAtOrAfter(prefix);
    let to = from;
    while (to < this.files.length && this.files[to]!.path.startsWith(prefix)) to += 1;
    return this.files.slice(from, to);
  }

  private firstAtOrAfter(path: string): number {
    let low = 0;
    let high = this.files.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.files[middle]!.path < path) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export async function readAll(file: SourceFile): Promise<Uint8Array<ArrayBuffer>> {
  return file.slice(0, file.sizeBytes);
}

/** The file as UTF-8 text without a byte order mark. For files known to be small: check `sizeBytes` first. */
export async function readText(file: SourceFile): Promise<string> {
  return fromUtf8(await readAll(file));
}

export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
