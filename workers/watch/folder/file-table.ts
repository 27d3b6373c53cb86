import { SourceTree } from '../../import/source.ts';
import type { FoundFile, FoundFiles } from './walk.ts';
import { type ReadMeter, WatchedFile } from './watched-file.ts';

/** Paths by what has become of them between two looks. */
export interface Changes {
  readonly added: Set<string>;
  readonly changed: Set<string>;
  readonly removed: Set<string>;
  /** Of those that changed: the file is another one than before, or may be. */
  readonly doubtful: Set<string>;
  /** Bytes that came. */
  readonly grown: Map<string, number>;
}

export const noChanges = (): Changes => ({
  added: new Set(),
  changed: new Set(),
  removed: new Set(),
  doubtful: new Set(),
  grown: new Map(),
});

/** What is known of the files of a watched folder, each as it was when it was looked at last. */
export class FileTable {
  private readonly files = new Map<string, WatchedFile>();
  private tree: SourceTree | null = null;
  private paths: ReadonlySet<string> | null = null;

  constructor(
    private readonly meter: ReadMeter,
    private readonly lookNow: (path: string) => Promise<WatchedFile | null>,
  ) {}

  get size(): number {
    return this.files.size;
  }

  get(path: string): WatchedFile | undefined {
    return this.files.get(path);
  }

  /** As of the last look; made anew when something changed. */
  asTree(): SourceTree {
    this.tree ??= new SourceTree([...this.files.values()], this.lookNow);
    return this.tree;
  }

  pathSet(): ReadonlySet<string> {
    this.paths ??= new Set(this.files.keys());
    return this.paths;
  }

  /** All files below `folder`, as they were just found; what was there and was not found is gone. */
  takeAll(found: FoundFiles, folder: string, changes: Changes): void {
    const there = new Set<string>();
    for (const one of found.files) {
      there.add(one.path);
      this.take(one, changes);
    }
    // Whoever was not reached may be there all the same.
    if (found.isCut) return;
    const unknown = new Set(found.unknown);
    for (const path of this.files.keys()) {
      if (there.has(path) || !isBelow(path, folder)) continue;
      if (unknown.size === 0 || !isIn(unknown, path)) this.remove(path, changes);
    }
  }

  take({ path, handle, file }: FoundFile, changes: Changes): void {
    const known = this.files.get(path);
    if (known?.isLike(file)) {
      known.adopt(file);
      return;
    }
    this.put(new WatchedFile(path, handle, file, this.meter, known?.head), changes);
  }

  put(file: WatchedFile, changes: Changes): void {
    const { path } = file;
    const known = this.files.get(path);
    this.files.set(path, file);
    this.tree = null;
    const before = known && file.sizeBytes >= known.sizeBytes ? known.sizeBytes : 0;
    changes.grown.set(path, (changes.grown.get(path) ?? 0) + file.sizeBytes - before);
    if (!known) {
      this.paths = null;
      // It went and came back between two looks that told of it: another file.
      if (changes.removed.delete(path)) changes.doubtful.add(path);
      changes.added.add(path);
      return;
    }
    changes.changed.add(path);
    if (file.sizeBytes <= known.sizeBytes) changes.doubtful.add(path);
  }

  /** The file, or everything below the folder of this path. */
  removeAt(path: string, changes: Changes): void {
    if (this.files.has(path)) this.remove(path, changes);
    else for (const one of [...this.files.keys()]) if (isBelow(one, path)) this.remove(one, changes);
  }

  private remove(path: string, changes: Changes): void {
    this.files.delete(path);
    this.meter.refused.delete(path);
    this.tree = null;
    this.paths = null;
    changes.added.delete(path);
    changes.changed.delete(path);
    changes.removed.add(path);
  }
}

/** The path or one of the folders around it. */
function isIn(places: ReadonlySet<string>, path: string): boolean {
  for (let at = path.length; at > 0; at = path.lastIndexOf('/', at - 1))
    if (places.has(path.slice(0, at))) return true;
  return false;
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}
