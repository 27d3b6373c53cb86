import type { WorkspaceId } from '../../src/domain/ids.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { FORMATS } from '../../workers/import/registry.ts';
import { type Locks, WatchedFacts } from '../../workers/watch/book/facts.ts';
import { makeLiveBook } from '../../workers/watch/book/make-live-book.ts';
import type { LiveBook } from '../../workers/watch/book.ts';
import { FolderReader, type Where } from '../../workers/watch/folder/folder-reader.ts';
import type { LiveDisk } from './live-disk.ts';
import { LiveListener } from './live-listener.ts';
import { ARTIFACTS } from './watched-ground.ts';

/** What may go wrong at each write into the store. */
export interface WriteFaults {
  /** Called before each write; what it throws is what the browser answers. */
  readonly before: (write: string) => void | Promise<void>;
  /** Called when it is done: what it throws hides that it is. */
  readonly after: (write: string) => void;
}

const WRITES: ReadonlySet<PropertyKey> = new Set([
  'beginImport',
  'stageChunks',
  'stagePack',
  'commitImport',
  'rollBackImport',
]);
const NEVER = new Promise<never>(() => undefined);

/**
 * A tab that watches a folder, and may die at any moment: then nothing that it waits for ever comes, what it holds is
 * free, and what it was writing is there or not.
 */
export class DyingTab {
  readonly listener = new LiveListener();
  readonly book: LiveBook;
  isDead = false;
  private readonly store: FactStore;
  private readonly facts: WatchedFacts;
  private readonly reader: FolderReader;
  private readonly abort = new AbortController();
  private readonly death = new AbortController();
  private readonly died = new Promise<void>((resolve) => {
    this.death.signal.addEventListener('abort', () => resolve());
  });

  constructor(
    private readonly disk: LiveDisk,
    workspace: WorkspaceId,
    locks: Locks,
    now: () => number,
    private readonly faults: WriteFaults,
  ) {
    this.facts = new WatchedFacts(workspace, this.mortalLocks(locks));
    this.store = this.facts.store;
    Object.assign(this.facts, { store: this.mortalStore() });
    this.book = makeLiveBook({
      facts: this.facts,
      channel: this.listener.channel,
      signal: this.abort.signal,
      watcher: crypto.randomUUID(),
      label: 'training',
      artifacts: ARTIFACTS,
      tree: () => this.reader.tree(),
      nowMs: now,
      onStored: () => undefined,
      onFull: () => undefined,
      onWanted: (claim) => this.reader.want(claim),
    });
    this.reader = new FolderReader({
      root: disk.root,
      path: 'training',
      book: this.book,
      formats: FORMATS,
      foldRuns: true,
      now,
      signal: this.abort.signal,
    });
  }

  /** As a watch of the folder does. False where the browser did not let it. */
  async look(where: Where): Promise<boolean> {
    try {
      await this.unlessDead(this.reader.look(where));
      return true;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      await this.unlessDead(error.name === 'NotAllowedError' ? this.book.rest() : this.book.store());
      return false;
    }
  }

  /** Resolves when it is done, or the tab is dead. */
  unlessDead(work: Promise<unknown>): Promise<unknown> {
    if (!this.isDead) return Promise.race([work, this.died]);
    work.catch(() => undefined);
    return Promise.resolve();
  }

  /** Somebody ends the watch. */
  async end(): Promise<void> {
    if (this.isDead) return;
    this.abort.abort();
    if (!this.disk.refuses) await this.unlessDead(this.reader.end(new AbortController().signal));
    await this.unlessDead(this.book.close());
    this.store.close();
  }

  die(): void {
    this.isDead = true;
    this.death.abort();
    this.store.close();
  }

  private mortalLocks(locks: Locks): Locks {
    return {
      request: (name, { signal, ifAvailable }, work) => {
        const signals = signal ? [signal, this.death.signal] : [this.death.signal];
        const how = ifAvailable ? { ifAvailable } : { signal: AbortSignal.any(signals) };
        const held = (lock: object | null): Promise<never> =>
          this.unlessDead(this.isDead ? NEVER : work(lock)) as Promise<never>;
        return locks.request(name, how, held);
      },
    };
  }

  private mortalStore(): FactStore {
    return new Proxy(this.store, {
      get: (store, name) => {
        const found = Reflect.get(store, name, store) as unknown;
        if (typeof found !== 'function') return found;
        return (...args: unknown[]) => this.call(String(name), () => found.apply(store, args) as unknown);
      },
    });
  }

  private async call(name: string, work: () => unknown): Promise<unknown> {
    if (this.isDead) return NEVER;
    if (!WRITES.has(name)) {
      try {
        const read = await work();
        return this.isDead ? NEVER : read;
      } catch (error) {
        if (this.isDead) return NEVER;
        throw error;
      }
    }
    await this.faults.before(name);
    if (this.isDead) return NEVER;
    try {
      await work();
    } catch (error) {
      if (this.isDead) return NEVER;
      throw error;
    }
    if (this.isDead) return NEVER;
    this.faults.after(name);
  }
}
