import type { MakeObserver, ObservedChange } from '../../workers/watch/folder/folder-observer.ts';

interface Node {
  bytes: Uint8Array<ArrayBuffer>;
  modifiedMs: number;
}

/** A folder in memory that somebody writes into, behind the part of the File System API that a watch uses. */
export class LiveDisk {
  readonly files = new Map<string, Node>();
  nowMs = 1_700_000_000_000;
  bytesRead = 0;
  /** How often a file was asked for. */
  asked = 0;
  /** What the folder itself answers instead of its files. */
  refuses: 'NotFoundError' | 'NotAllowedError' | 'SecurityError' | 'NoModificationAllowedError' | null = null;
  /** Paths that cannot be read. */
  readonly locked = new Set<string>();
  /** Called before the bytes of a file are read: somebody writes in that very moment. */
  onRead: ((path: string) => void) | null = null;
  private readonly observers = new Set<(records: readonly ObservedChange[]) => void>();
  private readonly name: string;
  /** What lies in which folder, until somebody writes. */
  private index: Map<string, Map<string, 'file' | 'directory'>> | null = null;

  constructor(name = 'training') {
    this.name = name;
  }

  get root(): FileSystemDirectoryHandle {
    return this.folder('', this.name) as unknown as FileSystemDirectoryHandle;
  }

  /** For a watch: hears only what `tell` says. */
  readonly makeObserver: MakeObserver = (callback) => ({
    observe: async () => {
      if (this.refuses) throw new DOMException('', this.refuses);
      this.observers.add(callback);
    },
    disconnect: () => void this.observers.delete(callback),
  });

  get observerCount(): number {
    return this.observers.size;
  }

  tell(type: ObservedChange['type'], path: string | null, movedFrom?: string): void {
    const relativePathMovedFrom = movedFrom?.split('/') ?? null;
    const record = { type, relativePathComponents: path?.split('/') ?? null, relativePathMovedFrom };
    for (const callback of [...this.observers]) callback([record]);
  }

  write(path: string, content: string | Uint8Array): void {
    this.nowMs += 10;
    if (!this.files.has(path)) this.index = null;
    this.files.set(path, { bytes: bytesOf(content), modifiedMs: this.nowMs });
  }

  append(path: string, content: string | Uint8Array): void {
    const before = this.files.get(path)?.bytes ?? new Uint8Array(0);
    const more = bytesOf(content);
    const bytes = new Uint8Array(before.length + more.length);
    bytes.set(before);
    bytes.set(more, before.length);
    this.write(path, bytes);
  }

  truncate(path: string, size: number): void {
    this.write(path, this.files.get(path)!.bytes.slice(0, size));
  }

  remove(path: string): void {
    this.index = null;
    this.files.delete(path);
    for (const one of [...this.files.keys()]) if (one.startsWith(`${path}/`)) this.files.delete(one);
  }

  rename(from: string, to: string): void {
    this.index = null;
    for (const [path, node] of [...this.files]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.files.delete(path);
      this.files.set(to + path.slice(from.length), node);
    }
  }

  private folder(path: string, name: string): object {
    const prefix = path === '' ? '' : `${path}/`;
    const check = (): void => {
      if (this.refuses) throw new DOMException(this.name, this.refuses);
      if (path !== '' && this.kindOf(path) !== 'directory') throw new DOMException(path, 'NotFoundError');
      if (this.locked.has(path)) throw new DOMException(path, 'NotAllowedError');
    };
    const open = async (child: string, kind: 'file' | 'directory'): Promise<object> => {
      check();
      const found = this.kindOf(prefix + child);
      if (found === null) throw new DOMException(child, 'NotFoundError');
      if (found !== kind) throw new DOMException(child, 'TypeMismatchError');
      return kind === 'file' ? this.file(prefix + child, child) : this.folder(prefix + child, child);
    };
    const list = (): Map<string, object> => {
      check();
      const children = new Map<string, object>();
      for (const [child, kind] of this.indexed().get(path) ?? [])
        children.set(
          child,
          kind === 'file' ? this.file(prefix + child, child) : this.folder(prefix + child, child),
        );
      return children;
    };
    return {
      kind: 'directory',
      name,
      getFileHandle: (child: string) => open(child, 'file'),
      getDirectoryHandle: (child: string) => open(child, 'directory'),
      async *entries() {
        yield* list();
      },
    };
  }

  private kindOf(path: string): 'file' | 'directory' | null {
    if (this.files.has(path)) return 'file';
    return this.indexed().has(path) ? 'directory' : null;
  }

  private indexed(): Map<string, Map<string, 'file' | 'directory'>> {
    if (this.index) return this.index;
    const index = new Map<string, Map<string, 'file' | 'directory'>>();
    this.index = index;
    const put = (path: string, kind: 'file' | 'directory'): void => {
      const at = path.lastIndexOf('/');
      const folder = at < 0 ? '' : path.slice(0, at);
      if (!index.has(folder)) {
        index.set(folder, new Map());
        if (folder !== '') put(folder, 'directory');
      }
      index.get(folder)!.set(path.slice(at + 1), kind);
    };
    for (const path of this.files.keys()) put(path, 'file');
    return index;
  }

  private file(path: string, name: string): object {
    const getFile = async () => {
      this.asked += 1;
      if (this.refuses) throw new DOMException(path, this.refuses);
      const node = this.files.get(path);
      if (!node) throw new DOMException(path, 'NotFoundError');
      if (this.locked.has(path)) throw new DOMException(path, 'NotAllowedError');
      return this.part(path, node, 0, node.bytes.length);
    };
    return { kind: 'file', name, getFile };
  }

  /** As a browser's: bytes that changed since it was made cannot be read. */
  private part(path: string, node: Node, start: number, end: number): object {
    const { length } = node.bytes;
    const [from, to] = [Math.min(start, length), Math.min(end, length)];
    return {
      size: to - from,
      lastModified: node.modifiedMs,
      slice: (a: number, b: number) => this.part(path, node, from + a, Math.min(from + b, to)),
      arrayBuffer: async () => {
        this.onRead?.(path);
        if (this.refuses) throw new DOMException(path, this.refuses);
        if (this.files.get(path) !== node || this.locked.has(path))
          throw new DOMException(path, 'NotReadableError');
        this.bytesRead += to - from;
        return node.bytes.slice(from, to).buffer;
      },
    };
  }
}

function bytesOf(content: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}
