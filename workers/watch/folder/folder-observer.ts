/** A burst of changes is over after so much quiet, or is looked at in its midst. */
const QUIET_MS = 150;
const MOST_MS = 400;
/** More paths than this are quicker found by looking through the folder. */
const MOST_HINTS = 500;

/** As Chromium has it; not in TypeScript's library yet. */
export interface ObservedChange {
  readonly type: 'appeared' | 'disappeared' | 'modified' | 'moved' | 'unknown' | 'errored';
  readonly relativePathComponents: readonly string[] | null;
  readonly relativePathMovedFrom?: readonly string[] | null;
}

export interface Observer {
  observe(handle: FileSystemDirectoryHandle, options: { readonly recursive: boolean }): Promise<void>;
  disconnect(): void;
}

export type MakeObserver = (callback: (records: readonly ObservedChange[]) => void) => Observer;

/** Null where the browser has none. */
export function observerOfBrowser(): MakeObserver | null {
  const { FileSystemObserver: Found } = globalThis as {
    FileSystemObserver?: new (callback: (records: readonly ObservedChange[]) => void) => Observer;
  };
  return Found ? (callback) => new Found(callback) : null;
}

/** Where something may have changed; false: anywhere. */
export type Hints = ReadonlyMap<string, readonly string[]> | false;

/**
 * What the browser tells of changes in a folder, gathered until they pause. Only hints: some are lost, and of some it tells
 * that they were lost.
 */
export class FolderObserver {
  private observer: Observer | null = null;
  private hints = new Map<string, readonly string[]>();
  private isAnywhere = false;
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private sinceMs: number | null = null;

  constructor(
    private readonly make: MakeObserver,
    private readonly onHints: (hints: Hints) => void,
    /** It has ended: the folder is gone, or there are too many observers. */
    private readonly onEnd: () => void,
    private readonly now: () => number,
  ) {}

  /** False where the browser refuses. */
  async begin(handle: FileSystemDirectoryHandle): Promise<boolean> {
    this.end();
    const mine = this.make((records) => {
      if (mine === this.observer) this.take(records);
    });
    this.observer = mine;
    try {
      await mine.observe(handle, { recursive: true });
      return mine === this.observer;
    } catch {
      this.end();
      return false;
    }
  }

  end(): void {
    this.observer?.disconnect();
    this.observer = null;
    clearTimeout(this.quiet);
    this.sinceMs = null;
    this.hints.clear();
    this.isAnywhere = false;
  }

  private take(records: readonly ObservedChange[]): void {
    for (const { type, relativePathComponents, relativePathMovedFrom } of records) {
      if (type === 'errored') {
        this.end();
        this.onEnd();
        return;
      }
      if (type === 'unknown' || !relativePathComponents) this.isAnywhere = true;
      else this.note(relativePathComponents);
      if (relativePathMovedFrom) this.note(relativePathMovedFrom);
    }
    this.wait();
  }

  private note(names: readonly string[]): void {
    if (names.length === 0 || this.hints.size >= MOST_HINTS) this.isAnywhere = true;
    else this.hints.set(names.join('/'), names);
  }

  private wait(): void {
    const nowMs = this.now();
    this.sinceMs ??= nowMs;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(
      () => this.tell(),
      Math.max(0, Math.min(QUIET_MS, this.sinceMs + MOST_MS - nowMs)),
    );
  }

  private tell(): void {
    const hints = this.isAnywhere ? false : this.hints;
    this.hints = new Map();
    this.isAnywhere = false;
    this.sinceMs = null;
    this.onHints(hints);
  }
}
